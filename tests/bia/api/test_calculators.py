"""The calculators: golden answers, refusals at the field, both languages."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "calculators.json").read_text(encoding="utf-8")
)
POINTS = [{"at_s": 900, "score": 1}, {"at_s": 3600, "score": 3}]
MTD = {"policy": "linear", "threshold": 3, "series": [{"category": "overall", "points": POINTS}]}
RTO = {"mtd_s": 3600, "min_margin": "0.75", "wrt_s": 0}
MARGIN = {"mtd_s": 3600, "rto_s": 900, "min_margin": "0.75"}
RPO = {"interval_s": 3600, "backup_s": 0, "lag_s": 0, "rpo_s": 3600}
CURVE = [{"at_s": 900, "amount": "10000"}, {"at_s": 3600, "amount": "50000"}]
LOSS = {"points": CURVE, "outage_s": 7200}
WORK = {"daily_volume": 2400, "rto_s": 7200, "seconds_per_record": 60}
RATES = {"segments": [{"until_s": None, "rate_per_hour": "15"}], "outage_s": 60}


def ask(user: User, calculator: str, question: Any) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    return client.post(f"/api/v1/calculators/{calculator}/", question, format="json")


def refusals(user: User, calculator: str, question: Any) -> list[tuple[str, str]]:
    answer = ask(user, calculator, question)
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("calculator", "name"),
    [
        (calculator, name)
        for calculator in ("mtd", "rto", "margin", "rpo", "loss")
        for name in GOLDEN[calculator]
    ],
)
def test_golden_answer(manager: User, calculator: str, name: str) -> None:
    case = GOLDEN[calculator][name]
    answer = ask(manager, calculator, case["request"])
    assert answer.status_code == 200, answer.json()
    body = answer.json()
    assert set(case["answer"]) <= set(body)
    assert pick(body, case["answer"]) == case["answer"]


def pick(body: Any, like: Any) -> Any:
    """The part of the answer that the golden one speaks of."""
    if isinstance(like, dict):
        return {key: pick(body[key], like[key]) for key in like}
    if isinstance(like, list):
        return [pick(a, b) for a, b in zip(body, like, strict=True)]
    return body


def test_every_answer_says_why(auditor: User) -> None:
    because = {
        "mtd": ask(auditor, "mtd", MTD).json()["because"],
        "rto": ask(auditor, "rto", RTO).json()["because"],
        "margin": ask(auditor, "margin", MARGIN).json()["because"],
        "rpo": ask(auditor, "rpo", RPO).json()["because"],
        "loss": ask(auditor, "loss", LOSS).json()["because"],
    }
    assert because == {
        "mtd": (
            "overall: between 15 min (1) and 1 h (3) the threshold 3 is crossed at 1 h,"
            " interpolated by a straight line."
        ),
        "rto": (
            "15 min is the longest RTO that keeps a margin of 75% within the MTD of 1 h; the"
            " ladder's next step down is 15 min."
        ),
        "margin": "The margin is 75%, the tier asks for at least 75%.",
        "rpo": "At worst 1 h of data are lost, within the RPO of 1 h.",
        "loss": "The stated losses, straight lines between them, up to 2 h.",
    }


def test_the_caps_bound_the_proposal_and_leave_the_grid_alone(manager: User) -> None:
    body = ask(manager, "mtd", MTD | {"caps_s": [1800]}).json()
    assert (body["mtd_s"], body["proposed_s"]) == (3600, 1800)
    assert (
        body["proposed_because"] == "The cap allows at most 30 min, less than the 1 h of the grid."
    )


def test_work_recovery_tells_time_and_people(manager: User) -> None:
    question = {"daily_volume": 3600, "rto_s": 10_800, "rpo_s": 3_600, "seconds_per_record": "120"}
    asked = ask(manager, "work-recovery", question | {"staff": 5, "limit_s": 14_400})
    assert asked.json() == {
        "backlog": "600",
        "wrt_s": 14_400,
        "staff_needed": 5,
        "because": "600 records are to be entered.",
    }
    open_ended = ask(manager, "work-recovery", question).json()
    assert (open_ended["wrt_s"], open_ended["staff_needed"]) == (None, None)


def test_decimals_may_be_numbers_or_strings(manager: User) -> None:
    as_text = ask(manager, "margin", MARGIN).json()
    assert ask(manager, "margin", MARGIN | {"min_margin": 0.75}).json() == as_text


def test_a_stranger_without_login_is_refused(db: None) -> None:
    for calculator in ("mtd", "rto", "margin", "rpo", "loss", "work-recovery"):
        answer = APIClient().post(f"/api/v1/calculators/{calculator}/", {}, format="json")
        assert answer.status_code == 401


def test_reading_a_calculator_is_not_a_thing(manager: User) -> None:
    client = APIClient()
    client.force_authenticate(manager)
    assert client.get(reverse("calculator_mtd")).status_code == 405


def grid(**changes: Any) -> dict[str, Any]:
    return MTD | {"series": [{"category": "overall", "points": POINTS} | changes]}


def at(*points: tuple[Any, Any]) -> dict[str, Any]:
    return grid(points=[{"at_s": at_s, "score": score} for at_s, score in points])


@pytest.mark.parametrize(
    ("question", "attr", "code"),
    [
        (MTD | {"policy": "median"}, "policy", "invalid_choice"),
        (MTD | {"policy": []}, "policy", "invalid_choice"),
        (MTD | {"threshold": -1}, "threshold", "min_value"),
        (MTD | {"threshold": True}, "threshold", "invalid"),
        (MTD | {"threshold": "NaN"}, "threshold", "invalid"),
        (MTD | {"threshold": "Infinity"}, "threshold", "invalid"),
        (MTD | {"threshold": "three"}, "threshold", "invalid"),
        (MTD | {"threshold": 10**16}, "threshold", "max_value"),
        (MTD | {"threshold": 1e300}, "threshold", "max_value"),
        (MTD | {"threshold": -1e300}, "threshold", "min_value"),
        (MTD | {"threshold": None}, "series.0.threshold", "no_threshold"),
        (MTD | {"series": []}, "series", "empty"),
        (MTD | {"series": {}}, "series", "not_a_list"),
        (MTD | {"series": [3]}, "series.0.non_field_errors", "invalid"),
        (MTD | {"series": MTD["series"] * 2}, "series.1.category", "duplicate_category"),
        (MTD | {"caps_s": [-1]}, "caps_s.0", "min_value"),
        (MTD | {"caps_s": 5}, "caps_s", "not_a_list"),
        ({"threshold": 3}, "series", "required"),
        (grid(points=[]), "series.0.points", "empty"),
        (grid(category=3), "series.0.category", "invalid"),
        (at((True, 1)), "series.0.points.0.at_s", "invalid"),
        (at(("900", 1)), "series.0.points.0.at_s", "invalid"),
        (at((900.5, 1)), "series.0.points.0.at_s", "invalid"),
        (at((-1, 1)), "series.0.points.0.at_s", "min_value"),
        (at((10**12 + 1, 1)), "series.0.points.0.at_s", "max_value"),
        (at((None, 1)), "series.0.points.0.at_s", "null"),
        (at((900, "high")), "series.0.points.0.score", "invalid"),
        (at((900, False)), "series.0.points.0.score", "invalid"),
        (at((900, -2)), "series.0.points.0.score", "min_value"),
        (at((900, 1), (900, 2)), "series.0.points.1.at_s", "duplicate_time"),
        (at((900, 1), (60, 2)), "series.0.points.1.at_s", "not_ascending"),
    ],
)
def test_an_impossible_grid_is_400_at_its_field(
    manager: User, question: Any, attr: str, code: str
) -> None:
    assert refusals(manager, "mtd", question) == [(attr, code)]


@pytest.mark.parametrize(
    ("calculator", "question", "attr", "code"),
    [
        ("rto", RTO | {"mtd_s": -1}, "mtd_s", "min_value"),
        ("rto", RTO | {"mtd_s": None}, "mtd_s", "null"),
        ("rto", RTO | {"mtd_s": True}, "mtd_s", "invalid"),
        ("rto", RTO | {"mtd_s": "3600"}, "mtd_s", "invalid"),
        ("rto", RTO | {"mtd_s": 10**400}, "mtd_s", "max_value"),
        ("rto", RTO | {"min_margin": "1.01"}, "min_margin", "max_value"),
        ("rto", RTO | {"min_margin": "-0.01"}, "min_margin", "min_value"),
        ("rto", RTO | {"min_margin": "nan"}, "min_margin", "invalid"),
        ("rto", RTO | {"min_margin": "1e-1"}, "min_margin", "invalid"),
        ("rto", RTO | {"min_margin": []}, "min_margin", "invalid"),
        ("rto", RTO | {"ladder_s": []}, "ladder_s", "empty"),
        ("rto", {}, "mtd_s", "required"),
        ("margin", MARGIN | {"rto_s": -5}, "rto_s", "min_value"),
        ("margin", MARGIN | {"wrt_blocking": 1}, "wrt_blocking", "invalid"),
        ("margin", MARGIN | {"wrt_blocking": "yes"}, "wrt_blocking", "invalid"),
        ("rpo", RPO | {"interval_s": -1}, "interval_s", "min_value"),
        ("rpo", RPO | {"lag_s": "1"}, "lag_s", "invalid"),
        ("rpo", RPO | {"rpo_s": 10**13}, "rpo_s", "max_value"),
        ("work-recovery", WORK | {"staff": 0}, "staff", "min_value"),
        ("work-recovery", WORK | {"limit_s": 0}, "limit_s", "empty_span"),
        ("work-recovery", WORK | {"daily_volume": -1}, "daily_volume", "min_value"),
        (
            "work-recovery",
            WORK | {"seconds_per_record": 10**15, "staff": 1},
            "seconds_per_record",
            "too_large",
        ),
        ("loss", LOSS | {"outage_s": -1}, "outage_s", "min_value"),
        ("loss", LOSS | {"points": []}, "points", "empty"),
        ("loss", {"outage_s": 1}, "points", "required"),
        ("loss", LOSS | RATES, "segments", "ambiguous"),
        ("loss", LOSS | {"degradation": "1.5"}, "degradation", "max_value"),
        ("loss", LOSS | {"workaround": 5}, "workaround.non_field_errors", "invalid"),
        ("loss", LOSS | {"workaround": {"from_s": 0}}, "workaround.capacity", "required"),
        (
            "loss",
            LOSS | {"workaround": {"from_s": 9, "until_s": 9, "capacity": "1"}},
            "workaround.until_s",
            "empty_span",
        ),
        (
            "loss",
            LOSS | {"points": [CURVE[1], CURVE[0]]},
            "points.1.at_s",
            "not_ascending",
        ),
        (
            "loss",
            LOSS | {"points": [{"at_s": 1, "amount": "5"}, {"at_s": 2, "amount": "4"}]},
            "points.1.amount",
            "falling_amount",
        ),
        (
            "loss",
            RATES | {"segments": [{"until_s": 60, "rate_per_hour": "15"}]},
            "segments.0.until_s",
            "open_segment",
        ),
        (
            "loss",
            RATES | {"penalties": [{"beyond_s": 1, "amount": True}]},
            "penalties.0.amount",
            "invalid",
        ),
    ],
)
def test_an_impossible_value_is_400_at_its_field(
    manager: User, calculator: str, question: Any, attr: str, code: str
) -> None:
    assert refusals(manager, calculator, question) == [(attr, code)]


@pytest.mark.parametrize("body", ["", "[", "[]", "3", "null", '{"mtd_s": NaN}', '{"mtd_s": 1e999}'])
def test_what_is_no_question_is_400(manager: User, body: str) -> None:
    client = APIClient()
    client.force_authenticate(manager)
    for calculator in ("mtd", "rto", "margin", "rpo", "loss", "work-recovery"):
        url = f"/api/v1/calculators/{calculator}/"
        answer = client.post(url, body, content_type="application/json")
        assert answer.status_code == 400


def test_a_chinese_caller_gets_chinese_units(manager: User) -> None:
    client = APIClient(headers={"accept-language": "zh-hans"})
    client.force_authenticate(manager)
    answer = client.post("/api/v1/calculators/rto/", RTO, format="json")
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "15 分钟" in answer.json()["because"]
