"""The same clock started by several at once, on connections of their own (CLK-2, CON-1)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from followup.models import Clock
from followup.services.clocks import start_clock
from tests import factories
from tests.at_once import at_once
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)

ABOUT = {"kind": "situation_report", "subject_kind": "incident", "subject_code": "INC-2026-0001"}


@pytest.fixture(autouse=True)
def _policies(db: None) -> None:
    factories.clock_policies()


def starts(minute: int) -> Callable[[], Any]:
    """A start whose transaction stays open long enough for the others to run into it."""

    def call() -> tuple[int, int]:
        with transaction.atomic():
            anchor = NOON + timedelta(minutes=minute)
            clock = start_clock(**ABOUT, title="Power cut", anchor_at=anchor, at=NOON)
            time.sleep(0.1)
        return clock.pk, clock.generation

    return call


def test_of_several_anchors_one_clock_lives_and_each_has_a_generation() -> None:
    outcomes = at_once(*[starts(minute) for minute in range(4)])
    assert sorted(generation for _pk, generation in outcomes) == [1, 2, 3, 4]
    rows = Clock.objects.order_by("generation").values_list("generation", "state")
    superseded = [(number, "superseded") for number in (1, 2, 3)]
    assert list(rows) == [*superseded, (4, "running")]
    events = {
        clock.generation: list(clock.events.values_list("type", flat=True))
        for clock in Clock.objects.all()
    }
    gone = ["started", "superseded"]
    assert events == {1: gone, 2: gone, 3: gone, 4: ["started"]}


def test_of_the_same_anchor_there_is_one_clock() -> None:
    outcomes = at_once(*[starts(0) for _ in range(4)])
    assert outcomes == [outcomes[0]] * 4
    assert [(one.generation, one.state) for one in Clock.objects.all()] == [(1, "running")]
