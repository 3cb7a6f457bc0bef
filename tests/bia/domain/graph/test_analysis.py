"""The analysis, case by case (docs/method.md §16)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bia.domain.graph.analysis import GraphAnalysis, NodeResult, analyse
from bia.domain.graph.checks import graph_as_stored, graph_of
from bia.domain.graph.model import GraphEdge, GraphNode
from tests.bia.domain.graph.graphs import bridge, edges, process, system


def analysed(nodes: list[GraphNode], needed: list[GraphEdge], decision_s: int = 0) -> GraphAnalysis:
    return analyse(graph_of(nodes, needed), decision_s=decision_s)


def bridged(node: GraphNode, restore_s: int, **workaround: Any) -> NodeResult:
    """The process that needs A, which takes `restore_s`, with a workaround between."""
    way = bridge(**({"activation_s": 5, "endurance_s": 240} | workaround))
    needed = [GraphEdge(node.key, "A", workaround=way)]
    return analysed([node, system("A", restore_s)], needed).nodes[node.key]


# --- no graph, and large ones ---------------------------------------------------------------


def test_an_empty_graph_has_an_empty_answer() -> None:
    found = analyse(graph_of([], []))
    assert (found.nodes, found.cycles, found.order) == ({}, (), ())


def test_a_node_alone_needs_nothing_and_nobody() -> None:
    one = analysed([system("A", 10)], []).nodes["A"]
    assert (one.required_s, one.finish_s, one.status) == (None, 10, "no_target")


def test_a_chain_ten_thousand_deep_is_answered() -> None:
    depth = 10_000
    nodes = [process(rto_s=depth), *(system(f"s{n}", 1) for n in range(depth))]
    needed = [GraphEdge(a.key, b.key) for a, b in zip(nodes, nodes[1:], strict=False)]
    found = analysed(nodes, needed)
    last = found.nodes[f"s{depth - 1}"]
    assert (found.nodes["P"].finish_s, last.required_s, last.slack_s) == (depth, 1, 0)
    assert len(found.critical_path("P")) == depth + 1


def test_a_circle_of_ten_thousand_is_one_thing() -> None:
    size = 10_000
    nodes = [system(f"s{n}", 1) for n in range(size)]
    needed = [
        GraphEdge(f"s{n}", f"s{(n + 1) % size}", "parallel" if n else "serial") for n in range(size)
    ]
    found = analysed(nodes, needed)
    assert [(len(one.members), one.deadlock) for one in found.cycles] == [(size, True)]
    assert found.nodes["s0"].finish_s == size


# --- 0 is a value ---------------------------------------------------------------------------


def test_an_rto_of_zero_leaves_no_time_for_any_restore() -> None:
    found = analysed([process(rto_s=0), system("A", 10), system("B", 5)], edges("P A", "A B"))
    required = {key: one.required_s for key, one in found.nodes.items()}
    assert required == {"P": 0, "A": 0, "B": -10}
    assert {key: one.status for key, one in found.nodes.items()} == {
        "P": "rto_miss",
        "A": "infeasible",
        "B": "infeasible",
    }


def test_what_needs_no_time_meets_an_rto_of_zero() -> None:
    found = analysed([process(rto_s=0), system("A", 0)], edges("P A"))
    assert found.nodes["P"].status == "met"


# --- durations nobody knows -----------------------------------------------------------------


def test_a_system_without_a_duration_makes_what_rests_on_it_a_lower_bound() -> None:
    nodes = [process(rto_s=60), system("A", 20), system("B"), process("Q", 60), system("C", 5)]
    found = analysed(nodes, edges("P A", "A B", "Q C"))
    assert [found.nodes[key].unknown for key in "PABQC"] == [True, True, True, False, False]
    assert [found.nodes[key].status for key in "PABQC"] == [
        *("untested", "untested", "untested", "met", "met")
    ]
    assert (found.nodes["P"].finish_s, found.nodes["B"].own_s) == (20, None)


@pytest.mark.parametrize("kind", ["site", "supplier", "person", "team", "data_set"])
def test_what_just_stands_takes_no_time_and_is_known(kind: str) -> None:
    found = analysed([process(rto_s=60), GraphNode("X", kind)], edges("P X"))
    assert (found.nodes["P"].finish_s, found.nodes["P"].unknown) == (0, False)


def test_an_alternative_of_unknown_duration_leaves_no_doubt_if_others_are_as_early() -> None:
    def p(known: int) -> NodeResult:
        nodes = [process(rto_s=60), system("A", known), system("B"), system("C", 0)]
        return analysed(nodes, edges("P A", "P B", "P C", group="g")).nodes["P"]

    assert (p(30).finish_s, p(30).unknown) == (0, False)
    nodes = [process(rto_s=60), system("A", 30), system("B")]
    alone = analysed(nodes, edges("P A", "P B", group="g")).nodes["P"]
    assert (alone.finish_s, alone.unknown) == (0, True)


# --- what is counted and what it is called --------------------------------------------------


@pytest.mark.parametrize(
    ("measured_s", "proven", "counted_s", "status"),
    [
        (None, True, 40, "met"),
        (None, False, 40, "untested"),
        (30, True, 40, "met"),  # what is proven of its suppliers says it takes longer
        (30, False, 30, "met"),  # a design value does not outdo a measurement
        (50, True, 50, "met"),
        (70, False, 70, "rto_miss"),
        (130, True, 130, "mtd_breach"),
    ],
)
def test_a_process_is_judged_by_what_was_measured_and_what_is_proven(
    measured_s: int | None, proven: bool, counted_s: int, status: str
) -> None:
    nodes = [process(rto_s=60, mtd_s=120, measured_s=measured_s), system("A", 40, proven=proven)]
    one = analysed(nodes, edges("P A")).nodes["P"]
    assert (one.counted_s, one.status, one.gap_s) == (counted_s, status, counted_s - 60)
    assert one.slack_s == 20


def test_a_process_over_something_unknown_is_not_met_by_its_own_measurement_alone() -> None:
    nodes = [process(rto_s=60, measured_s=30), system("A")]
    assert analysed(nodes, edges("P A")).nodes["P"].status == "untested"


@pytest.mark.parametrize(
    ("rto_s", "restore_s", "proven", "status"),
    [
        (None, 10, True, "no_target"),
        (5, 10, True, "infeasible"),
        (10, 10, True, "met"),
        (10, 10, False, "untested"),
    ],
)
def test_a_system_is_judged_by_its_own_duration(
    rto_s: int | None, restore_s: int, proven: bool, status: str
) -> None:
    one = analysed([system("A", restore_s, rto_s=rto_s, proven=proven)], []).nodes["A"]
    assert one.status == status


def test_exactly_the_mtd_and_exactly_the_objective_are_in_time() -> None:
    nodes = [process(rto_s=30, mtd_s=40), process("Q", 40), system("A", 40)]
    found = analysed(nodes, edges("P A", "Q A"))
    assert (found.nodes["P"].status, found.nodes["Q"].status) == ("rto_miss", "met")


def test_infeasible_comes_before_a_breach_and_shows_its_gap_all_the_same() -> None:
    nodes = [process(rto_s=5, mtd_s=8), system("A", 20, mtd_s=8)]
    one = analysed(nodes, edges("P A")).nodes["A"]
    assert (one.status, one.gap_s, one.target_gap_s) == ("infeasible", 15, None)


def test_the_own_target_is_compared_with_what_is_required() -> None:
    nodes = [process(rto_s=60), system("A", 20, rto_s=50), system("B", 5, rto_s=50)]
    found = analysed(nodes, edges("P A", "A B"))
    assert [found.nodes[key].target_gap_s for key in "PAB"] == [0, 0, 20]


# --- modes, strengths, decision -------------------------------------------------------------


def test_a_parallel_supplier_is_restored_beside() -> None:
    nodes = [process(rto_s=60), system("A", 20), system("B", 30)]
    found = analysed(nodes, [*edges("P A"), *edges("A B", mode="parallel")])
    assert [found.nodes[key].finish_s for key in "PAB"] == [30, 30, 30]
    assert found.nodes["B"].required_s == 60


def test_degrading_edges_are_listed_and_optional_and_places_carry_no_times() -> None:
    nodes = [process(rto_s=5), *(system(key, 50) for key in "ABCD")]
    needed = [
        *edges("P B", "P A", strength="degrading"),
        *edges("P C", strength="optional"),
        *edges("P D", place=True),
    ]
    found = analysed(nodes, needed)
    assert (found.nodes["P"].finish_s, found.nodes["P"].degraded) == (0, ("A", "B"))
    assert {found.nodes[key].required_s for key in "ABCD"} == {None}


def test_the_decision_delays_what_somebody_must_decide() -> None:
    nodes = [
        process(rto_s=60),
        system("A", 10),
        system("B", 10, automatic=True),
        GraphNode("S", "site"),
        process("Q", restore_s=0),
        process("R", restore_s=7),
    ]
    found = analysed(nodes, edges("P A", "P B", "P S"), decision_s=20)
    assert {key: one.finish_s for key, one in found.nodes.items()} == {
        **{"P": 30, "A": 30, "B": 10, "S": 0},
        **{"Q": 0, "R": 27},
    }


# --- groups ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needs", "finish_s", "holder"), [(1, 10, "A"), (2, 20, "B"), (3, 30, "C")]
)
def test_of_a_group_the_kth_earliest_counts(needs: int, finish_s: int, holder: str) -> None:
    nodes = [process(rto_s=60), system("C", 30), system("A", 10), system("B", 20)]
    found = analysed(nodes, edges("P C", "P A", "P B", group="g", group_needs=needs))
    one = found.nodes["P"]
    assert (one.finish_s, one.held_by) == (finish_s, holder)
    assert {found.nodes[key].required_s for key in "ABC"} == {60}


def test_alternatives_of_two_modes_count_by_what_they_make_of_the_dependent() -> None:
    nodes = [process(rto_s=60), system("U", 25), system("A", 10), system("B", 30)]
    needed = [
        *edges("P U"),
        GraphEdge("U", "A", "serial", group="g"),
        GraphEdge("U", "B", "parallel", group="g"),
    ]
    one = analysed(nodes, needed).nodes["U"]
    assert (one.finish_s, one.held_by) == (30, "B")  # after A it would be 35


def test_a_stored_group_that_wants_more_than_it_has_needs_all() -> None:
    nodes = [process(), system("A", 10), system("B", 20)]
    needed = edges("P A", "P B", group="g", group_needs=3)
    assert analyse(graph_as_stored(nodes, needed)).nodes["P"].finish_s == 20


# --- circles --------------------------------------------------------------------------------


def circle(mode: Any) -> GraphAnalysis:
    nodes = [process(rto_s=60), system("A", 25), system("B", 15), system("N", 10)]
    return analysed(nodes, [*edges("P A", "B N"), *edges("A B", "B A", mode=mode)])


def test_a_circle_restored_in_parallel_takes_its_longest_member() -> None:
    found = circle("parallel")
    assert [(one.members, one.deadlock) for one in found.cycles] == [(("A", "B"), False)]
    assert {key: one.finish_s for key, one in found.nodes.items()} == {
        **{"P": 35, "A": 35, "B": 35, "N": 10}
    }
    assert {key: one.required_s for key, one in found.nodes.items()} == {
        **{"P": 60, "A": 60, "B": 60, "N": 35}
    }
    assert found.critical_path("P") == ("N", "B", "A", "P")


def test_two_that_wait_for_each_other_are_a_deadlock_and_take_their_sum() -> None:
    found = circle("serial")
    assert [(one.members, one.deadlock) for one in found.cycles] == [(("A", "B"), True)]
    assert (found.nodes["P"].finish_s, found.nodes["N"].required_s) == (50, 20)


def test_the_path_through_a_circle_of_processes_and_systems_ends() -> None:
    nodes = [process(rto_s=60), system("S", 5), system("A", 30), system("B", 20)]
    needed = [
        *edges("P S", "S P", mode="parallel"),
        GraphEdge("P", "A", workaround=bridge(1, None)),
        *edges("S B"),
    ]
    found = analysed(nodes, needed)
    assert (found.nodes["P"].finish_s, found.nodes["P"].resumes_s) == (35, 25)
    assert found.critical_path("P") == ("B", "S", "P")
    assert found.critical_path("S") == ("B", "S")


# --- workarounds ----------------------------------------------------------------------------


def test_a_workaround_bridges_until_its_supplier_is_back() -> None:
    one = bridged(process(rto_s=15), 55)
    assert (one.finish_s, one.resumes_s, one.status, one.bridged) == (55, 5, "met", ("A",))


@pytest.mark.parametrize("capacity", [None, "0", "0.79"])
def test_a_workaround_below_the_least_capacity_bridges_nothing(capacity: str | None) -> None:
    one = bridged(process(rto_s=15, mbco=Decimal("0.8")), 55, capacity=capacity)
    assert (one.resumes_s, one.status, one.bridged) == (55, "rto_miss", ())


def test_a_workaround_of_just_the_least_capacity_bridges() -> None:
    assert bridged(process(rto_s=15, mbco=Decimal("0.8")), 55, capacity="0.8").resumes_s == 5


def test_a_workaround_that_ends_before_the_supplier_is_back_bridges_nothing() -> None:
    assert bridged(process(rto_s=15), 55, endurance_s=54).resumes_s == 55
    assert bridged(process(rto_s=15), 55, endurance_s=55).resumes_s == 5


def test_a_workaround_that_is_active_too_late_bridges_nothing() -> None:
    assert bridged(process(rto_s=15), 55, activation_s=16).resumes_s == 55
    assert bridged(process(rto_s=15), 55, activation_s=15).resumes_s == 15
    assert bridged(process(rto_s=None), 55, activation_s=16).resumes_s == 16


def test_a_supplier_back_before_the_workaround_is_active_counts_itself() -> None:
    assert bridged(process(rto_s=15), 3).resumes_s == 3


@pytest.mark.parametrize(
    ("endurance_s", "capacity", "required_s"),
    [(240, "1", 240), (10, "1", 15), (None, "1", None), (240, "0", 15), (240, None, 15)],
)
def test_a_workaround_gives_its_supplier_as_long_as_it_endures(
    endurance_s: int | None, capacity: str | None, required_s: int | None
) -> None:
    needed = [GraphEdge("P", "A", workaround=bridge(5, endurance_s, capacity))]
    found = analysed([process(rto_s=15), system("A", 7)], needed)
    assert found.nodes["A"].required_s == required_s


def test_a_workaround_for_ever_does_not_care_what_is_unknown_behind_it() -> None:
    nodes = [process(rto_s=15), system("A", 9), system("B", proven=False)]
    needed = [GraphEdge("P", "A", workaround=bridge(5, None)), *edges("A B")]
    one = analysed(nodes, needed).nodes["P"]
    assert (one.resumes_s, one.unknown, one.status) == (5, False, "met")
    for_a_time = [GraphEdge("P", "A", workaround=bridge(5, 60)), *edges("A B")]
    assert analysed(nodes, for_a_time).nodes["P"].unknown is True


def test_what_stands_above_a_bridged_system_waits_for_its_restore() -> None:
    nodes = [process(rto_s=60), system("A", 10), system("B", 50)]
    needed = [*edges("P A"), GraphEdge("A", "B", workaround=bridge(5, None))]
    found = analysed(nodes, needed)
    assert (found.nodes["A"].finish_s, found.nodes["A"].resumes_s) == (60, 15)
    assert found.nodes["P"].resumes_s == 60


def test_a_process_that_needs_a_process_counts_its_service() -> None:
    nodes = [process(rto_s=60), process("Q"), system("A", 50)]
    needed = [*edges("P Q"), GraphEdge("Q", "A", workaround=bridge(5, None))]
    found = analysed(nodes, needed)
    assert (found.nodes["P"].finish_s, found.nodes["P"].resumes_s) == (50, 5)


def test_a_workaround_is_not_delayed_by_the_decision() -> None:
    needed = [GraphEdge("P", "A", workaround=bridge(5, None))]
    found = analysed([process(rto_s=15), system("A", 10)], needed, decision_s=20)
    assert (found.nodes["A"].finish_s, found.nodes["P"].resumes_s) == (30, 5)


# --- ties and the naive rule ----------------------------------------------------------------


def test_of_equal_suppliers_the_smallest_key_is_named() -> None:
    nodes = [process(rto_s=60), process("O", rto_s=60), *(system(key, 10) for key in "BAC")]
    found = analysed(nodes, edges("P C", "P B", "P A", "O A"))
    assert (found.nodes["P"].held_by, found.nodes["A"].required_by) == ("A", "O")


def test_an_own_objective_goes_before_an_inherited_one() -> None:
    found = analysed([process(rto_s=60), system("A", 10, rto_s=60)], edges("P A"))
    assert found.nodes["A"].required_by is None


def test_the_naive_rule_passes_what_the_order_of_restoring_breaks() -> None:
    """AT-101 with 30 min less: every duration is within the objective, their sum is not."""
    nodes = [process(rto_s=150), system("A", 60), system("D", 90), system("N", 30)]
    one = analysed(nodes, edges("P A", "A D", "D N")).nodes["P"]
    assert (one.naive_finish_s, one.naive_status) == (90, "met")
    assert (one.finish_s, one.status) == (180, "rto_miss")


def test_a_graph_made_from_another_keeps_no_positions_of_it() -> None:
    graph = graph_of([process(rto_s=60), system("A", 10), system("B", 20)], edges("P A"))
    assert analyse(replace(graph, edges=tuple(edges("P B")))).nodes["P"].finish_s == 20
