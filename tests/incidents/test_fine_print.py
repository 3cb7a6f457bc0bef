"""What is right only when two things come together."""

from __future__ import annotations

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from followup.models import Clock
from incidents.domain.metrics import Share
from incidents.incident_rows import rows_of
from incidents.models import CheckRun, Incident, RoleAssignment
from incidents.services import incidents as verbs
from incidents.services.breaking_glass import why_not_break_glass
from incidents.services.metrics import Wanted, metrics_of
from incidents.services.suggesting import refresh
from lib.errors import GuardsUnmet
from tests import factories
from tests.incidents import world
from tests.incidents.world import bi, clock, declared, responding, the

pytestmark = pytest.mark.django_db
MARCH = Wanted(clock("00:00", day=1), clock("00:00", day=29))


def test_a_whole_is_never_suggested_milder_than_a_part_of_it():
    whole = declared(title="Site", systems=[(bi(), "partial")], at=clock("10:00"))
    declared(parent=whole)
    whole.refresh_from_db()
    raised = whole.provisional_grade.code

    refresh(whole, clock("10:06"))

    whole.refresh_from_db()
    assert (raised, whole.suggestion["grade"], whole.provisional_grade.code) == ("I", "IV", "I")


def reopened() -> Incident:
    """Down from 10:00 to 10:58 and, the next day, from 10:00 to 10:30."""
    row = world.reviewing("III")
    row = verbs.reopen(row, reason="Again", by=the("carl"), at=clock("10:00", day=3))
    return verbs.restore(row, by=the("carl"), at=clock("10:30", day=3))


def test_the_time_to_restore_leaves_out_what_worked_between():
    row = reopened()
    found = metrics_of(MARCH, user=the("mia"), at=clock("00:00", day=28))
    down_s = (58 + 30) * 60
    assert found.total.spans["restore"].median_s == down_s
    assert rows_of([row], clock("12:00", day=3))[row.pk].elapsed_s == down_s


def test_what_went_into_another_one_lasts_no_longer():
    target = responding(title="Other", systems=[(bi(), "partial")], at=clock("10:04"))
    source = responding("III")
    verbs.merge([source], into=target, reason="One fault", by=the("carl"), at=clock("10:30"))
    assert rows_of([source], clock("15:00"))[source.pk].elapsed_s == 30 * 60


def test_a_report_is_due_when_the_new_interval_says():
    row = responding("III")
    late = Clock.objects.get(kind="situation_report")
    Clock.objects.filter(pk=late.pk).update(
        state="breached_running", breached_at=late.due_at, next_fire_at=None
    )
    verbs.set_report_interval(row, interval_s=7200, by=the("carl"), at=clock("10:40"))
    found = metrics_of(MARCH, user=the("mia"), at=clock("11:00"))
    assert found.total.shares.get("reports_on_time", Share()) == Share()


def test_when_anybody_may_take_command_is_told_in_the_readers_zone():
    row = declared()
    with timezone.override("Asia/Shanghai"):
        why = why_not_break_glass(row, at=clock("10:06"))
    assert "2026-03-02 10:14 +08:00" in str(why.problems[0].message)


def test_the_whole_country_holds_all_regions():
    row = responding()
    verbs.change_details(row, regions=["north"], by=the("carl"), at=clock("10:10"))
    verbs.change_details(row, regions=["north", "all"], by=the("carl"), at=clock("10:11"))
    assert row.regions == ["all"]


def test_planned_maintenance_is_said_by_who_may_grade():
    row = responding()
    verbs.change_details(row, planned_maintenance=True, by=the("dan"), at=clock("10:10"))
    with pytest.raises(PermissionDenied):
        verbs.change_details(row, planned_maintenance=False, by=the("olga"), at=clock("10:11"))
    verbs.change_details(row, summary="Orders wait", by=the("olga"), at=clock("10:12"))
    assert (row.planned_maintenance, row.summary) == (True, "Orders wait")


def test_nothing_is_verified_before_it_is_restored():
    row = responding()
    box = CheckRun.objects.filter(step__incident=row, step__key="verify").first()
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.tick(box, state="done", by=the("carl"), at=clock("10:20"))
    assert unmet.value.problems[0].code == "not_restored"


def test_taken_apart_nobody_who_left_has_a_role_again():
    target = responding(title="Other", systems=[(bi(), "partial")])
    source = responding("III")
    verbs.merge([source], into=target, reason="One", by=the("mia"), at=clock("10:30"))
    carl = world.person("carl")
    carl.is_active = False
    carl.save()

    verbs.unmerge(source, reason="Two", by=the("mia"), at=clock("10:40"))

    held = RoleAssignment.objects.held().filter(incident=source)
    assert not held.filter(person=carl).exists()


def test_who_confirms_at_the_decision_level_is_not_asked():
    row = verbs.confirm_grade(
        world.assessing(), grade=world.grade("I"), reason="Seen", by=the("celia"),
        at=clock("10:07"),
    )  # fmt: skip
    k3 = Clock.objects.filter(kind="decision_response").latest("generation")
    assert (row.level_acknowledged_at, k3.state, k3.met_at) == (
        clock("10:07"), "met", clock("10:07"),
    )  # fmt: skip


def locks(captured: CaptureQueriesContext) -> list[int]:
    """Which incidents were locked, in this order, each where it was locked first."""
    wanted = [
        one["sql"] for one in captured
        if "FOR UPDATE" in one["sql"] and 'FROM "incidents_incident" ' in one["sql"]
    ]  # fmt: skip
    ids = [int(sql.rpartition('"incidents_incident"."id" = ')[2].split()[0]) for sql in wanted]
    return list(dict.fromkeys(ids))


def test_incidents_are_always_held_in_one_order():
    part = declared(title="Part", systems=[(bi(), "partial")])
    whole, top = declared(title="Whole"), declared(title="Top")
    verbs.attach_to_parent([part], parent=whole, by=the("mia"), at=clock("10:05"))
    verbs.attach_to_parent([whole], parent=top, by=the("mia"), at=clock("10:05"))
    part.refresh_from_db()
    verbs.acknowledge(part, by=the("carl"), at=clock("10:06"))
    with CaptureQueriesContext(
        connection,
    ) as graded:
        verbs.confirm_grade(
            part, grade=world.grade("I"), reason="Worse", by=the("carl"), at=clock("10:07")
        )
    target = declared(title="Target", systems=[(bi(), "partial")], at=clock("10:08"))
    whole.refresh_from_db()
    with CaptureQueriesContext(connection) as merged:
        verbs.merge([whole], into=target, reason="One", by=the("mia"), at=clock("10:20"))

    for held in (locks(graded), locks(merged)):
        assert held == sorted(held)
    assert set(locks(graded)) == {part.pk, whole.pk, top.pk}
    assert set(locks(merged)) == {part.pk, whole.pk, target.pk}


def test_an_instant_without_its_offset_filters_nothing(client):
    client.force_login(the("mia"))
    answers = [
        client.get("/api/v1/incidents/", {"declared_from": text}).status_code
        for text in ("2026-03-02T10:00:00", "2026-03-02T10:00:00+08:00", "2026-03-02T02:00:00Z")
    ]
    assert answers == [400, 200, 200]


def test_the_api_names_a_restricted_incident_only_to_who_may_see_it(client):
    hidden = declared(title="Secret", confidentiality="restricted")
    row = responding(title="Open", at=clock("10:10"))
    verbs.relate(row, hidden, by=the("mia"), at=clock("10:20"))
    factories.user("nina", "process_owner")
    seen = {}
    for name in ("mia", "nina"):
        client.force_login(the(name))
        with time_machine.travel(clock("10:30"), tick=False):
            seen[name] = client.get(f"/api/v1/incidents/{row.number}/").json()["related"]
    assert seen == {"mia": [hidden.number], "nina": []}


def test_an_impact_on_the_whole_country_names_no_region_besides():
    row = responding()
    one = row.impacts.get()
    verbs.change_impact(
        row, one, regions=["north", "all"], workaround_percent=Decimal(10), by=the("carl"),
        at=clock("10:20"),
    )  # fmt: skip
    one.refresh_from_db()
    assert one.regions == ["all"]
