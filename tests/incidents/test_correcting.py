"""Instants put right afterwards (TIM-4, E1–E3)."""

from __future__ import annotations

from typing import Any

import pytest

from followup.models import Clock
from incidents.models import Incident
from incidents.services import incidents as verbs
from incidents.timeline_facts import facts_of
from lib.errors import Refused, StaleVersion
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock, the
from tests.plans.plan_world import effective, plan_of

pytestmark = pytest.mark.django_db


def corrected(row: Incident, at: str = "12:00", reason: str = "", **times: str) -> Incident:
    instants = {name: clock(time) for name, time in times.items()}
    return verbs.correct_times(row, instants=instants, reason=reason, by=the("carl"), at=clock(at))


def problems(row: Incident, **given: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as refused:
        corrected(row, **given)
    return [(one.code, one.field) for one in refused.value.problems]


def test_another_beginning_moves_the_impacts_and_their_clocks() -> None:
    row = corrected(world.responding(), at="10:10", occurred_at="09:57")

    live = Clock.objects.live().get(kind="impact_rto")
    assert row.impacts.get().start_at == clock("09:57")
    assert live.due_at == clock("10:12")
    entry = row.timeline.get(type="times_corrected")
    assert entry.payload["occurred_at"] == {
        "old": clock("10:00").isoformat(),
        "new": clock("09:57").isoformat(),
    }


def test_another_restoration_moves_what_ended_with_it() -> None:
    row = corrected(world.reviewing("III"), reason="Log of the switch", restored_at="10:50")

    assert row.impacts.get().end_at == clock("10:50")
    assert row.impacts.get().achieved_rto_s == 50 * 60


def test_a_restoration_before_the_beginning_cannot_be() -> None:
    row = world.restored()

    assert ("restored_before_it_began", "restored_at") in problems(
        row, reason="So be it", restored_at="09:50"
    )


def test_disorder_needs_a_reason_and_stands_with_one() -> None:
    row = world.responding()

    assert problems(row, detected_at="09:58") == [
        ("out_of_order", "occurred_at"),
        ("required", "reason"),
    ]
    assert corrected(row, detected_at="09:58", reason="Two clocks").detected_at == clock("09:58")


def test_after_the_response_every_correction_needs_a_reason() -> None:
    assert problems(world.reviewing("III"), occurred_at="09:59") == [("required", "reason")]


def test_what_has_not_happened_cannot_be_corrected() -> None:
    assert problems(world.responding(), restored_at="10:50") == [("not_yet", "restored_at")]


def test_the_future_is_refused_at_its_field() -> None:
    assert problems(world.responding(), at="10:10", occurred_at="10:30") == [
        ("in_future", "occurred_at")
    ]


def test_nothing_new_writes_nothing() -> None:
    row = world.responding()
    seq = Incident.objects.get(pk=row.pk).seq

    assert corrected(row, occurred_at="10:00").seq == seq


def test_who_read_an_older_version_is_told() -> None:
    row = world.responding()
    version = Incident.objects.get(pk=row.pk).version
    corrected(row, at="10:10", occurred_at="09:58")

    with pytest.raises(StaleVersion):
        verbs.correct_times(
            row, read_version=version, instants={"occurred_at": clock("09:55")}, by=the("carl"),
            at=clock("10:11"),
        )  # fmt: skip


def test_an_outage_found_late_counts_from_its_beginning() -> None:
    row = world.declared(at=clock("09:00"), occurred_at=clock("02:10"))

    impact = row.impacts.get()
    assert impact.start_at == clock("02:10")
    assert row.steps.get(key="notify").due_at == clock("09:05")


def test_an_unknown_beginning_is_estimated_from_the_detection() -> None:
    row = world.declared(occurred_at=None, detected_at=clock("10:02"))

    assert (row.occurred_at, row.occurred_precision) == (clock("10:02"), "estimated")


def a_clock(row: Incident, kind: str) -> Clock:
    codes = [row.number, *(one.code for one in row.impacts.all())]
    return Clock.objects.filter(kind=kind, subject_code__in=codes).latest("generation")


def test_another_restoration_moves_the_deadline_of_the_verification() -> None:
    row = corrected(world.restored(), at="11:20", reason="Log", restored_at="10:50")

    step = row.steps.get(key="verify")
    live = a_clock(row, "verify_recovery")
    assert (live.state, live.anchor_at, live.due_at) == ("running", clock("10:50"), clock("11:50"))
    assert (step.anchor_at, step.due_at) == (clock("10:50"), clock("11:50"))
    assert row.steps.get(key="handle").done_at == clock("10:50")


def test_another_restoration_judges_rto_and_mtd_anew() -> None:
    row = world.reviewing("III")
    was = {kind: a_clock(row, f"impact_{kind}").state for kind in ("rto", "mtd")}
    row = corrected(row, reason="Log of the switch", restored_at="10:12")

    rto, verify = a_clock(row, "impact_rto"), a_clock(row, "verify_recovery")
    assert was == {"rto": "met_late", "mtd": "met"}
    assert (rto.state, rto.met_at, rto.breached_at) == ("met", clock("10:12"), None)
    told = rto.events.get(type="corrected")
    assert (told.payload["old"]["met_at"], told.payload["was_late_s"], told.payload["late_s"]) == (
        clock("10:58").isoformat(), 43 * 60, 0,
    )  # fmt: skip
    # Verified at 11:40: an hour after 10:12 is over by then.
    assert (verify.state, verify.due_at) == ("met_late", clock("11:12"))
    entry = row.timeline.get(type="times_corrected")
    assert {(one["clock"], one["old_late_s"], one["new_late_s"]) for one in (
        entry.payload["clocks"]
    )} == {("impact_rto", 43 * 60, 0), ("verify_recovery", 0, 28 * 60)}  # fmt: skip
    facts = facts_of(entry.type, entry.payload)
    assert "RTO · Road rescue: 43 min late → in time" in facts


def test_another_verification_moves_the_deadline_of_the_review() -> None:
    row = corrected(world.reviewing("III"), reason="Log", verified_at="11:30")

    review, verify = a_clock(row, "incident_review"), a_clock(row, "verify_recovery")
    assert (review.state, review.due_at) == ("running", clock("11:30", day=3))
    assert row.steps.get(key="review").due_at == clock("11:30", day=3)
    assert (verify.met_at, row.steps.get(key="verify").done_at) == (
        clock("11:30"), clock("11:30"),
    )  # fmt: skip


def test_another_declaration_moves_what_counts_from_it() -> None:
    row = corrected(world.assessing(), at="10:10", reason="Log", declared_at="10:02")

    assert a_clock(row, "assess").due_at == clock("10:17")
    assert row.steps.get(key="notify").due_at == clock("10:07")


def test_an_impact_that_ended_otherwise_is_judged_anew() -> None:
    row = world.reviewing("III")
    verbs.correct_impact(
        row, row.impacts.get(), end_at=clock("11:10"), reason="Shops were later",
        by=the("carl"), at=clock("12:00"),
    )  # fmt: skip

    mtd = a_clock(row, "impact_mtd")
    assert (mtd.state, mtd.met_at) == ("met_late", clock("11:10"))


def test_what_was_restored_with_the_incident_is_corrected_with_it() -> None:
    alice = factories.user("alice", "process_owner")
    factories.person("alice", user=alice)
    plan = plan_of(effective(people={"alice": alice, "mia": the("mia")}))
    incident = world.responding("III")
    activation = verbs.activate_plan(incident, plan, by=the("carl"), at=clock("10:20"))
    verbs.restore(incident, by=the("carl"), at=clock("10:58"))

    corrected(incident, at="11:20", reason="Log", restored_at="10:50")

    activation.refresh_from_db()
    entry = activation.timeline.get(type="restored_otherwise")
    assert (activation.restored_at, entry.payload["old"]) == (
        clock("10:50"), clock("10:58").isoformat(),
    )  # fmt: skip
