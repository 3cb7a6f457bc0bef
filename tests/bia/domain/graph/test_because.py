"""Why a time is what it is, in one sentence (docs/method.md §16.2, §16.3)."""

from __future__ import annotations

import pytest

from bia.domain.graph.analysis import GraphAnalysis, analyse
from bia.domain.graph.because import because, stands_in, why_finish, why_required, why_status
from bia.domain.graph.chains import Link, finish_chain, required_chain
from bia.domain.graph.checks import graph_of
from bia.domain.graph.model import GraphEdge
from bia.domain.graph.unstated import unstated
from tests.bia.domain.graph.graphs import GOLDEN, bridge, edges, graph_of_request, process, system


def golden(name: str) -> GraphAnalysis:
    request = GOLDEN[name]["request"]
    return analyse(graph_of_request(request), decision_s=request.get("decision_s", 0))


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("at_105_after_sales", "rescue", "Required within 15 min, its own objective."),
        ("at_105_after_sales", "Dispatch", "Required within 15 min, as rescue is."),
        ("at_105_after_sales", "DB", "Required: rescue 15 min − Dispatch 10 min restore = 5 min."),
        (
            "at_105_after_sales",
            "NET",
            "Required: rescue 15 min − Dispatch 10 min restore − DB 30 min restore = −25 min.",
        ),
        (
            "at_107_workaround",
            "Dispatch",
            "Required within 4 h, as long as the workaround of rescue for Dispatch endures.",
        ),
        ("at_107_workaround", "DB", "Required: booking 2 h − CSM 30 min restore = 1 h 30 min."),
        (
            "at_103_circle",
            "Net",
            "Required: P 1 h − App 20 min restore − Auth 25 min restore = 15 min.",
        ),
    ],
)
def test_a_requirement_is_told_as_a_sum(name: str, key: str, text: str) -> None:
    assert why_required(golden(name), key).text == text


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("at_105_after_sales", "NET", "Back after 15 min of its own restoring."),
        (
            "at_105_after_sales",
            "rescue",
            "Back: NET 15 min + DB 30 min + Dispatch 10 min = 55 min.",
        ),
        (
            "at_106_time_to_decide",
            "DB",
            "Back: time to decide 20 min + NET 15 min + DB 30 min = 1 h 5 min.",
        ),
        (
            "at_107_workaround",
            "rescue",
            "Back after 5 min: a workaround stands in for Dispatch from 5 min.",
        ),
        ("at_103_circle", "P", "Back: Net 10 min + Auth 25 min + App 20 min = 55 min."),
    ],
)
def test_a_finish_is_told_as_a_sum(name: str, key: str, text: str) -> None:
    assert why_finish(golden(name), key).text == text


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        (
            "at_105_after_sales",
            "rescue",
            "Back after 55 min, 40 min later than the 15 min required.",
        ),
        ("at_107_workaround", "rescue", "Back after 5 min, within the 15 min required."),
        (
            "at_106_time_to_decide",
            "rescue",
            "Back after 1 h 15 min, 15 min beyond the MTD of 1 h; 15 min are required.",
        ),
        (
            "at_105_after_sales",
            "DB",
            "Required within 5 min, and its own restoring alone takes 30 min.",
        ),
        (
            "at_105_after_sales",
            "NET",
            "What depends on it takes 25 min longer by itself than its objective allows.",
        ),
        ("at_107_workaround", "CALL", "Back after 10 min, within the 2 h required."),
    ],
)
def test_a_status_tells_its_numbers(name: str, key: str, text: str) -> None:
    assert why_status(golden(name), key).text == text


def test_nothing_required_nothing_known_nothing_proven() -> None:
    nodes = [process(rto_s=60), system("A"), process("Q", 60), system("B", 5, proven=False)]
    found = analyse(graph_of([*nodes, system("C")], edges("P A", "Q B")))
    assert [reason.text for reason in because(found, "C")] == [
        "No objective reaches it, so nothing is promised.",
        "When it is back is not known: a duration that this rests on is missing.",
    ]
    assert why_status(found, "P").code == "graph.status.nothing_known"
    assert why_status(found, "Q").code == "graph.status.untested"
    assert why_required(found, "C").text == "No objective reaches it."


def test_a_lower_bound_is_told_as_one_and_a_measurement_as_itself() -> None:
    nodes = [process(rto_s=60), process("M", 60, measured_s=7), system("A", 5), system("C")]
    found = analyse(graph_of(nodes, edges("P A", "A C", "M A")))
    assert why_status(found, "P").text == (
        "It takes at least 5 s of the 1 min required, and not every duration behind it is known."
    )
    assert why_status(found, "M").code == "graph.status.not_known"
    assert [reason.code for reason in because(found, "P")][-2:] == [
        "graph.finish.sum",
        "graph.finish.unknown",
    ]


def test_what_states_no_duration_is_named_the_nearest_first() -> None:
    nodes = [process(rto_s=60), system("A", 5), system("B"), system("C"), system("D", 5)]
    found = analyse(graph_of(nodes, edges("P A", "P D", "A C", "C B")))
    assert unstated(found, "P") == ("C", "B")
    assert unstated(found, "P", 1) == ("C",)
    assert unstated(found, "B") == ("B",)
    assert unstated(found, "D") == ()


def test_an_alternative_says_that_it_must_stand_in() -> None:
    found = analyse(
        graph_of(
            [process(rto_s=60), system("A", 5), system("B", 9)], edges("P A", "P B", group="g")
        )
    )
    assert [stands_in(found, key) for key in "PAB"] == [False, True, True]
    assert "graph.required.stands_in" in [reason.code for reason in because(found, "B")]


def test_a_workaround_and_what_comes_after_it() -> None:
    nodes = [process(rto_s=60, restore_s=600), system("A", 1200), system("B", 300)]
    needed = [GraphEdge("P", "A", workaround=bridge(60, 7200)), *edges("A B")]
    found = analyse(graph_of(nodes, needed))
    assert why_finish(found, "P").text == (
        "Back: a workaround stands in for A from 1 min + P 10 min = 11 min."
    )
    assert why_required(found, "B").text == (
        "Required: the workaround of P for A endures 2 h − A 20 min restore = 1 h 40 min."
    )


def test_chains_are_data() -> None:
    found = golden("at_105_after_sales")
    assert required_chain(found, "NET") == (
        Link("rescue", 900, "start"),
        Link("Dispatch", 900, "serial"),
        Link("DB", 300, "serial", 600),
        Link("NET", -1500, "serial", 1800),
    )
    assert finish_chain(found, "rescue") == (
        Link("NET", 900, "start", 900),
        Link("DB", 2700, "serial", 1800),
        Link("Dispatch", 3300, "serial", 600),
        Link("rescue", 3300, "serial"),
    )


def test_a_long_chain_is_told_from_its_near_end() -> None:
    keys = ["P", *(f"s{n}" for n in range(50))]
    nodes = [process(rto_s=6000), *(system(key, 60) for key in keys[1:])]
    found = analyse(
        graph_of(nodes, [GraphEdge(a, b) for a, b in zip(keys, keys[1:], strict=False)])
    )
    assert why_required(found, "s49", most=3).text == (
        "Required: s47 53 min − s47 1 min restore − s48 1 min restore = 51 min."
    )
    assert why_finish(found, "P", most=3).text == "Back: s1 49 min + s0 1 min = 50 min."
