"""What the gap and dependency analysis says, to whom, and when (AT-101, AT-103, §5.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bia.models import Measurement, Process, System, Tier
from lib.errors import Refused
from reports.gaps.view import view_of
from tests import factories
from tests.factories import api, login
from tests.reports.builders import asked, catalogue
from tests.reports.rescue import MIN, anchors, document, need, rescue, sheet, words_of

pytestmark = pytest.mark.django_db


def test_chapters_stand_in_the_order_a_reader_asks(manager: User) -> None:
    rescue()
    assert anchors(document(manager)) == [
        "summary", "map", "gaps", "paths", "points", "recovery", "what-if", "method", "closing",
    ]  # fmt: skip


def test_the_gap_table_holds_the_figures_of_the_graph(manager: User) -> None:
    rescue()
    rows = {row["Code"]: row for row in sheet(document(manager), "Gaps")}
    shown = {
        code: (row["State"], row["Required"], row["Capability"], row["Back after"], row["Gap"])
        for code, row in rows.items()
    }
    assert (
        shown
        == {
            "rescue": ("rto_miss", 15 * MIN, None, 40 * MIN, 25 * MIN),
            "dispatch": ("rto_miss", 15 * MIN, 10 * MIN, 40 * MIN, 25 * MIN),
            "database": ("infeasible", 5 * MIN, 30 * MIN, 30 * MIN, 25 * MIN),
            "booking": ("untested", 120 * MIN, None, 30 * MIN, -90 * MIN),
            "dc-a": shown.get("dc-a"),
        }
        or "dc-a" not in shown
    )
    assert rows["rescue"]["MTD margin"][:6] == "0.3333"


def test_a_measurement_stands_with_its_date_source_and_age(manager: User) -> None:
    rescue()
    at = timezone.now() - timedelta(days=20)
    Measurement.objects.create(
        code="M-1", system=System.objects.get(code="database"), kind="rto", value_s=20 * MIN,
        source="Restore test", at=at,
    )  # fmt: skip
    row = next(r for r in sheet(document(manager), "Gaps") if r["Code"] == "database")
    assert (row["Measured"], row["Source"], row["Age in days"]) == (20 * MIN, "Restore test", 20)
    assert row["Back after"] == 20 * MIN


def test_the_critical_path_is_told_step_by_step(manager: User) -> None:
    rescue()
    steps = [r for r in sheet(document(manager), "Critical paths") if "rescue" in r["Process"]]
    assert [(r["Step"], r["Node"], r["Back after"]) for r in steps] == [
        (1, "Database", 30 * MIN),
        (2, "=Dispatch", 40 * MIN),
        (3, "Road rescue 道路救援", 40 * MIN),
    ]


def test_the_naive_rule_stands_beside_ours_where_they_differ(manager: User) -> None:
    rescue()
    System.objects.filter(code="database").update(restore_s=15 * MIN)
    rows = {row["Name"]: row for row in sheet(document(manager), "Naive rule")}
    shown = rows["Road rescue 道路救援"]
    assert (shown["Naive: back after"], shown["Naive verdict"]) == (15 * MIN, "met")
    assert (shown["Back after"], shown["Verdict"]) == ("25 min", "rto_miss")


def test_where_both_agree_the_naive_rule_is_not_repeated(manager: User) -> None:
    rescue()
    assert "Nowhere in this report do the two differ" in str(document(manager))


def test_single_points_and_losing_a_site_name_what_they_stop(manager: User) -> None:
    rescue()
    found = document(manager)
    stopped = {(r["Code"], r["Stops"]) for r in sheet(found, "Single points")}
    assert ("dc-a", "Road rescue 道路救援") in stopped
    assert ("dispatch", "Secret booking") not in stopped
    lost = {r["Code"]: r for r in sheet(found, "What-if Room A")}
    assert (lost["rescue"]["State"], lost["rescue"]["Down for"]) == ("rto_miss", 30 * MIN)


def test_recovery_is_shown_plain_and_improved(manager: User) -> None:
    rescue()
    rows = sheet(document(manager), "Order of recovery")
    assert [(r["Restore"], r["Start"], r["Finish"]) for r in rows] == [
        ("Database", 0, 30 * MIN), ("=Dispatch", 30 * MIN, 40 * MIN),
    ]  # fmt: skip


def test_an_owner_reads_nothing_of_processes_they_may_not_see(alice: User, manager: User) -> None:
    rescue()
    mine, everything = words_of(document(alice)), words_of(document(manager))
    assert "Secret booking" in everything
    assert "Secret booking" not in mine
    assert "booking" not in mine
    assert "Road rescue" in mine


def test_a_hidden_process_in_a_chain_is_another_process(charlie: User) -> None:
    rescue()
    found = words_of(document(charlie))
    assert "Road rescue" not in found
    assert "another process" in found.lower()


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"critical": True}, {"rescue", "dispatch", "database"}),
        ({"critical": False}, {"booking", "database"}),
        ({"department": "warehouse"}, {"booking", "database"}),
        ({"processes": ["booking"]}, {"booking", "database"}),
    ],
)
def test_filters_choose_processes_and_what_they_rest_on(
    manager: User, filters: dict[str, Any], kept: set[str]
) -> None:
    rescue()
    rows = sheet(document(manager, filters=filters), "Gaps")
    assert {row["Code"] for row in rows} - {"dc-a"} == kept


def test_filtered_by_tier(manager: User) -> None:
    rescue()

    catalogue()
    tier = Tier.objects.earliest("order")
    Process.objects.filter(code="rescue").update(tier=tier)
    rows = sheet(document(manager, filters={"tier": tier.code}), "Gaps")
    assert {row["Code"] for row in rows} - {"dc-a"} == {"rescue", "dispatch", "database"}


def test_an_empty_register_is_a_report_too(manager: User) -> None:
    found = document(manager)
    assert anchors(found) == ["summary", "gaps", "method", "closing"]
    assert "No process matches" in words_of(found)


def test_a_circle_is_named_and_a_deadlock_called_so(manager: User) -> None:
    rescue()
    need(System.objects.get(code="database"), System.objects.get(code="dispatch"))
    assert "a deadlock" in words_of(document(manager))


def test_unknown_durations_are_lower_bounds(manager: User) -> None:
    rescue()
    System.objects.filter(code="database").update(restore_s=None)
    rows = {row["Code"]: row for row in sheet(document(manager), "Gaps")}
    assert rows["rescue"]["Lower bound only"] is True


def test_the_digest_is_the_same_in_every_language_and_follows_the_figures(manager: User) -> None:
    rescue()
    english, chinese = document(manager), document(manager, language="zh-hans")
    assert english.digest == chinese.digest
    assert english.digest in words_of(english)
    System.objects.filter(code="database").update(restore_s=60)
    assert document(manager).digest != english.digest


@pytest.mark.django_db(transaction=True)  # history is stamped by transaction
def test_a_past_date_is_read_from_history(manager: User) -> None:
    rescue()
    before = timezone.now()
    System.objects.filter(code="database").update(restore_s=60)
    then = {r["Code"]: r for r in sheet(document(manager, as_of=before), "Gaps")}
    now = {r["Code"]: r for r in sheet(document(manager), "Gaps")}
    assert (then["rescue"]["Back after"], now["rescue"]["Back after"]) == (40 * MIN, 11 * MIN)
    assert then["dispatch"]["Name"] == "=Dispatch"


@pytest.mark.django_db(transaction=True)  # history is stamped by transaction
def test_before_history_begins_there_is_nothing(manager: User) -> None:
    rescue()
    past = timezone.now() - timedelta(days=365)
    assert anchors(document(manager, as_of=past)) == ["summary", "gaps", "method", "closing"]


def test_drafts_are_no_filter_of_this_kind(manager: User) -> None:
    with pytest.raises(Refused) as refusal:
        asked(manager, kind="gaps", filters={"drafts": True})
    assert refusal.value.problems[0].field == "filters.drafts"


def test_the_form_offers_it_and_says_what_it_cannot_do(manager: User) -> None:
    assert "Gap and dependency analysis" in login(manager).get("/reports/").content.decode()
    page = login(manager).get("/reports/new/?kind=gaps").content.decode()
    assert ('name="processes"' in page, 'name="drafts"' in page) == (True, False)


def test_the_api_takes_and_lists_it(manager: User) -> None:
    client = api(manager)
    body = {"kind": "gaps", "language": "zh-hans", "format": "xlsx", "filters": {"critical": True}}
    assert client.post("/api/v1/reports/", body).status_code == 202
    assert client.get("/api/v1/reports/?kind=gaps").json()["count"] == 1
    assert client.get("/api/v1/reports/?kind=bia").json()["count"] == 0


def test_the_number_of_queries_does_not_grow(manager: User) -> None:
    counts = []
    for codes in (("warm",), ("one",), ("two", "three")):
        for code in codes:
            need(factories.process(code, rto_s=60), factories.system(f"s-{code}", restore_s=9))
        report = asked(manager, kind="gaps", at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            assert view_of(report).rows
        counts.append(len(queries))
    assert counts[1] == counts[2]
