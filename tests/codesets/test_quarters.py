"""CMS' file names tell the quarter of a release."""

import pytest

from xlbilling.codesets import quarters


@pytest.mark.parametrize(
    ("name", "version", "days"),
    [
        ("ccipra-v320r0-f1.xlsx", "2026 Q1", ("2026-01-01", "2026-03-31")),
        ("medicare-ncci-2026q2-practitioner-ptp-edits-ccipra-v321r0-f3.zip/ccipra-v321r0-f3.TXT", "2026 Q2", ("2026-04-01", "2026-06-30")),
        ("ccipra-v313r1-f1.txt", "2025 Q4 r1", ("2025-10-01", "2025-12-31")),
        ("MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", "2026 Q3", ("2026-07-01", "2026-09-30")),
        ("medicare-ncci-2026-q3-practitioner-services-mue-table.zip/table.csv", "2026 Q3", ("2026-07-01", "2026-09-30")),
        ("AOC_V2025Q4_01-MCR.txt", "2025 Q4", ("2025-10-01", "2025-12-31")),
        ("HCPC2026_APR_ANWEB_v2.xlsx", "2026 Q2", ("2026-04-01", "2026-06-30")),
        ("PPRRVU24_JAN.xlsx", "2024 Q1", ("2024-01-01", "2024-03-31")),
        ("PPRRVU2026_Oct_nonQPP.csv", "2026 Q4", ("2026-10-01", "2026-12-31")),
        ("rvu26b.zip/table.csv", "2026 Q2", ("2026-04-01", "2026-06-30")),
        ("list.csv", "", ("", "")),
    ],
)  # fmt: skip
def test_a_name_tells_its_quarter(name: str, version: str, days: tuple[str, str]) -> None:
    release = quarters.of_name(name)

    assert (release.version, (release.first_day, release.last_day)) == (version, days)
