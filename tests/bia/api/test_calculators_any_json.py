"""Whatever JSON arrives, the calculators answer 200 or 400, never an error of their own."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.models import User
from bia.api import calculators
from bia.domain.mtd import POLICIES
from bia.services.catalogue_loading import load_scales
from tests import factories
from tests.amount import examples

VIEWS = {
    pattern.name.removeprefix("calculator_"): pattern.callback
    for pattern in calculators.calculator_urls
}
FIELDS = [
    *("policy", "threshold", "series", "caps_s", "category", "points", "at_s", "score"),
    *("mtd_s", "rto_s", "min_margin", "wrt_s", "wrt_blocking", "ladder_s"),
    *("interval_s", "backup_s", "lag_s", "rpo_s"),
    *("amount", "segments", "until_s", "rate_per_hour", "penalties", "beyond_s"),
    *("outage_s", "degradation", "workaround", "from_s", "capacity"),
    *("daily_volume", "seconds_per_record", "staff", "limit_s"),
    *("outages", "to_s", "felt", "observations", "low_s", "high_s", "per_year", "runs"),
    *("nodes", "edges", "key", "kind", "restore_s", "automatic", "mbco", "dependent", "needs"),
    *("mode", "strength", "group", "group_needs", "decision_s", "teams", "priority"),
    *("systems", "options", "level", "cost", "budget", "weight", "shared", "serial"),
    *("objectives", "minimise", "penalty", "catalogue"),
]

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 10**5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([1e300, -1e300, 1e-300, -1e50, 1e9, 999999999.9999999]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["NaN", "-Infinity", "1e400", "0.5", "1", "\x00", *POLICIES]),
)
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    ),
    max_leaves=12,
)

seconds = st.integers(0, 10**12)
ascending = st.lists(seconds, min_size=1, max_size=5, unique=True).map(sorted)
decimals = st.one_of(st.integers(0, 10**15), st.decimals(0, 10**15, places=2).map(str))
shares = st.decimals(0, 1, places=3).map(str)


@st.composite
def rows(draw: st.DrawFn, time: str, value: str, rising: bool = False) -> list[dict[str, Any]]:
    times = draw(ascending)
    values = draw(st.lists(decimals, min_size=len(times), max_size=len(times)))
    if rising:
        values = sorted(values, key=float)
    return [{time: t, value: v} for t, v in zip(times, values, strict=True)]


segments = rows("until_s", "rate_per_hour").map(
    lambda found: [*(s for s in found[:-1] if s["until_s"]), found[-1] | {"until_s": None}]
)
durations = st.integers(0, 10**6) | st.none()
node = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["process", "system", "site", "supplier", "team"]),
        "restore_s": durations,
        "rto_s": durations,
        "mbco": shares,
        "automatic": st.booleans(),
    }
)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """Up to five nodes with any edges between two of them, circles included."""
    nodes = draw(st.lists(node, min_size=2, max_size=5))
    pairs = st.tuples(*[st.integers(0, len(nodes) - 1)] * 2).filter(lambda p: p[0] != p[1])
    modes = st.sampled_from(["serial", "parallel"])
    return {
        "nodes": [one | {"key": f"n{place}"} for place, one in enumerate(nodes)],
        "edges": [
            {"dependent": f"n{first}", "needs": f"n{second}", "mode": draw(modes)}
            for first, second in draw(st.lists(pairs, max_size=8, unique=True))
        ],
        "decision_s": draw(st.integers(0, 10**5)),
        "teams": draw(st.integers(1, 3) | st.none()),
        "priority": draw(st.sampled_from(["latest_finish", "code"])),
    }


offers = st.fixed_dictionaries({"cost": decimals, "rto_s": seconds, "rpo_s": seconds})
candidates = st.fixed_dictionaries(
    {
        "rto_s": durations,
        "rpo_s": durations,
        "options": st.lists(offers, min_size=1, max_size=3).map(
            lambda found: [one | {"level": level} for level, one in enumerate(found, 1)]
        ),
    }
)
sensible = {
    "graph": graphs(),
    "dr_level": st.fixed_dictionaries(
        {"catalogue": st.just("source"), "rto_s": durations, "rpo_s": durations}
    ),
    "dr_portfolio": st.fixed_dictionaries(
        {
            "systems": st.lists(candidates, min_size=1, max_size=3).map(
                lambda found: [one | {"key": f"s{n}"} for n, one in enumerate(found)]
            ),
            "budget": decimals | st.none(),
            "objectives": st.sampled_from(["hard", "soft"]),
            "minimise": st.sampled_from(["cost", "loss", "cost_plus_loss"]),
        }
    ),
    "loss_distribution": st.fixed_dictionaries(
        {
            "segments": segments,
            "low_s": st.integers(1, 10**5),
            "high_s": st.integers(10**5 + 1, 10**7),
            "per_year": st.decimals(0, 100, places=2).map(str),
            "runs": st.just(1_000),
        }
    ),
    "mtd": st.fixed_dictionaries(
        {
            "policy": st.sampled_from(POLICIES),
            "threshold": decimals,
            "series": rows("at_s", "score").map(lambda p: [{"category": "a", "points": p}]),
            "caps_s": st.lists(seconds, max_size=3),
        }
    ),
    "rto": st.fixed_dictionaries({"mtd_s": seconds, "min_margin": shares, "wrt_s": seconds}),
    "margin": st.fixed_dictionaries(
        {
            "mtd_s": seconds,
            "rto_s": seconds,
            "min_margin": shares,
            "wrt_s": seconds,
            "wrt_blocking": st.booleans(),
        }
    ),
    "rpo": st.fixed_dictionaries(
        {"interval_s": seconds, "backup_s": seconds, "lag_s": seconds, "rpo_s": seconds}
    ),
    "work_recovery": st.fixed_dictionaries(
        {
            "daily_volume": st.integers(0, 10**6),
            "rto_s": st.integers(0, 10**6),
            "rpo_s": st.integers(0, 10**6),
            "seconds_per_record": st.integers(0, 3_600),
            "staff": st.integers(1, 1_000) | st.none(),
            "limit_s": st.integers(1, 10**12) | st.none(),
        }
    ),
    "loss": st.fixed_dictionaries(
        {
            "segments": segments,
            "penalties": rows("beyond_s", "amount"),
            "outage_s": seconds,
            "degradation": shares,
            "workaround": st.fixed_dictionaries({"from_s": seconds, "capacity": shares}),
        }
    ),
}


def status(calculator: str, question: Any) -> int:
    request = APIRequestFactory().post("/", question, format="json")
    force_authenticate(request, User(username="someone"))
    response = VIEWS[calculator](request)
    response.render()
    return int(response.status_code)


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    for view in VIEWS.values():
        monkeypatch.setattr(view.cls, "throttle_classes", [])


@pytest.fixture(autouse=True)
def _levels(db: None, calculator: str) -> None:
    if calculator == "dr_level":
        load_scales(at=factories.NOON)


quickly = settings(
    max_examples=examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("calculator", VIEWS)
@quickly
@given(question=anything)
def test_any_json_is_answered_or_refused(calculator: str, question: Any) -> None:
    assert status(calculator, question) in (200, 400)


@pytest.mark.parametrize("calculator", VIEWS)
@quickly
@given(data=st.data())
def test_a_sensible_question_with_one_wild_value_is_answered_or_refused(
    calculator: str, data: st.DataObject
) -> None:
    question = data.draw(sensible[calculator])
    field = data.draw(st.sampled_from(sorted(question)))
    assert status(calculator, question | {field: data.draw(anything)}) in (200, 400)


@pytest.mark.parametrize("calculator", VIEWS)
@quickly
@given(data=st.data())
def test_a_sensible_question_is_answered(calculator: str, data: st.DataObject) -> None:
    assert status(calculator, data.draw(sensible[calculator])) == 200
