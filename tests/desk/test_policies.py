"""Doctor tells what a company's policies forbid, and is silent once its mend was followed."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from tests.desk.desks import EXCEL_KEY, POLICY_KEY, Look, found, small_environment
from tests.desk.test_doctor import only
from xlbilling.desk.desk import Desk
from xlbilling.desk.installing import Parts, install
from xlbilling.desk.registry import Registry
from xlbilling.model.findings import ERROR

COMMON = POLICY_KEY.replace(r"Excel\Security", "Common")
CLOUD = POLICY_KEY.replace(r"Microsoft\Office", r"Microsoft\Cloud\Office")


@pytest.mark.parametrize(
    ("key", "values", "words"),
    [
        (POLICY_KEY, {"RequireAddinSig": 1}, "must be signed"),
        (POLICY_KEY.replace("HKCU", "HKLM"), {"requireaddinsig": 1}, "must be signed"),
        (CLOUD, {"RequireAddinSig": 1}, "must be signed"),
        (rf"{COMMON}\Security", {"RequireAlwaysOnMacroSig": 1}, "always loaded must be signed"),
        (COMMON, {"VBAOff": 1}, "Visual Basic is switched off"),
        (
            rf"{COMMON}\Security\Trusted Locations",
            {"Allow User Locations": 0},
            "only folders that a policy names",
        ),
        (POLICY_KEY, {"DisableAllAddins": 1}, "all add-ins are switched off"),
        (rf"{POLICY_KEY}\Trusted Locations", {"AllLocationsDisabled": 1}, "no folder is trusted"),
    ],
)
def test_a_group_policy_that_blocks_it(
    windows: Desk, key: str, values: dict[str, int], words: str
) -> None:
    one = only(found(replace(windows, registry={key: values})))

    assert (one.id, one.severity) == ("DESK-POLICY", ERROR)
    assert words in one.message
    assert one.fix.startswith("ask whoever manages this computer")


def test_macros_that_must_be_signed_are_told_where_no_folder_is_trusted(windows: Desk) -> None:
    """XLSTART is a trusted folder, in which unsigned macros run all the same."""
    signed = {POLICY_KEY: {"VBAWarnings": 3}}
    untrusted = {rf"{POLICY_KEY}\Trusted Locations": {"AllLocationsDisabled": 1}}

    assert found(replace(windows, registry=signed)) == []
    one = only(found(replace(windows, registry=signed | untrusted)))
    assert "macros must be signed, and no folder is trusted" in one.message


def test_excel_s_own_settings_that_block_it(windows: Desk) -> None:
    key = rf"{EXCEL_KEY}\Security"

    one = only(found(replace(windows, registry={key: {"RequireAddinSig": 1}})))

    assert one.id == "DESK-TRUST"
    assert "Trust Center" in one.fix


def test_policies_that_are_off_say_nothing(windows: Desk) -> None:
    values = {"RequireAddinSig": 0, "DisableAllAddins": 0, "VBAWarnings": 2}

    assert found(replace(windows, registry={POLICY_KEY: values})) == []


def signed() -> bytes:
    """An add-in as the office's own key leaves it."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("xl/vbaProjectSignatureAgile.bin", b"signed")
    return content.getvalue()


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (POLICY_KEY, {"RequireAddinSig": 1}),
        (rf"{COMMON}\Security", {"RequireAlwaysOnMacroSig": 1}),
        (rf"{POLICY_KEY}\Trusted Locations", {"AllLocationsDisabled": 1}),
        (rf"{COMMON}\Security\Trusted Locations", {"Allow User Locations": 0}),
        (rf"{EXCEL_KEY}\Security", {"RequireAddinSig": 1}),
    ],
)
def test_once_the_office_has_signed_it_nothing_is_wrong(
    windows: Desk, key: str, values: dict[str, int]
) -> None:
    desk = replace(windows, registry={key: values})
    assert "sign" in only(found(desk)).fix or "Trust Center" in only(found(desk)).fix

    install(desk, Parts(signed()), small_environment)

    assert found(desk, Look(addin=signed())) == []


@pytest.mark.parametrize("values", [{"DisableAllAddins": 1}, {"VBAOff": 1}])
def test_a_signature_does_not_help_where_all_is_switched_off(
    windows: Desk, values: dict[str, int]
) -> None:
    desk = replace(windows, registry={POLICY_KEY if "VBAOff" not in values else COMMON: values})
    install(desk, Parts(signed()), small_environment)

    assert only(found(desk, Look(addin=signed()))).id == "DESK-POLICY"


@pytest.mark.parametrize("is_by_variable", [True, False])
def test_once_a_policy_names_the_startup_folder_nothing_is_wrong(
    windows: Desk, *, is_by_variable: bool
) -> None:
    own = r"%AppData%\Microsoft\Excel\XLStart" if is_by_variable else str(windows.startup.parent)
    only_by_policy: Registry = {
        rf"{COMMON}\Security\Trusted Locations": {"allow user locations": 0}
    }
    elsewhere: Registry = {
        rf"{POLICY_KEY}\Trusted Locations\Location1": {"Path": r"\\server\share"}
    }
    named: Registry = {rf"{POLICY_KEY}\Trusted Locations\Location2": {"Path": own}}

    assert (
        str(windows.startup)
        in only(found(replace(windows, registry={**only_by_policy, **elsewhere}))).fix
    )
    assert found(replace(windows, registry={**only_by_policy, **elsewhere, **named})) == []
