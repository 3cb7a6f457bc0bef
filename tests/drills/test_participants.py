"""Who takes part, who may know, who was there (RESP §4.2, DRL-5)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from drills.models import Drill, Participant
from drills.services import drills as verbs
from followup.models import Notification
from followup.services.acknowledgement import acknowledge_in_app
from lib.errors import GuardsUnmet
from tests.drills import world
from tests.drills.world import clock, person, the

pytestmark = pytest.mark.django_db
EVE = clock("09:00", day=1)


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind, channel="in_app")
    return sorted(rows.values_list("person__code", flat=True))


def test_everybody_is_invited_once() -> None:
    row = world.prepared_drill()
    assert verbs.invite(row, by=the("mia"), at=EVE) == 0
    assert told("drill.invited") == ["carl", "cora", "eva", "iris", "olga"]


def test_players_of_a_drill_without_notice_know_nothing_until_it_starts() -> None:
    row = world.ready_drill(no_notice=True)
    seen = {
        name: Drill.objects.visible_to(the(name)).exists()
        for name in ("carl", "olga", "cora", "eva", "mia", "charlie", "dan")
    }
    assert seen == {
        "carl": False, "olga": False, "cora": True, "eva": True, "mia": True, "charlie": True,
        "dan": False,
    }  # fmt: skip
    assert told("drill.invited") == ["cora", "eva"]
    verbs.start(row, by=the("cora"), at=clock("10:00"))
    assert Drill.objects.visible_to(the("carl")).exists()
    assert told("drill.started") == ["carl", "eva", "iris", "olga"]


def test_one_answers_for_oneself_and_the_planner_for_who_phoned() -> None:
    row = world.prepared_drill()
    verbs.answer(row, answer="confirmed", by=the("carl"), at=EVE)
    verbs.answer(
        row, answer="declined", note="On leave", person=person("iris"), by=the("mia"), at=EVE
    )
    with pytest.raises(PermissionDenied):
        verbs.answer(row, answer="declined", person=person("carl"), by=the("eva"), at=EVE)
    with pytest.raises(PermissionDenied):
        verbs.answer(row, answer="confirmed", by=the("dan"), at=EVE)
    answers = dict(row.participants.values_list("person__code", "answer"))
    assert (answers["carl"], answers["iris"]) == ("confirmed", "declined")
    assert told("drill.declined") == ["cora"]


def test_an_acknowledged_invitation_is_a_yes_for_the_day_it_spoke_of() -> None:
    row = world.prepared_drill()
    messages = {
        one.user: one for one in Notification.objects.filter(kind="drill.invited", channel="in_app")
    }
    acknowledge_in_app(messages[the("carl")], by=the("carl"), at=EVE)
    carl = row.participants.get(person__code="carl")
    assert (carl.answer, row.timeline.get(type="answered").actor) == ("confirmed", the("carl"))
    values = {"planned_start": clock("11:00")}
    verbs.change(row, values, read_version=None, by=the("mia"), at=EVE)
    acknowledge_in_app(messages[the("iris")], by=the("iris"), at=EVE)
    assert set(row.participants.values_list("answer", flat=True)) == {"none"}


def test_a_new_day_asks_everybody_again() -> None:
    row = world.ready_drill()
    verbs.answer(row, answer="confirmed", by=the("carl"), at=EVE)
    verbs.postpone(row, reason="Sales week", by=the("mia"), at=EVE)
    assert told("drill.postponed") == ["carl", "cora", "eva", "iris", "olga"]
    row = verbs.replan(row, planned_start=clock("10:00", day=9), by=the("mia"), at=EVE)
    assert (row.status, row.original_start, row.planned_end) == (
        "planned", clock("10:00"), clock("12:00", day=9),
    )  # fmt: skip
    assert set(row.participants.values_list("answer", flat=True)) == {"none"}
    assert told("drill.moved") == ["carl", "cora", "eva", "iris", "olga"]


def test_the_lead_stays_among_the_people() -> None:
    row = world.planned_drill()
    with pytest.raises(GuardsUnmet):
        verbs.remove_participant(row.participants.get(role="controller"), by=the("mia"), at=EVE)
    part = verbs.add_participant(row, person("carl"), by=the("mia"), at=EVE)
    verbs.remove_participant(part, by=the("mia"), at=EVE)
    assert list(row.participants.values_list("person__code", flat=True)) == ["cora", "eva"]


def test_attendance_is_kept_until_it_is_locked() -> None:
    row = world.ended_drill()
    part = row.participants.get(person__code="carl")
    verbs.attend(part, present_from=clock("10:05"), by=the("eva"), at=clock("11:35"))
    verbs.lock_attendance(row, by=the("cora"), at=clock("11:40"))
    part.refresh_from_db()
    assert (part.present_from, part.present_to) == (clock("10:05"), clock("11:30"))
    with pytest.raises(GuardsUnmet):
        verbs.attend(part, present_from=None, by=the("eva"), at=clock("11:45"))
    verbs.unlock_attendance(row, reason="Iris was there", by=the("cora"), at=clock("11:50"))
    iris = Participant.objects.get(drill=row, person__code="iris")
    verbs.attend(iris, present_from=clock("10:00"), by=the("eva"), at=clock("11:55"))
    assert row.timeline.filter(type="attendance").count() == 2


def test_who_only_looks_changes_nothing() -> None:
    row = world.prepared_drill()
    for name in ("charlie", "eva", "olga"):
        with pytest.raises(PermissionDenied):
            verbs.make_ready(row, by=the(name), at=EVE)
