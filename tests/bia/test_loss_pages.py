"""Expected loss: the list of processes, and the page on which a profile is edited and played."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import LossProfile, Process
from tests import factories

H = 3600
FLAT = [{"until_s": None, "rate_per_hour": "1000"}]
FORM = {
    "version": "0",
    "basis": "rates",
    "per_year": "0.5",
    "low_s": "1 h",
    "high_s": "16 h",
    "seed": "7",
    "runs": "1000",
    "segments_0_until_s": "2 h",
    "segments_0_rate_per_hour": "15",
    "segments_2_rate_per_hour": "40",
    "penalties_1_beyond_s": "8 h",
    "penalties_1_amount": "250",
    "peaks_0_label": "month end",
    "peaks_0_factor": "3",
    "peaks_0_month_days": "-1, 31",
    "peaks_0_from_hour": "8",
}
URL = "/processes/rescue/loss/"


@pytest.fixture
def rescue(db: None) -> Process:
    return factories.process("rescue", department="ops", rto_s=900, mtd_s=8 * H)


def profile(process: Process, **fields: Any) -> LossProfile:
    start = {"basis": "rates", "segments": FLAT, "per_year": 1, "low_s": H, "high_s": 16 * H}
    return LossProfile.objects.create(process=process, **start | fields)


def test_the_list_says_what_an_hour_and_a_year_cost(manager: User, rescue: Process) -> None:
    profile(rescue)
    factories.process("unknown")
    row, blank = (
        item["loss"] for item in factories.login(manager).get("/losses/").context["listing"].rows
    )
    assert (row.rates, str(row.ale)) == ([1000] * 4, "5705.29")
    assert round(row.p_breach, 6) == 0.185675
    assert (blank.rates, blank.ale, blank.p_breach) == ([None] * 4, None, None)


def test_the_list_needs_as_many_queries_for_three_as_for_one(manager: User, db: None) -> None:
    client, counts = factories.login(manager), []
    for n in range(3):
        profile(factories.process(f"p{n}"))
        client.get("/losses/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/losses/")
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_a_profile_is_saved_without_its_empty_rows(manager: User, rescue: Process) -> None:
    client = factories.login(manager)
    answer = client.post(URL, FORM)
    assert answer.status_code == 302, answer.context["form"].errors
    one = LossProfile.objects.get()
    assert one.segments == [
        {"until_s": 2 * H, "rate_per_hour": "15"},
        {"until_s": None, "rate_per_hour": "40"},
    ]
    assert one.penalties == [{"beyond_s": 8 * H, "amount": "250"}]
    assert one.peaks == [
        {
            "label": "month end",
            "month_days": [-1, 31],
            "weekdays": [],
            "from_hour": 8,
            "until_hour": 24,
            "factor": "3",
        }
    ]
    shown = client.get(URL).content.decode()
    assert 'value="-1, 31"' in shown
    again = client.post(URL, FORM | {"version": "1", "runs": "2000"})
    assert again.status_code == 302
    assert LossProfile.objects.get().version == 2


def test_a_simulation_is_kept_with_its_seed(manager: User, rescue: Process) -> None:
    client = factories.login(manager)
    client.post(URL, FORM)
    assert client.post(URL + "simulation/").status_code == 302
    one = LossProfile.objects.get()
    assert (one.result["seed"], one.result["runs"]) == (7, 1000)
    assert "1000 years with seed 7" in client.get(URL).content.decode()
    assert client.get(URL + "simulation/").status_code == 405


def test_a_simulation_without_a_profile_says_what_is_missing(
    manager: User, rescue: Process
) -> None:
    shown = factories.login(manager).post(URL + "simulation/", follow=True).content.decode()
    assert "Save how often and how long the process is out first." in shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"segments_2_rate_per_hour": ""}, "segments_0_until_s"),
        ({"segments_2_until_s": "1 h"}, "segments_2_until_s"),
        ({"segments_0_rate_per_hour": ""}, "segments_0_rate_per_hour"),
        ({"penalties_1_amount": ""}, "penalties_1_amount"),
        ({"penalties_1_beyond_s": ""}, "penalties_1_beyond_s"),
        ({"peaks_0_factor": ""}, "peaks_0_factor"),
        ({"peaks_0_month_days": "0"}, "peaks_0_month_days"),
        ({"peaks_0_month_days": "soon"}, "peaks_0_month_days"),
        ({"peaks_0_weekdays": "8"}, "peaks_0_weekdays"),
        ({"peaks_0_until_hour": "8"}, "peaks_0_until_hour"),
        ({"high_s": ""}, "high_s"),
        ({"high_s": "1 min"}, "high_s"),
        ({"per_year": "-1"}, "per_year"),
        ({"per_year": "NaN"}, "per_year"),
        ({"runs": "1"}, "runs"),
        ({"seed": ""}, "seed"),
        ({"basis": "guess"}, "basis"),
        (
            {
                "segments_0_until_s": "",
                "segments_0_rate_per_hour": "",
                "segments_2_rate_per_hour": "",
            },
            "segments_0_until_s",
        ),
    ],
)
def test_nonsense_is_refused_at_its_field(
    manager: User, rescue: Process, change: dict[str, str], field: str
) -> None:
    answer = factories.login(manager).post(URL, FORM | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not LossProfile.objects.exists()


def test_a_faster_colleague_is_not_overwritten(manager: User, rescue: Process) -> None:
    profile(rescue, version=5)
    answer = factories.login(manager).post(URL, FORM | {"version": "4"})
    assert answer.status_code == 409
    assert LossProfile.objects.get().version == 5


def test_who_may_not_plan_investments_only_looks(
    auditor: User, alice: User, bob: User, rescue: Process
) -> None:
    profile(rescue)
    client = factories.login(auditor)
    assert client.get(URL).context["form"] is None
    assert client.post(URL, FORM).status_code == 403
    assert client.post(URL + "simulation/").status_code == 403


def test_another_departments_process_is_not_there(alice: User, db: None) -> None:
    profile(factories.process("elsewhere", department="finance"))
    client = factories.login(alice)
    assert client.get("/processes/elsewhere/loss/").status_code == 404
    assert "elsewhere" not in client.get("/losses/").content.decode()


def test_the_form_shows_plain_numbers_and_takes_the_minus_it_shows(
    manager: User, rescue: Process
) -> None:
    client = factories.login(manager)
    assert client.post(URL, FORM | {"peaks_0_month_days": "−1, 31"}).status_code == 302
    assert LossProfile.objects.get().peaks[0]["month_days"] == [-1, 31]
    page = client.get(URL).content.decode()
    assert 'name="per_year" value="0.5"' in page
    assert "−1 is the last" in page


def test_a_share_of_years_says_that_it_is_a_chance(manager: User, rescue: Process) -> None:
    page = factories.login(manager).get("/losses/").content.decode()
    assert "Chance that the MTD is passed at least once in a year" in page
