"""Instants put right afterwards (TIM-4, E1–E3)."""

from __future__ import annotations

from typing import Any

import pytest

from incidents.models import Incident
from incidents.services import incidents as verbs
from lib.errors import Refused, StaleVersion
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db


def corrected(row: Incident, at: str = "12:00", reason: str = "", **times: str) -> Incident:
    instants = {name: clock(time) for name, time in times.items()}
    return verbs.correct_times(row, instants=instants, reason=reason, by=the("carl"), at=clock(at))


def problems(row: Incident, **given: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as refused:
        corrected(row, **given)
    return [(one.code, one.field) for one in refused.value.problems]


def test_another_beginning_moves_the_impacts_and_their_clocks() -> None:
    from followup.models import Clock

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
