"""What has an owner and a day: clocks, calendar, digest, hand-over, export."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts import handover
from accounts.handover import Holder
from accounts.personal_parts import export_parts
from followup.models import Clock, Notification
from followup.registry import calendar_sources, digest_sources, load_subjects, visible_keys
from followup.services.ticking import tick
from governance.jobs import dates
from governance.models import (
    BcmsRecord,
    Course,
    Duty,
    ManagementReview,
    Programme,
    ProgrammeTask,
    Risk,
    Standing,
    TrainingRecord,
)
from tests import factories
from tests.factories import NOON
from tests.governance.world import checklist, person, the

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def things() -> dict[str, Any]:
    """One of each kind, owned by Olga."""
    the("mia")
    olga = person("olga")
    programme = Programme.objects.create(code="PRG-1", title="90 days", start_on=on(-10))
    item = checklist("ten").requirements.get()
    course = Course.objects.create(code="fire", kind="training", name_en="Fire", name_zh="火")
    return {
        "bcms_record": BcmsRecord.objects.create(
            code="REC-1", kind="policy", title="Policy", state="in_force", owner=olga,
            next_review=on(3),
        ),
        "programme_task": ProgrammeTask.objects.create(
            code="PRG-1.01", programme=programme, name_en="Task", name_zh="任务",
            starts_on=on(-5), due_on=on(2), owner=olga,
        ),
        "duty": Duty.objects.create(
            code="audit", period="year", starts_on=date(2026, 1, 1), name_en="Audit",
            name_zh="审核", owner=olga,
        ),
        "management_review": ManagementReview.objects.create(
            code="MGR-1", title="Review", period_from=on(-90), period_until=on(-1),
            planned_on=on(4), chair=olga,
        ),
        "requirement": Standing.objects.create(requirement=item, owner=olga, next_review=on(5)),
        "risk": Risk.objects.create(
            code="RSK-1", title="Flood", threat="nature", likelihood=2, impact=5, owner=olga,
            next_review=on(-1),
        ),
        "training_expiry": TrainingRecord.objects.create(
            course=course, person=olga, on=on(-300), valid_until=on(6), recorded_by=the("mia")
        ),
    }  # fmt: skip


CODES = {
    "bcms_record": "REC-1", "programme_task": "PRG-1.01", "duty": "audit",
    "management_review": "MGR-1", "requirement": "ten:C01", "risk": "RSK-1",
    "training_expiry": "fire:olga",
}  # fmt: skip


def test_everything_has_a_clock_and_twice_is_the_same(things: dict[str, Any]) -> None:
    assert dates.run(at=NOON) == 7
    assert dates.run(at=NOON) == 0
    found = Clock.objects.live().filter(kind="governance_due")
    assert dict(found.values_list("subject_kind", "subject_code")) == CODES
    assert {one.responsible for one in found} == {person("olga")}


def test_subjects_know_their_owner_and_who_sees_them(things: dict[str, Any]) -> None:
    keys = set(CODES.items())
    found = load_subjects(keys)
    assert set(found) == keys
    assert all(one.is_open for one in found.values())
    assert {who.person for one in found.values() for who in one.roles["owner"]} == {person("olga")}
    assert visible_keys(the("mia"), keys) == keys
    stranger = factories.user("stranger")
    assert visible_keys(stranger, keys) == set()


def test_the_owner_hears_of_it_and_of_nothing_once_it_is_done(things: dict[str, Any]) -> None:
    for model in (BcmsRecord, ManagementReview, Standing, Risk):
        model.objects.update(created_at=NOON - timedelta(days=60))
    dates.run(at=NOON)
    tick(at=NOON)
    told = Notification.objects.filter(kind="clock.governance_due", channel="in_app")
    assert {one.subject_kind for one in told if one.user == the("olga")} == set(CODES) - {"duty"}
    task = things["programme_task"]
    task.state, task.done_at = "done", NOON
    task.save()
    dates.run(at=NOON + timedelta(hours=1))
    clock = Clock.objects.get(subject_kind="programme_task")
    assert (clock.state, clock.met_at) == ("met", NOON)


def test_a_later_day_is_a_later_clock_and_none_ends_it(things: dict[str, Any]) -> None:
    dates.run(at=NOON)
    risk = things["risk"]
    risk.next_review = on(90)
    risk.save()
    BcmsRecord.objects.update(next_review=None)
    dates.run(at=NOON)
    states = Clock.objects.filter(subject_kind="risk").order_by("generation")
    assert [one.state for one in states][0] == "superseded"
    assert states.last().due_at.date() == on(90)  # type: ignore[union-attr]
    assert Clock.objects.get(subject_kind="bcms_record").state == "cancelled"


def test_they_stand_in_the_calendar_personally_for_their_owner(things: dict[str, Any]) -> None:
    def seen(user: Any, personal: bool) -> set[str]:
        return {
            kind
            for kind, source in calendar_sources().items()
            if kind in CODES
            and list(source.entries(user, since=on(-5), until=on(10), personal=personal))
        }

    everything = set(CODES) - {"duty"}
    assert seen(the("mia"), False) == everything
    assert seen(the("olga"), True) == everything
    assert seen(the("mia"), True) == set()


def test_the_digest_names_what_is_late_and_what_comes(things: dict[str, Any]) -> None:
    lines = digest_sources()["governance"].items([person("olga"), person("mia")], TODAY)
    found = sorted((one.section, one.title) for one in lines[person("olga").pk])
    assert found == [
        ("overdue", "Review the risk: Flood"),
        ("this_week", "Expires: Fire (Olga)"),
        ("this_week", "Look at the requirement again: C01 Point 1"),
        ("this_week", "Management review: Review"),
        ("this_week", "Review the record: Policy"),
        ("this_week", "Task of a programme: Task"),
        ("this_week", "To read: Policy"),
    ]


def test_what_is_open_passes_on(things: dict[str, Any]) -> None:
    olga, mia = person("olga"), person("mia")
    held = handover.holdings_of(Holder(person=olga))
    assert {one.code for one in held} >= {"REC-1", "PRG-1.01", "audit", "MGR-1", "RSK-1", "ten:C01"}
    handover.pass_on(Holder(person=olga), Holder(person=mia), by=the("mia"), at=NOON)
    left = {one.code for one in handover.holdings_of(Holder(person=olga))}
    assert left == set()
    assert Risk.objects.get().owner == mia


def test_the_export_holds_what_was_learned_and_read(things: dict[str, Any]) -> None:
    found = export_parts(person("olga"))["governance"]
    assert [one["course"] for one in found["training"]] == ["fire"]
    assert {one["code"] for one in found["answers_for"]} >= {"REC-1", "RSK-1"}
