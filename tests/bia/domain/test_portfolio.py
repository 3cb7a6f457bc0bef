"""The choice of levels: worked numbers, budget, relaxations, and brute force on small cases."""

import json
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bia.domain.errors import DomainError
from bia.domain.figures import money_text
from bia.domain.portfolio.choice import choose
from bia.domain.portfolio.front import even_budgets, front
from bia.domain.portfolio.model import Candidate, LevelOption, Portfolio, Violation
from tests.amount import examples

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "portfolio.json").read_text(encoding="utf-8")
)
H = 3_600


def worked(**asked: Any) -> Portfolio:
    return Portfolio(
        tuple(
            Candidate(
                one["key"],
                tuple(
                    LevelOption(o["level"], Decimal(o["cost"]), o["rto_s"], o["rpo_s"])
                    for o in one["options"]
                ),
                one["rto_s"],
                one["rpo_s"],
                Decimal(one["loss_per_hour"]),
            )
            for one in GOLDEN["systems"]
        ),
        **asked,
    )


def asked_of(request: dict[str, Any]) -> Portfolio:
    money = {"budget", "penalty", "incidents_per_year"}
    return worked(
        **{
            key: Decimal(value) if key in money and value is not None else value
            for key, value in request.items()
        }
    )


@pytest.mark.parametrize("name", GOLDEN["dr-portfolio"])
def test_golden_choice(name: str) -> None:
    request, wanted = (GOLDEN["dr-portfolio"][name][part] for part in ("request", "answer"))
    found = choose(asked_of(request))
    total = None
    if found.cost is not None and found.expected_loss is not None:
        total = money_text(found.cost + found.expected_loss)
    answer = {
        "feasible": found.feasible,
        "choice": dict(found.levels),
        "cost": money_text(found.cost),
        "expected_loss": money_text(found.expected_loss),
        "total": total,
        "violations": [{"key": v.key, "objective": v.objective} for v in found.violations],
        "minimal_budget": money_text(found.minimal_budget),
        "full_budget": money_text(found.full_budget),
        "because": found.because.text,
    }
    assert {key: answer[key] for key in wanted} == wanted


def test_the_objective_to_relax_is_the_one_the_source_leaves_unmet() -> None:
    found = choose(worked(budget=Decimal(500)))
    assert [(r.key, r.objective, r.minimal_budget, r.enough) for r in found.relaxations[:2]] == [
        ("inventory", "rto", 500, True),
        ("finance", "rto", 503, False),
    ]
    assert found.relaxations[0].because.text == (
        "Without the RTO of 4 h of inventory, 500 a year would be enough."
    )


def test_every_system_says_why() -> None:
    found = choose(worked(budget=Decimal(600), minimise="loss"))
    assert (found.levels["finance"], found.levels["reports"]) == (3, 3) or found.cost == 595
    short = choose(worked(budget=Decimal(500), objectives="soft"))
    assert short.why["inventory"].text == (
        "Misses its RTO; a level that meets it costs 50 a year more."
    )
    assert short.why["rescue"].text == "The cheapest level that meets its objectives."


def test_the_front_of_the_worked_example() -> None:
    points = front(worked(), [Decimal(b) for b in (549, 550, 600, 700, 1000, 1500)])
    assert [(p.cost, money_text(p.expected_loss)) for p in points] == [
        (550, "72.40"),
        (595, "62.80"),
        (690, "30.80"),
        (975, "15.30"),
        (1480, "4.5167"),
    ]
    swept = front(worked())
    assert (swept[0].cost, swept[-1].cost) == (550, even_budgets(worked())[-1])
    for one, after in pairwise(swept):
        assert after.cost > one.cost
        assert after.expected_loss < one.expected_loss


def test_a_system_that_no_level_serves_is_named() -> None:
    asked = worked()
    broken = replace(asked.systems[0], rto_s=60)
    found = choose(replace(asked, systems=(broken, *asked.systems[1:])))
    assert (found.feasible, found.minimal_budget) == (False, None)
    assert (
        found.because.text == "No level of rescue reaches both its objectives, whatever it costs."
    )
    assert [(r.key, r.objective, r.minimal_budget, r.enough) for r in found.relaxations[:2]] == [
        ("rescue", "rto", 550, True),
        ("bi", "rpo", None, False),
    ]


def test_a_shared_platform_has_at_least_the_level_of_its_users() -> None:
    found = choose(worked(shared=(("reports", "rescue"),)))
    assert (found.levels["reports"], found.cost, found.minimal_budget) == (5, 730, 730)
    assert found.why["reports"].code == "portfolio.why_tied"


def test_a_serial_chain_adds_up_to_its_objective() -> None:
    """12 h of finance after the database: 2 h + 2 h fit into 12 h, 12 h + 2 h do not."""
    found = choose(worked(serial=(("finance", "inventory"),)))
    assert (found.levels["finance"], found.levels["inventory"], found.cost) == (4, 4, 605)
    soft = choose(
        worked(serial=(("finance", "inventory"),), objectives="soft", budget=Decimal(550))
    )
    assert soft.violations == (Violation("finance", "rto"),)


def test_a_weight_decides_which_objective_is_given_up() -> None:
    def pair(first: int, second: int) -> Portfolio:
        options = (LevelOption(1, Decimal(1), 10, 0), LevelOption(2, Decimal(5), 1, 0))
        systems = (
            Candidate("a", options, rto_s=5, weight=first),
            Candidate("b", options, rto_s=5, weight=second),
        )
        return Portfolio(systems, budget=Decimal(6), objectives="soft")

    assert choose(pair(1, 3)).levels == {"a": 1, "b": 2}
    assert choose(pair(3, 1)).levels == {"a": 2, "b": 1}
    assert choose(pair(1, 1)).levels == {"a": 2, "b": 1}


def test_a_budget_is_not_passed_by_a_cent() -> None:
    options = (LevelOption(1, Decimal("0.01"), 10, 0), LevelOption(2, Decimal("99999999.99"), 1, 0))
    system = Candidate("a", options, loss_per_hour=Decimal(10**6))
    just = Portfolio((system,), budget=Decimal("99999999.99"), minimise="loss")
    assert choose(just).levels == {"a": 2}
    assert choose(replace(just, budget=Decimal("99999999.98"))).levels == {"a": 1}


def test_a_huge_option_beside_small_ones_does_not_hide_them() -> None:
    options = (
        LevelOption(1, Decimal("0.01"), 10, 0),
        LevelOption(2, Decimal("0.02"), 1, 0),
        LevelOption(3, Decimal(10) ** 15, 0, 0),
    )
    systems = tuple(Candidate(key, options, loss_per_hour=Decimal(9)) for key in "abc")
    found = choose(Portfolio(systems, Decimal("0.05"), minimise="loss"))
    assert (sorted(found.levels.values()), found.cost) == ([1, 2, 2], Decimal("0.05"))


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"systems": ()}, "systems", "empty"),
        ({"systems": (Candidate("a", ()),)}, "systems.0.options", "empty"),
        ({"budget": Decimal(-1)}, "budget", "negative"),
        ({"incidents_per_year": Decimal("NaN")}, "incidents_per_year", "not_a_number"),
        ({"shared": (("rescue", "nothing"),)}, "shared.0", "unknown_system"),
        ({"serial": (("rescue", "rescue"),)}, "serial.0", "itself"),
        ({"serial": (("rescue", "bi"), ("bi", "rescue"))}, "serial", "circle"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        choose(replace(worked(), **change))
    assert (refused.value.field, refused.value.reason.code) == (field, f"refused.{code}")


def test_two_systems_or_levels_of_one_name_are_refused() -> None:
    asked = worked()
    with pytest.raises(DomainError) as refused:
        choose(replace(asked, systems=(*asked.systems, asked.systems[0])))
    assert refused.value.field == "systems.6.key"
    twice = replace(asked.systems[0], options=asked.systems[0].options[:1] * 2)
    with pytest.raises(DomainError) as refused:
        choose(replace(asked, systems=(twice,)))
    assert refused.value.field == "systems.0.options.1.level"


# --- against brute force ---------------------------------------------------------------

few = st.integers(0, 12)
option_lists = st.lists(st.tuples(st.integers(0, 40), few, few), min_size=1, max_size=4).map(
    lambda rows: tuple(
        LevelOption(n + 1, Decimal(cost), rto * H, rpo * H)
        for n, (cost, rto, rpo) in enumerate(rows)
    )
)
candidates = st.lists(
    st.tuples(option_lists, st.none() | few, st.none() | few, st.integers(0, 5)),
    min_size=1,
    max_size=6,
).map(
    lambda rows: tuple(
        Candidate(
            f"s{n}",
            options,
            None if rto is None else rto * H,
            None if rpo is None else rpo * H,
            Decimal(rate),
        )
        for n, (options, rto, rpo, rate) in enumerate(rows)
    )
)
Figures = tuple[Decimal, ...]


def brute(asked: Portfolio) -> Figures | None:
    """The best figures by trying everything, in the order in which they are minimised."""
    best: Figures | None = None
    for picked in product(*(s.options for s in asked.systems)):
        pairs = list(zip(asked.systems, picked, strict=True))
        cost = sum((o.cost for _, o in pairs), Decimal(0))
        loss = sum((s.loss_per_hour * o.rto_s / H for s, o in pairs), Decimal(0))
        level = {s.key: o.level for s, o in pairs}
        late = sum(len(s.misses(o)) for s, o in pairs)
        if asked.budget is not None and cost > asked.budget:
            continue
        if any(level[platform] < level[user] for platform, user in asked.shared):
            continue
        if asked.objectives == "hard" and late:
            continue
        figures = {
            "cost": (cost, loss),
            "loss": (loss, cost),
            "cost_plus_loss": (cost + loss, cost),
        }[asked.minimise]
        tried = figures if asked.objectives == "hard" else (Decimal(late), *figures)
        best = tried if best is None else min(best, tried)
    return best


@settings(max_examples=examples(150), deadline=None)
@given(
    candidates,
    st.none() | st.integers(0, 120),
    st.sampled_from(["hard", "soft"]),
    st.sampled_from(["cost", "loss", "cost_plus_loss"]),
    st.booleans(),
)
def test_at_115_equals_brute_force(
    systems: tuple[Candidate, ...],
    budget: int | None,
    objectives: Any,
    minimise: Any,
    share: bool,
) -> None:
    shared = (("s0", "s1"),) if share and len(systems) > 1 else ()
    limit = None if budget is None else Decimal(budget)
    asked = Portfolio(systems, limit, objectives, minimise, shared=shared)
    found, best = choose(asked), brute(asked)
    assert found.feasible == (best is not None)
    if best is None:
        return
    assert found.cost is not None
    assert found.expected_loss is not None
    figures = {
        "cost": (found.cost, found.expected_loss),
        "loss": (found.expected_loss, found.cost),
        "cost_plus_loss": (found.cost + found.expected_loss, found.cost),
    }[minimise]
    misses = Decimal(len(found.violations))
    assert (figures if objectives == "hard" else (misses, *figures)) == best
    assert choose(replace(asked, systems=systems[::-1])).levels == found.levels


@settings(max_examples=examples(40), deadline=None)
@given(candidates)
def test_the_minimal_budget_is_enough_and_a_bit_less_is_not(
    systems: tuple[Candidate, ...],
) -> None:
    least = choose(Portfolio(systems)).minimal_budget
    if least is None:
        assert not choose(Portfolio(systems)).feasible
        return
    assert choose(Portfolio(systems, least)).feasible
    if least > 0:
        assert not choose(Portfolio(systems, least - Decimal("0.01"))).feasible
