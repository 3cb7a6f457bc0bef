"""What the metrics read: real incidents only, deeds by when they were done, union of outages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.domain.metrics import Share
from incidents.facts import facts_of
from incidents.models import Impact, Incident, StepRun
from incidents.services import incidents as verbs
from incidents.services.metrics import Metrics, Wanted, metrics_of
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db
MARCH = Wanted(clock("00:00", day=1), clock("00:00", day=29))


def metrics(user: str = "mia", **wanted: str) -> Metrics:
    given = Wanted(MARCH.since, MARCH.until, **wanted)
    return metrics_of(given, user=world.the(user), at=clock("00:00", day=30))


def test_spans_of_one_incident_to_the_second() -> None:
    world.reviewing("I")
    total = metrics().total
    found = {name: one.median_s for name, one in total.spans.items() if one.count}
    assert found == {
        "detect": 240, "acknowledge": 60, "assess": 180, "restore": 3480, "verify": 2520,
    }  # fmt: skip
    assert (total.shares["rto_met"], total.shares["mtd_met"]) == (Share(0, 1), Share(1, 1))


def test_drills_and_false_alarms_do_not_count_but_are_told() -> None:
    carl = world.the("carl")
    alarm = world.assessing()
    verbs.cancel(alarm, reason="Wrong screen", by=carl, at=clock("10:05:30"))
    world.declared(mode="drill", drill_code="DRL-2026-0001", at=clock("10:04", day=3))
    found = metrics()
    assert (found.total.count, found.in_vain, found.availability) == (0, 1, [])


def test_a_late_entry_is_not_a_late_act() -> None:
    incident = world.responding("I")
    step = StepRun.objects.get(incident=incident, key="assess")
    assert (step.done_at, step.late_s) == (clock("10:07"), 0)
    StepRun.objects.filter(pk=step.pk).update(done_recorded_at=clock("18:00"))
    StepRun.objects.filter(incident=incident).exclude(pk=step.pk).update(state="dropped")
    assert metrics().total.shares["steps_on_time"] == Share(1, 1)


def test_two_incidents_of_one_system_at_once_are_one_outage() -> None:
    world.restored("I")
    world.restored(
        "I", at=clock("10:34"), restored_at=clock("11:30"), systems=[(world.dispatch(), "full")]
    )
    found = metrics().availability
    assert [(one.system, one.outages, one.down_s) for one in found] == [("dispatch", 1, 90 * 60)]


def test_planned_maintenance_is_no_downtime() -> None:
    world.restored("I", planned_maintenance=True)
    [found] = metrics().availability
    assert (found.down_s, found.maintenance_s, found.percent) == (0, 58 * 60, Decimal("100.000"))


def test_filters_by_grade_and_system() -> None:
    world.responding("I")
    world.responding("III", at=clock("10:04", day=3), systems=[(world.csm(), "full")])
    assert [one.key for one in metrics().by_grade] == ["I", "III"]
    assert [one.number for one in metrics(grade="III").rows] == ["INC-2026-0002"]
    assert [one.key for one in metrics(system="csm").by_system] == ["csm"]


def test_the_data_gap_and_the_actions_count() -> None:
    incident = world.reviewing("I")
    Impact.objects.filter(incident=incident).update(last_good_data_at=clock("09:57"))
    factories.action(
        source="incident", source_ref=incident.number, due_on=clock("10:00", day=5).date()
    )
    total = metrics().total
    assert total.shares["rpo_met"] == Share(1, 1)
    assert total.shares["actions_on_time"] == Share(0, 1)


def test_a_restricted_incident_counts_only_for_who_sees_it() -> None:
    world.declared(confidentiality="restricted")
    assert (metrics("mia").total.count, metrics("ida").total.count) == (1, 0)


def test_the_number_of_queries_does_not_grow() -> None:
    world.reviewing("I")
    metrics()
    with CaptureQueriesContext(
        connection,
    ) as one:
        metrics()
    for day in (3, 4, 5):
        world.reviewing("I", at=clock("10:04", day=day))
    with CaptureQueriesContext(connection) as four:
        metrics()
    assert (len(one), Incident.objects.count()) == (len(four), 4)


def test_the_page_shows_figures_with_their_count() -> None:
    world.reviewing("I")
    page = factories.login(world.the("mia")).get(
        "/incidents/metrics/", {"since": "2026-03-01", "until": "2026-03-28"}
    )
    words = page.content.decode()
    assert page.status_code == 200
    assert "58 min" in words
    assert "0 of 1" in words


def test_a_period_that_ends_before_it_begins_is_refused_at_the_field() -> None:
    page = factories.login(world.the("mia")).get(
        "/incidents/metrics/", {"since": "2026-03-28", "until": "2026-03-01"}
    )
    assert page.status_code == 200
    assert "The period ends before it begins." in page.content.decode()


def test_facts_in_a_constant_number_of_queries() -> None:
    number = world.reviewing("I").number

    def asked() -> int:
        incident = Incident.objects.get(number=number)
        with CaptureQueriesContext(connection) as queries:
            facts_of(incident, clock("12:00"))
        return len(queries)

    before = asked()
    for minute in range(5):
        at = clock("12:00") + timedelta(minutes=minute)
        row = Incident.objects.get(number=number)
        entry = verbs.log(row, text="Noted", by=world.the("carl"), at=at)
        verbs.pin(entry, by=world.the("carl"), at=at)
    assert asked() == before


def test_the_api_answers_the_same_figures() -> None:
    world.reviewing("I")
    client = factories.api(world.the("mia"))
    asked = {"since": "2026-03-01", "until": "2026-03-28", "grade": "I"}
    answer = client.get("/api/v1/incident-metrics/", asked)
    assert answer.status_code == 200
    restore = answer.json()["total"]["spans"]["restore"]
    assert (restore["count"], restore["median_s"]) == (1, 3480)
    assert answer.json()["total"]["shares"]["rto_met"] == {"met": 0, "of": 1, "percent": "0.0"}
    assert client.get("/api/v1/incident-metrics/", {"system": "none"}).status_code == 400
