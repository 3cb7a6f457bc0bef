"""The recovery order: docs/method.md §18."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bia.domain.errors import DomainError
from bia.domain.graph.analysis import analyse
from bia.domain.graph.checks import graph_of
from bia.domain.graph.improvement import Prefer, improve
from bia.domain.graph.lower_bound import lower_bound
from bia.domain.graph.model import Graph, GraphEdge, GraphNode
from bia.domain.graph.recovery import Recovery, recover
from tests.amount import examples
from tests.bia.domain.recovery_graphs import MINUTE, after_sales, graphs


def required_of(graph: Graph) -> dict[str, int | None]:
    return {key: node.required_s for key, node in analyse(graph).nodes.items()}


def minutes(found: Recovery) -> list[tuple[str, int, int]]:
    return [
        (task.node.removeprefix("system:"), task.start_s // MINUTE, task.finish_s // MINUTE)
        for task in found.tasks
    ]


def back(found: Recovery) -> dict[str, int]:
    return {
        key.removeprefix("process:"): at_s // MINUTE
        for key, at_s in found.resumes_s.items()
        if at_s is not None
    }


def systems(**restore_s: int | None) -> list[GraphNode]:
    return [GraphNode(key, "system", restore_s=own) for key, own in restore_s.items()]


def test_two_teams_restore_the_sample_in_the_stated_order():
    """AT-109: smallest latest finish first, null last, ties by key."""
    graph = after_sales()
    found = recover(graph, required_of(graph), teams=2)
    assert sorted(minutes(found), key=lambda task: (task[1], task[0])) == [
        ("callcenter", 0, 10), ("network", 0, 15), ("database", 15, 45), ("iam", 15, 30),
        ("csm", 45, 75), ("dispatch", 45, 55), ("inventory", 55, 115), ("workorder", 75, 105),
        ("finance", 105, 165), ("bi", 115, 355), ("crm", 165, 225),
    ]  # fmt: skip
    assert found.makespan_s == 355 * MINUTE
    nodes = {node.key: node for node in graph.nodes}
    late = [
        key
        for key, at_s in found.resumes_s.items()
        if at_s is not None and at_s > (nodes[key].rto_s or 0)
    ]
    assert late == ["process:road-rescue"]
    assert all(at_s <= nodes[key].mtd_s for key, at_s in found.resumes_s.items())


def test_processes_of_the_sample_are_back_at_the_stated_times():
    """AT-112: parts are handed out on paper slips, so repair does not wait for the inventory."""
    graph = after_sales()
    assert back(recover(graph, required_of(graph), teams=2)) == {
        "road-rescue": 55, "booking": 75, "reception": 75, "repair": 105, "parts": 115,
        "settlement": 165, "follow-up": 225, "analytics": 355,
    }  # fmt: skip


def test_the_search_dominates_the_plain_list_on_the_sample():
    """§5.9: lateness stays 40 minutes, the end comes at 295 instead of 355."""
    graph = after_sales()
    found = improve(graph, required_of(graph), teams=2)
    assert (found.plain.makespan_s, found.plain_objective.lateness_s) == (355 * 60, 40 * 60)
    assert (found.best.makespan_s, found.objective.lateness_s) == (295 * 60, 40 * 60)
    assert found.is_better
    assert lower_bound(graph, teams=2) == 285 * MINUTE


def test_the_same_seed_gives_the_same_order():
    graph = after_sales()
    required = required_of(graph)
    once, again = (improve(graph, required, teams=2, tries=200) for _ in range(2))
    assert once == again


def test_a_search_ends_where_more_teams_would_not_help():
    graph = after_sales()
    found = improve(graph, required_of(graph), teams=11)
    assert (found.tries, found.is_better) == (0, False)


def test_the_decision_delays_all_but_what_starts_by_itself():
    graph = graph_of(
        [*systems(a=600), GraphNode("auto", "system", restore_s=600, automatic=True)], []
    )
    found = recover(graph, {}, teams=1, decision_s=300)
    assert [(t.node, t.start_s, t.finish_s) for t in found.tasks] == [
        ("auto", 0, 600), ("a", 600, 1200),
    ]  # fmt: skip


def test_by_code_the_requirement_does_not_count():
    graph = graph_of(systems(a=10, b=10, c=10), [])
    order = [t.node for t in recover(graph, {"c": 5}, teams=1).tasks]
    by_code = [t.node for t in recover(graph, {"c": 5}, teams=1, priority="code").tasks]
    given_order = [t.node for t in recover(graph, {"c": 5}, teams=1, order=["b", "a"]).tasks]
    assert (order, by_code, given_order) == (list("cab"), list("abc"), list("bac"))


def test_the_team_that_is_free_longest_goes_first_then_the_smallest_number():
    graph = graph_of(systems(a=30, b=10, c=20, d=5), [GraphEdge("d", "c")])
    found = recover(graph, {}, teams=3)
    assert [(t.node, t.team, t.start_s) for t in found.tasks] == [
        ("a", 1, 0), ("b", 2, 0), ("c", 3, 0), ("d", 2, 20),
    ]  # fmt: skip


def test_suppliers_and_processes_need_no_team():
    nodes = [
        GraphNode("s", "supplier", restore_s=100),
        GraphNode("p", "process", restore_s=7),
        *systems(a=10),
    ]
    graph = graph_of(nodes, [GraphEdge("a", "s"), GraphEdge("p", "a")])
    found = recover(graph, {}, teams=1)
    assert [(t.node, t.start_s) for t in found.tasks] == [("a", 100)]
    assert found.resumes_s == {"p": 117}


def test_what_has_not_failed_waits_for_what_has():
    graph = graph_of(systems(a=10, b=20, c=30), [GraphEdge("c", "b"), GraphEdge("b", "a")])
    found = recover(graph, {}, teams=1, failed={"a"})
    assert [t.node for t in found.tasks] == ["a"]
    assert found.up_s == {"a": 10, "b": 10, "c": 10}


def test_a_team_stays_free_for_what_is_held():
    graph = graph_of(systems(a=10, b=20, c=5), [GraphEdge("b", "a")])
    found = recover(graph, {}, teams=1, held={"a": 50})
    assert [(t.node, t.start_s) for t in found.tasks] == [("c", 0), ("b", 50)]
    assert found.up_s == {"a": 50, "b": 70, "c": 5}


def test_nobody_knows_when_what_is_held_for_ever_is_back():
    nodes = [*systems(a=10, b=20, c=5), GraphNode("p", "process"), GraphNode("q", "process")]
    edges = [
        GraphEdge("b", "a"),
        GraphEdge("p", "b"),
        GraphEdge("q", "b", group="g"),
        GraphEdge("q", "c", group="g"),
    ]
    found = recover(graph_of(nodes, edges), {}, teams=1, held={"a": None})
    assert found.up_s == {"a": None, "b": None, "c": 5, "p": None, "q": 5}
    assert found.resumes_s == {"p": None, "q": 5}
    assert found.makespan_s == 5


def test_a_circle_takes_as_many_teams_as_it_has_and_comes_back_as_one():
    graph = graph_of(
        systems(a=10, b=20, c=5),
        [GraphEdge("a", "b", "parallel"), GraphEdge("b", "a", "parallel"), GraphEdge("c", "a")],
    )
    assert recover(graph, {}, teams=2).up_s == {"a": 20, "b": 20, "c": 25}
    assert recover(graph, {}, teams=1).up_s == {"a": 30, "b": 30, "c": 35}


def test_a_deadlocked_circle_is_restored_one_after_the_other():
    """AT-103's kind of circle with a serial edge: the sum, however many teams there are."""
    graph = graph_of(systems(a=10, b=20), [GraphEdge("a", "b"), GraphEdge("b", "a", "parallel")])
    assert recover(graph, {}, teams=None).up_s == {"a": 30, "b": 30}


def test_no_team_and_too_many_are_refused():
    for teams in (0, -1, 10_001):
        with pytest.raises(DomainError) as refused:
            recover(after_sales(), {}, teams=teams)
        assert (refused.value.field, refused.value.reason.code) == (
            "teams", "refused.teams_out_of_range",
        )  # fmt: skip


def test_nothing_to_restore_is_done_at_once():
    graph = graph_of([GraphNode("p", "process", rto_s=0)], [])
    found = improve(graph, {"p": 0}, teams=1)
    assert (found.best.tasks, found.best.makespan_s, found.best.resumes_s) == ((), 0, {"p": 0})
    assert lower_bound(graph, teams=1) == 0


def test_money_decides_between_orders_that_are_late_alike():
    nodes = [*systems(a=10, b=10), GraphNode("p", "process"), GraphNode("q", "process")]
    graph = graph_of(nodes, [GraphEdge("p", "a"), GraphEdge("q", "b")])

    def loss(key: str, down_s: int) -> Decimal:
        return Decimal(down_s * (5 if key == "q" else 1))

    found = improve(graph, {}, teams=1, loss=loss, tries=50)
    assert [task.node for task in found.plain.tasks] == ["a", "b"]
    assert [task.node for task in found.best.tasks] == ["b", "a"]


def test_the_preference_decides_between_an_early_end_and_less_loss():
    nodes = [*systems(a=10, b=10, c=20), GraphNode("p", "process"), GraphNode("q", "process")]
    graph = graph_of(nodes, [GraphEdge("p", "a"), GraphEdge("q", "b")])

    def ends(prefer: Prefer) -> tuple[int, Decimal]:
        found = improve(
            graph, {}, teams=2, loss=lambda _key, down_s: Decimal(down_s), prefer=prefer, tries=50
        )
        return found.objective.makespan_s, found.objective.loss

    assert ends("end") == (20, Decimal(30))
    assert ends("loss") == (30, Decimal(20))


def test_a_breach_of_a_critical_process_weighs_more_than_any_other():
    nodes = [
        *systems(a=10, b=10),
        GraphNode("p", "process", mtd_s=10),
        GraphNode("q", "process", mtd_s=10),
    ]
    graph = graph_of(nodes, [GraphEdge("p", "a"), GraphEdge("q", "b")])
    found = improve(graph, {}, teams=1, critical={"q"}, tries=50)
    assert found.best.resumes_s == {"p": 20, "q": 10}


def test_a_chain_of_ten_thousand_needs_no_recursion():
    nodes = systems(**{f"n{at}": 1 for at in range(10_000)})
    edges = [GraphEdge(f"n{at}", f"n{at + 1}") for at in range(9_999)]
    assert recover(graph_of(nodes, edges), {}, teams=3).makespan_s == 10_000


@settings(max_examples=examples(400), deadline=None)
@given(graph=graphs(), decision_s=st.sampled_from((0, 5)))
def test_unlimited_teams_give_the_forward_pass(graph: Graph, decision_s: int):
    """§5.16: schedule with ∞ teams = forward pass, workarounds included."""
    analysis = analyse(graph, decision_s=decision_s)
    required = {key: node.required_s for key, node in analysis.nodes.items()}
    found = recover(graph, required, teams=None, decision_s=decision_s)
    assert found.up_s == {key: node.finish_s for key, node in analysis.nodes.items()}
    assert found.resumes_s == {
        node.key: analysis.nodes[node.key].resumes_s
        for node in graph.nodes
        if node.kind == "process"
    }


@settings(max_examples=examples(200), deadline=None)
@given(graph=graphs(), teams=st.integers(1, 3))
def test_every_schedule_keeps_the_rules(graph: Graph, teams: int):
    required = required_of(graph)
    found = improve(graph, required, teams=teams, tries=20)
    bound_s = lower_bound(graph, teams=teams)
    assert found.objective.rank("end") <= found.plain_objective.rank("end")
    for one in (found.plain, found.best):
        assert one.makespan_s >= bound_s
        assert len({task.node for task in one.tasks}) == len(one.tasks)
        assert {task.node for task in one.tasks} == {
            node.key for node in graph.nodes if node.kind == "system" and node.restore_s
        }
        for task in one.tasks:
            at_once = [o for o in one.tasks if o.start_s <= task.start_s < o.finish_s]
            assert len(at_once) == len({o.team for o in at_once}) <= teams
        starts = {task.node: task.start_s for task in one.tasks}
        for edge in graph.edges:
            plain = edge.strength == "hard" and not edge.place and not edge.group
            if plain and edge.dependent in starts and one.up_s[edge.needs] is not None:
                same = one.up_s[edge.dependent] == one.up_s[edge.needs]  # maybe a circle
                if edge.mode == "serial" and not same:
                    assert starts[edge.dependent] >= one.up_s[edge.needs]
