"""Nobody in the sample office may be taken for somebody who exists."""

import re

from xlbilling.edits.npi import is_valid
from xlbilling.sample import office, people

NUMBERS_IN_USE_BEGIN = "1003000100"


def test_provider_numbers_pass_the_check_digit_and_were_never_given_out() -> None:
    numbers = [row["npi"] for row in office.PROVIDERS]

    assert all(is_valid(number) for number in numbers)
    assert all(number < NUMBERS_IN_USE_BEGIN for number in numbers)
    assert len(set(numbers)) == 4


def test_telephone_numbers_are_of_the_range_kept_for_fiction() -> None:
    rows = [*people.patient_rows(), *people.guarantor_rows()]
    phones = [row["phone"] for row in rows] + [office.SETTINGS["Practice Phone"]]

    assert all(re.fullmatch(r"\(614\) 555-01\d\d", phone) for phone in phones)


def test_every_patient_has_a_guarantor_and_ids_are_no_ones_twice() -> None:
    patients = people.patients()
    guarantors = {row["guarantor_id"] for row in people.guarantor_rows()}

    assert len({patient.patient_id for patient in patients}) == len(patients)
    assert {patient.guarantor_id for patient in patients} == guarantors
    assert len(guarantors) == people.HOUSEHOLDS


def test_there_are_families_second_payers_and_people_who_pay_alone() -> None:
    patients = people.patients()
    payers_of = [tuple(cover.payer.payer_id for cover in one.covers) for one in patients]

    assert {len(household) for household in people.households()} == {1, 2, 3, 4}
    assert set(payers_of) == {
        (),
        ("NORTHLIGHT",),
        ("MEDICARE",),
        ("MEDICARE", "NORTHLIGHT"),
        ("MEDICARE", "MEDICAID"),
        ("MEDICAID",),
    }
