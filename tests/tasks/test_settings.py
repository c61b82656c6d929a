"""Settings: a blank cell means the default, a wrong one is refused by name."""

from __future__ import annotations

import pytest

from xlbilling.model.errors import RefusedError
from xlbilling.tasks import settings
from xlbilling.tasks.settings import SettingKind

READERS = {
    SettingKind.TEXT: settings.text,
    SettingKind.MONEY: settings.cents,
    SettingKind.COUNT: settings.count,
    SettingKind.YES_NO: settings.is_yes,
    SettingKind.LIMITS: settings.limits,
    SettingKind.RATES: settings.rates,
}


def test_every_default_reads_as_its_own_kind() -> None:
    for setting in settings.SETTINGS:
        READERS[setting.kind]({}, setting.name)

    assert len(settings.BY_NAME) == len(settings.SETTINGS)


def test_a_blank_cell_means_the_default() -> None:
    assert settings.cents({"Statement Minimum": "  "}, "Statement Minimum") == 500
    assert settings.cents({"Statement Minimum": "7.5"}, "Statement Minimum") == 750
    assert settings.words({"In-House Codes": "NOSHOW, LATE ,"}, "In-House Codes") == (
        "NOSHOW",
        "LATE",
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Statement Minimum", "five"),
        ("Statement Minimum", "5.001"),
        ("Statement Cycle Days", "-1"),
        ("Benchmark Days In AR", "35"),
        ("Benchmark Days In AR", "35,35"),
        ("Benchmark Days In AR", "35;50"),
        ("Benchmark Days In AR", "1,2,3"),
        ("Allowance Rates", "5,101"),
        ("Allowance Rates", "5,,8"),
        ("Allowance Rates", "5 %"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(name: str, shown: str) -> None:
    with pytest.raises(RefusedError, match=f"'{name}' is '{shown}'") as refused:
        READERS[settings.BY_NAME[name].kind]({name: shown}, name)

    assert refused.value.id == "SETTING-WRONG"
    assert name in refused.value.fix


def test_yes_and_no_are_the_only_answers() -> None:
    known = settings.BY_NAME["Practice Name"].name

    assert settings.is_yes({known: "y"}, known)
    assert not settings.is_yes({known: "N"}, known)
    with pytest.raises(RefusedError):
        settings.is_yes({known: "maybe"}, known)
