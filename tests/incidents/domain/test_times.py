"""The order of an incident's instants (TIM-4)."""

from __future__ import annotations

from datetime import UTC, datetime

from incidents.domain.times import out_of_order


def minute(number: int) -> datetime:
    return datetime(2026, 3, 2, 10, number, tzinfo=UTC)


def found(**minutes: int | None) -> list[tuple[str, str, bool]]:
    instants = {
        f"{name}_at": None if number is None else minute(number) for name, number in minutes.items()
    }
    return [(one.earlier, one.later, one.is_error) for one in out_of_order(instants)]


def test_the_order_of_the_field_is_no_disorder() -> None:
    assert found(occurred=0, detected=3, declared=4, acknowledged=5, restored=50, verified=55) == []


def test_the_same_instant_twice_is_in_order() -> None:
    assert found(occurred=4, detected=4, declared=4, acknowledged=4) == []


def test_an_end_before_the_beginning_cannot_be() -> None:
    assert found(occurred=10, restored=9) == [("occurred_at", "restored_at", True)]


def test_any_other_disorder_asks_for_a_reason() -> None:
    assert found(occurred=5, detected=3, declared=4) == [("occurred_at", "detected_at", False)]


def test_what_has_not_happened_is_passed_over() -> None:
    assert found(declared=20, acknowledged=None, restored=10) == [
        ("declared_at", "restored_at", False)
    ]


def test_every_pair_in_disorder_is_told() -> None:
    assert found(occurred=9, detected=8, declared=7, restored=6) == [
        ("occurred_at", "restored_at", True),
        ("occurred_at", "detected_at", False),
        ("detected_at", "declared_at", False),
        ("declared_at", "restored_at", False),
    ]
