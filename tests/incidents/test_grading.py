"""The grade: confirmed, raised, lowered with consent, in effect by silence (INC-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock
from incidents.models import ChangeKind, GradeProposal, Incident, Status
from incidents.services import incidents as verbs
from incidents.services.guards import unmet
from lib.errors import GuardsUnmet, Refused
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db


def k3(row: Incident) -> list[tuple[str, str]]:
    rows = Clock.objects.filter(kind="decision_response", subject_code=row.number)
    return list(rows.order_by("generation").values_list("grade", "state"))


def test_a_confirmed_grade_starts_the_response() -> None:
    row = world.responding("I")

    assert row.status == Status.RESPONDING
    assert row.assessed_at == row.grade_effective_at == clock("10:07")
    assert (row.original_grade, row.worst_grade) == (world.grade("I"), world.grade("I"))
    assert k3(row) == [("I", "running")]


def test_the_decision_level_of_grade_i_is_asked_at_once_and_late_after_five_minutes() -> None:
    row = world.responding("I")

    running = Clock.objects.get(kind="decision_response", subject_code=row.number)
    assert running.due_at == clock("10:07")


def test_the_first_report_is_due_after_the_smallest_rto() -> None:
    row = world.responding("I")

    running = Clock.objects.get(kind="situation_report", subject_code=row.number)
    assert running.due_at == clock("10:22")


def test_the_same_grade_again_changes_nothing() -> None:
    row = world.responding("I")
    seq = Incident.objects.get(pk=row.pk).seq

    again = verbs.confirm_grade(row, grade=world.grade("I"), by=the("dan"), at=clock("10:08"))

    assert (again.assessed_at, again.seq) == (clock("10:07"), seq)


def test_another_grade_afterwards_is_no_confirmation() -> None:
    row = world.responding("I")

    with pytest.raises(GuardsUnmet) as problem:
        verbs.confirm_grade(
            row, grade=world.grade("II"), reason="No", by=the("dan"), at=clock("10:08")
        )

    assert problem.value.problems[0].code == "graded_already"


def test_another_grade_than_the_suggested_one_needs_a_reason() -> None:
    row = world.assessing()

    with pytest.raises(Refused) as problem:
        verbs.confirm_grade(row, grade=world.grade("II"), by=the("carl"), at=clock("10:07"))

    assert problem.value.problems[0].field == "reason"


def test_a_grade_may_be_confirmed_before_anybody_acknowledged() -> None:
    row = verbs.confirm_grade(
        world.declared(), grade=world.grade("I"), by=the("dan"), at=clock("10:06")
    )

    assert row.acknowledged_at == row.assessed_at == clock("10:06")
    assert row.assignments.get(role="commander").person.user == the("dan")


def test_an_unknown_system_is_named_first() -> None:
    row = world.assessing(systems=[])

    codes = [one.code for one in unmet(row, "confirm_grade", by=None, at=clock("10:07"))]
    assert codes == ["system_unknown", "no_impact"]


def test_no_process_affected_is_said_with_the_grade() -> None:
    row = world.assessing(systems=[(world.system("intranet", "general"), "full")])
    with pytest.raises(GuardsUnmet):
        verbs.confirm_grade(
            row, grade=world.grade("IV"), reason="Small", by=the("carl"), at=clock("10:07")
        )

    row = verbs.confirm_grade(
        row, grade=world.grade("IV"), reason="Small", no_process_affected=True, by=the("carl"),
        at=clock("10:07"),
    )  # fmt: skip

    assert row.no_process_affected


def test_raised_at_once_with_a_reason_the_old_clock_is_superseded() -> None:
    row = world.responding("IV")

    row = verbs.raise_grade(
        row, grade=world.grade("I"), reason="All calls lost", by=the("carl"), at=clock("10:54")
    )

    assert (row.grade, row.original_grade) == (world.grade("I"), world.grade("IV"))
    assert row.grade_effective_at == clock("10:54")
    assert k3(row) == [("IV", "superseded"), ("I", "running")]


def test_raising_asks_for_a_worse_grade() -> None:
    with pytest.raises(Refused) as problem:
        verbs.raise_grade(
            world.responding("II"), grade=world.grade("III"), reason="Less", by=the("carl"),
            at=clock("10:30"),
        )  # fmt: skip

    assert problem.value.problems[0].code == "not_worse"


def test_who_only_responds_does_not_raise() -> None:
    row = world.responding("III")

    with pytest.raises(PermissionDenied):
        verbs.raise_grade(
            row, grade=world.grade("I"), reason="Worse", by=the("olga"), at=clock("10:30")
        )


def test_down_within_the_dwell_is_refused_and_up_is_always_allowed() -> None:
    row = world.responding("II")
    with pytest.raises(GuardsUnmet) as problem:
        verbs.propose_lower(
            row, grade=world.grade("III"), reason="Less", by=the("carl"), at=clock("10:16")
        )

    row = verbs.raise_grade(
        row, grade=world.grade("I"), reason="Worse", by=the("carl"), at=clock("10:16")
    )

    assert [one.code for one in problem.value.problems] == ["too_soon"]
    assert row.grade == world.grade("I")


def lowering(at: str = "10:30") -> Incident:
    """Grade II, III proposed."""
    row = world.responding("II")
    verbs.propose_lower(
        row, grade=world.grade("III"), reason="One region only", by=the("carl"), at=clock(at)
    )
    return row


def test_the_decision_level_agrees_and_the_lower_grade_counts_from_then() -> None:
    row = verbs.agree_lower(lowering(), by=the("ciro"), at=clock("10:35"))

    assert (row.grade, row.worst_grade) == (world.grade("III"), world.grade("II"))
    assert row.grade_effective_at == clock("10:35")
    change = row.grade_changes.get(kind=ChangeKind.LOWERED)
    assert (change.by, change.agreed_by) == (the("ciro"), the("ciro"))
    assert k3(row) == [("II", "superseded"), ("III", "running")]


def test_a_higher_level_may_agree_and_a_lower_one_may_not() -> None:
    row = lowering()
    with pytest.raises(PermissionDenied):
        verbs.agree_lower(row, by=the("ida"), at=clock("10:35"))

    assert verbs.agree_lower(row, by=the("celia"), at=clock("10:35")).grade == world.grade("III")


def test_agreeing_twice_is_one_change() -> None:
    row = verbs.agree_lower(lowering(), by=the("ciro"), at=clock("10:35"))

    again = verbs.agree_lower(row, by=the("celia"), at=clock("10:36"))

    assert again.grade_changes.filter(kind=ChangeKind.LOWERED).count() == 1


def test_refused_the_grade_stays_and_says_why() -> None:
    row = verbs.refuse_lower(lowering(), comment="Not yet", by=the("ciro"), at=clock("10:35"))

    assert row.grade == world.grade("II")
    proposal = GradeProposal.objects.get(incident=row)
    assert (proposal.state, proposal.comment) == ("refused", "Not yet")


def test_the_commander_decides_alone_after_half_an_hour_of_silence() -> None:
    row = lowering("10:30")
    with pytest.raises(GuardsUnmet) as problem:
        verbs.lower_alone(row, by=the("carl"), at=clock("10:59"))

    row = verbs.lower_alone(row, by=the("carl"), at=clock("11:00"))

    assert [one.code for one in problem.value.problems] == ["still_waiting"]
    assert row.grade == world.grade("III")
    assert row.grade_changes.get(kind=ChangeKind.LOWERED).agreed_by is None


def test_raising_ends_what_was_proposed() -> None:
    row = lowering()
    verbs.raise_grade(
        row, grade=world.grade("I"), reason="Worse", by=the("carl"), at=clock("10:40")
    )

    with pytest.raises(GuardsUnmet) as problem:
        verbs.agree_lower(row, by=the("celia"), at=clock("11:00"))

    assert problem.value.problems[0].code == "nothing_proposed"


def test_the_suggestion_is_in_effect_when_nobody_confirms_in_time() -> None:
    row = world.assessing()

    row = verbs.make_provisional_effective(row, at=clock("10:19"))
    again = verbs.make_provisional_effective(row, at=clock("10:20"))

    assert (row.grade, row.effective_grade) == (None, world.grade("I"))
    assert again.grade_effective_at == clock("10:19")
    assert [one.kind for one in row.grade_changes.all()] == [ChangeKind.PROVISIONAL]
    assert k3(row) == [("I", "running")]


def test_confirming_what_is_in_effect_keeps_its_time() -> None:
    row = verbs.make_provisional_effective(world.assessing(), at=clock("10:19"))

    row = verbs.confirm_grade(row, grade=world.grade("I"), by=the("carl"), at=clock("10:25"))

    assert row.grade_effective_at == clock("10:19")
    assert row.assessed_at == clock("10:25")
    assert k3(row) == [("I", "running")]


def test_confirming_another_one_than_in_effect_counts_from_the_confirmation() -> None:
    row = verbs.make_provisional_effective(world.assessing(), at=clock("10:19"))

    row = verbs.confirm_grade(
        row, grade=world.grade("II"), reason="In part", by=the("carl"), at=clock("10:25")
    )

    assert row.grade_effective_at == clock("10:25")
    assert row.worst_grade == world.grade("I")
    assert k3(row) == [("I", "superseded"), ("II", "running")]


def test_a_process_without_a_bia_is_graded_by_its_system_alone() -> None:
    world.process("billing", world.system("billing", "important"))

    row = world.declared(systems=[(world.system("billing"), "full")], regions=["east"])

    assert row.effective_grade == world.grade("III")
    assert row.impacts.get().rto_s is None
    assert not Clock.objects.filter(kind="impact_rto").exists()


def test_what_happened_after_the_end_of_the_dwell_is_allowed_to_the_second() -> None:
    row = world.responding("II")
    due = clock("10:07") + timedelta(minutes=10)

    proposal = verbs.propose_lower(
        row, grade=world.grade("III"), reason="Less", by=the("carl"), at=due
    )

    assert proposal.state == "waiting"
