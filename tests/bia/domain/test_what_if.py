"""What-if on plain values: who is down when, and the corners of §19; AT-112."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bia.domain.errors import DomainError
from bia.domain.graph.model import GraphNode
from bia.domain.graph.recovery import recover
from bia.domain.outage.events import Event
from bia.domain.outage.moments import shown_at, stretches
from bia.domain.outage.states import Segment
from bia.domain.outage.what_if import Question, what_if
from tests.bia.domain.aftersales_graph import (
    MINUTE,
    aftersales,
    curves,
    edge,
    flat,
    graph,
    required,
)
from tests.bia.domain.outage_cases import HOUR, ask, bridge, resumed, site_loss, small


def test_at_112_processes_come_back_as_the_schedule_says() -> None:
    minutes = {
        key.removeprefix("process:"): (at_s or 0) // MINUTE
        for key, at_s in resumed(site_loss(teams=2)).items()
    }
    assert minutes == {
        "rescue": 55, "booking": 75, "reception": 75, "repair": 105, "parts": 115,
        "settlement": 165, "followup": 225, "analytics": 355,
    }  # fmt: skip


def test_service_times_are_those_of_the_recovery_order() -> None:
    one = aftersales()
    held = {"site:a": None}
    order = recover(one, required(), teams=2, held=held, failed={n.key for n in one.nodes[1:12]})
    assert resumed(site_loss(teams=2)) == order.resumes_s


def test_events_come_in_order_of_time() -> None:
    one = small(edge("p", "s", **bridge(600, 1800)), rto_s=900, mtd_s=2400)
    assert ask(one, "s").events == (
        Event(0, "down", "p"),
        Event(0, "down", "s"),
        Event(600, "workaround_starts", "p"),
        Event(1800, "workaround_ends", "p"),
        Event(1800, "down", "p"),
        Event(1800, "rto_passed", "p"),
        Event(2400, "mtd_passed", "p"),
        Event(3600, "restored", "p"),
        Event(3600, "restored", "s"),
        Event(7200, "verification"),
        Event(90_000, "review"),
    )


def test_a_workaround_that_ends_too_early_carries_only_so_long() -> None:
    one = small(edge("p", "s", **bridge(600, 1800)))
    answer = ask(one, "s", curves={"p": flat(3_600)})
    assert answer.segments["p"] == (
        Segment(0, 600, "down"),
        Segment(600, 1800, "workaround", Decimal(1)),
        Segment(1800, 3600, "down"),
    )
    found = answer.outages["p"]
    assert (found.down_s, found.resumes_s, found.workaround_s) == (2400, 3600, 1200)
    assert found.because.text == "The workaround ends at 30 min, s is back only at 1 h."
    assert answer.total == 2400


def test_a_workaround_that_lasts_stops_the_clock_and_its_share_of_the_loss() -> None:
    one = small(edge("p", "s", **bridge(600, None, "0.75")), rto_s=600, mbco="0.5")
    answer = ask(one, "s", curves={"p": flat(3_600)})
    found = answer.outages["p"]
    assert (found.status, found.resumes_s, found.back_s) == ("met", 600, 3600)
    assert answer.total == 600 + 3000 * Decimal("0.25")


@pytest.mark.parametrize(
    ("capacity", "loss", "resumes_s"), [("0.4", 1_800 + 1_080, 3600), (None, 3_600, 3600)]
)
def test_below_the_minimum_a_process_is_down_but_loses_less(
    capacity: str | None, loss: int, resumes_s: int
) -> None:
    one = small(edge("p", "s", **bridge(1800, None, capacity)), mbco="0.5")
    answer = ask(one, "s", curves={"p": flat(3_600)})
    assert (answer.total, answer.outages["p"].resumes_s) == (loss, resumes_s)


def test_a_workaround_later_than_the_required_time_does_not_count_as_back() -> None:
    one = small(edge("p", "s", **bridge(1200, None)), rto_s=600, mtd_s=1800)
    answer = ask(one, "s", required={"p": 600}, curves={"p": flat(3_600)})
    assert (answer.outages["p"].status, answer.outages["p"].resumes_s) == ("mtd_breach", 3600)
    assert answer.total == 1200


def test_a_supplier_back_before_the_workaround_is_active_counts() -> None:
    one = small(edge("p", "s", **bridge(600, None)), restore_s=300)
    assert ask(one, "s").segments["p"] == (Segment(0, 300, "down"),)


def test_what_is_back_exactly_at_its_objective_has_met_it() -> None:
    one = small(restore_s=900, rto_s=900, mtd_s=900)
    assert ask(one, "s").outages["p"].status == "met"


def test_one_of_two_alternatives_is_enough() -> None:
    pair = [edge("p", key, group="g", group_needs=1) for key in ("a", "b")]
    one = small(*pair, a=600, b=1200)
    assert ask(one, "a").outages["p"].affected is False
    assert resumed(ask(one, "a", "b")) == {"p": 600}


def test_two_of_three_alternatives_wait_for_the_second() -> None:
    three = [edge("p", key, group="g", group_needs=2) for key in ("a", "b", "c")]
    one = small(*three, a=600, b=1200, c=1800)
    assert resumed(ask(one, "a", "b", "c")) == {"p": 1200}
    assert resumed(ask(one, "a", "b")) == {"p": 600}


def test_a_circle_comes_back_together() -> None:
    ring = [edge("a", "b", mode="parallel"), edge("b", "a", mode="parallel"), edge("p", "a")]
    one = small(*ring, a=600, b=1800)
    assert ask(one, "b").segments == {key: (Segment(0, 1800, "down"),) for key in ("a", "b", "p")}


def test_degrading_and_optional_needs_carry_no_failure() -> None:
    soft = [edge("p", "a", strength="degrading"), edge("p", "b", strength="optional")]
    assert ask(small(*soft, a=600, b=600), "a", "b").outages["p"].affected is False


def test_nothing_failed() -> None:
    answer = ask(aftersales(), curves=curves())
    assert (answer.events, answer.total, answer.whole, answer.horizon_s) == ((), 0, True, 0)
    assert [(one.at_s, one.loss) for one in answer.loss] == [(0, 0)]
    assert {one.status for one in answer.outages.values()} == {"met"}


def test_an_empty_graph() -> None:
    assert ask(graph([], [])).events == ()


def test_everything_failed_for_a_while() -> None:
    one = aftersales()
    answer = ask(one, *one.index, duration_s=600)
    assert set(resumed(answer).values()) == {600}
    assert answer.events[-1] == Event(600 + 86_400, "review")


def test_a_place_takes_down_what_stands_there_and_is_not_waited_for() -> None:
    answer = ask(aftersales(), "site:a")
    assert answer.failed == {"site:a"} | {k for k in answer.segments if k.startswith("system:")}
    assert answer.segments["site:a"] == (Segment(0, None, "down"),)
    assert answer.whole is True


def test_who_needs_the_place_by_name_waits_and_nobody_knows_how_long() -> None:
    nodes = [GraphNode("p", "process", None, HOUR, 2 * HOUR), GraphNode("o", "site")]
    answer = ask(graph(nodes, [edge("p", "o")]), "o", curves={"p": flat(100)})
    found = answer.outages["p"]
    assert (found.resumes_s, found.status) == (None, "mtd_breach")
    assert found.because.text == "Nobody knows when o is back."
    assert (answer.whole, answer.horizon_s, answer.total) == (False, 86_400, 2_400)
    assert [one.kind for one in answer.events] == ["down", "down", "rto_passed", "mtd_passed"]


def test_without_any_objective_an_open_end_is_unknown() -> None:
    nodes = [GraphNode("p", "process"), GraphNode("o", "person")]
    assert ask(graph(nodes, [edge("p", "o")]), "o").outages["p"].status == "unknown"


def test_a_supplier_is_back_by_its_contract_or_nobody_knows() -> None:
    nodes = [
        GraphNode("p", "process"),
        GraphNode("x", "supplier", 7200),
        GraphNode("y", "supplier"),
    ]
    one = graph(nodes, [edge("p", "x"), edge("p", "y")])
    assert resumed(ask(one, "x", decision_s=600)) == {"p": 7200}
    assert resumed(ask(one, "x", "y")) == {"p": None}
    assert resumed(ask(one, "x", "y", duration_s=600)) == {"p": 600}


def test_a_system_without_a_duration_gives_a_lower_bound_and_proves_nothing() -> None:
    found = ask(small(restore_s=None, rto_s=HOUR), "s").outages["p"]
    assert (found.status, found.resumes_s, found.lower_bound) == ("unknown", 0, True)
    assert found.affected is True


def test_what_states_no_duration_is_never_shown_as_back() -> None:
    nodes = [*small(restore_s=None).nodes, GraphNode("t", "application", restore_s=600)]
    answer = ask(graph(nodes, [edge("p", "s"), edge("p", "t")]), "s", "t")
    assert answer.segments["p"] == (Segment(0, 600, "down"),)
    shown = [shown_at(answer.segments["p"], at_s, lower_bound=True) for at_s in (0, 600, 10**9)]
    assert shown == ["down", "unstated", "unstated"]
    assert [(one.kind, one.subject) for one in answer.events if one.kind == "restored"] == [
        ("restored", "t")
    ]
    assert [one for one in answer.events if one.subject is None] == []
    assert answer.horizon_s == 86_400


def test_a_gap_between_two_stretches_is_open_too() -> None:
    own = (Segment(600, 1200, "down"), Segment(1800, None, "down"))
    assert stretches(own, lower_bound=True) == (
        (0, 600, "unstated"), (600, 1200, "down"), (1200, 1800, "unstated"), (1800, None, "down"),
    )  # fmt: skip
    assert stretches(own, lower_bound=False) == ((600, 1200, "down"), (1800, None, "down"))


def test_the_decision_delays_restores_but_not_workarounds() -> None:
    one = small(edge("p", "s", **bridge(600, None)))
    answer = ask(one, "s", decision_s=1200)
    assert answer.segments["p"][0] == Segment(0, 600, "down")
    assert answer.segments["s"] == (Segment(0, 4800, "down"),)


def test_fewer_teams_take_longer() -> None:
    both = [edge("p", "a"), edge("p", "b")]
    one = small(*both, a=600, b=600)
    assert resumed(ask(one, "a", "b", teams=1)) == {"p": 1200}
    assert resumed(ask(one, "a", "b", teams=None)) == {"p": 600}


def test_people_missing_keep_every_process_at_their_share() -> None:
    one = small(mbco="0.5", rto_s=HOUR)
    answer = ask(one, staff_share=Decimal("0.6"), duration_s=HOUR, curves={"p": flat(100)})
    assert answer.segments["p"] == (Segment(0, HOUR, "reduced", Decimal("0.6")),)
    assert (answer.total, answer.outages["p"].status) == (40, "met")
    few = ask(one, staff_share=Decimal("0.4"), duration_s=2 * HOUR)
    assert (few.outages["p"].status, few.outages["p"].down_s) == ("rto_miss", 2 * HOUR)


def test_an_older_restore_point_loses_data_of_what_hangs_on_it() -> None:
    question = Question(frozenset({"s"}), restore_point_shift_s=7200)
    answer = what_if(small(), question, curves={}, required={}, rpo={"p": 3600})
    assert (answer.outages["p"].data_loss_s, answer.outages["p"].rpo_missed) == (7200, True)
    assert [one.key for one in answer.breaches()] == ["p"]


def test_a_needed_process_is_waited_for() -> None:
    nodes = [GraphNode("q", "process"), GraphNode("p", "process"), GraphNode("s", "service", 600)]
    one = graph(nodes, [edge("q", "p"), edge("p", "s", **bridge(60, None))])
    assert resumed(ask(one, "s")) == {"q": 60, "p": 60}


@pytest.mark.parametrize(
    ("field", "failed", "more"),
    [
        ("failed.0", ["nothing"], {}),
        ("duration_s", [], {"duration_s": -1}),
        ("duration_s", [], {"duration_s": 10**11}),
        ("sample_at_s.1", [], {"sample_at_s": (0, -1)}),
        ("decision_s", [], {"decision_s": -1}),
        ("teams", [], {"teams": 0}),
        ("staff_share", [], {"staff_share": Decimal("1.1")}),
        ("restore_point_shift_s", [], {"restore_point_shift_s": -1}),
    ],
)
def test_nonsense_is_refused_at_its_field(field: str, failed: list[str], more: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        ask(small(), *failed, **more)
    assert refusal.value.field == field


@given(st.lists(st.sampled_from(list(aftersales().index)), max_size=6), st.integers(1, 4))
def test_more_failures_never_help_with_unlimited_teams(keys: list[str], fewer: int) -> None:
    one = aftersales()
    all_of_them = resumed(ask(one, *keys, required=required()))
    some = resumed(ask(one, *keys[:-fewer], required=required()))
    assert all(
        (some[key] if some[key] is not None else 10**9) <= (at_s if at_s is not None else 10**9)
        for key, at_s in all_of_them.items()
    )
