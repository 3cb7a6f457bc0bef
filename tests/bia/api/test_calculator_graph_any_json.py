"""Whatever JSON arrives, the graph calculator answers 200 or 400, never an error of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.models import User
from tests.amount import examples

keys = st.sampled_from(["a", "b", "c", "d", " ", "{a}", "%s", "名"])
seconds = st.none() | st.integers(0, 10**12) | st.integers(0, 60)
shares = st.none() | st.sampled_from(["0", "0.5", 1, 0.25, "1"])
nodes = st.lists(
    st.fixed_dictionaries(
        {"key": keys},
        optional={
            "kind": st.sampled_from(["process", "system", "site", "supplier"]),
            **{"restore_s": seconds, "rto_s": seconds, "mtd_s": seconds},
            **{"mbco": shares, "automatic": st.booleans()},
        },
    ),
    max_size=6,
    unique_by=lambda node: node["key"],
)
edges = st.lists(
    st.fixed_dictionaries(
        {"dependent": keys, "needs": keys},
        optional={
            "mode": st.sampled_from(["serial", "parallel"]),
            "strength": st.sampled_from(["hard", "degrading", "optional"]),
            "workaround": st.none()
            | st.fixed_dictionaries(
                {"activation_s": st.integers(0, 100)},
                optional={"endurance_s": seconds, "capacity": shares},
            ),
            "group": st.none() | st.sampled_from(["", "g"]),
            "group_needs": st.none() | st.integers(1, 3),
        },
    ),
    max_size=8,
)
questions = st.fixed_dictionaries(
    {"nodes": nodes, "edges": edges},
    optional={
        "decision_s": seconds,
        "teams": st.none() | st.integers(1, 5),
        "priority": st.sampled_from(["latest_finish", "code"]),
    },
)
wild = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["NaN", "1e400", "\x00", "x" * 300]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("nodes", "edges", "decision_s", "teams", "priority", "surprise")
quickly = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view().cls, "throttle_classes", [])


def view() -> Any:
    return resolve("/api/v1/calculators/graph/").func


def status(question: Any) -> int:
    request = APIRequestFactory().post("/", question, format="json")
    force_authenticate(request, User(username="someone"))
    response = view()(request)
    response.render()
    return int(response.status_code)


@quickly
@given(question=questions)
def test_a_sensible_graph_is_answered_or_refused(question: Any) -> None:
    assert status(question) in (200, 400)


@quickly
@given(question=questions, field=st.sampled_from(FIELDS), value=wild)
def test_a_graph_with_one_wild_value_is_answered_or_refused(
    question: Any, field: str, value: Any
) -> None:
    assert status(question | {field: value}) in (200, 400)


@quickly
@given(question=questions, which=st.sampled_from(["nodes", "edges"]), value=wild, data=st.data())
def test_a_row_with_one_wild_value_is_answered_or_refused(
    question: Any, which: str, value: Any, data: st.DataObject
) -> None:
    rows = question[which]
    if rows:
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.sampled_from(sorted(row)))] = value
    assert status(question) in (200, 400)
