"""Every golden request of tests/golden gives its answer in the domain."""

from decimal import Decimal
from typing import Any

import pytest

from bia.domain.figures import money_text, share_text
from bia.domain.losses.loss import Loss, loss_on_points, loss_on_rates
from bia.domain.mtd import derive_mtd
from bia.domain.rpo import worst_data_loss
from bia.domain.targets import check_targets, suggest_rto
from tests.bia.domain.grids import (
    GOLDEN,
    caps_of,
    loss_options,
    number,
    points_of,
    segments_of,
    series_of,
)


def answer_mtd(request: dict[str, Any]) -> dict[str, Any]:
    mtd = derive_mtd(
        series_of(request), request["policy"], number(request.get("threshold")), caps_of(request)
    )
    return {
        "mtd_s": mtd.mtd_s,
        "proposed_s": mtd.proposed_s,
        "because": mtd.because.text,
        "by_category": [{"category": c.category, "mtd_s": c.mtd_s} for c in mtd.by_category],
    }


def answer_rto(request: dict[str, Any]) -> dict[str, Any]:
    found = suggest_rto(request["mtd_s"], Decimal(request["min_margin"]), request.get("wrt_s", 0))
    return {"feasible": found.feasible, "rto_s": found.rto_s, "margin": share_text(found.margin)}


def answer_margin(request: dict[str, Any]) -> dict[str, Any]:
    check = check_targets(**{**request, "min_margin": Decimal(request["min_margin"])})
    return {
        "margin": share_text(check.margin),
        "status": check.status,
        "overrun_s": check.overrun_s,
    }


def answer_rpo(request: dict[str, Any]) -> dict[str, Any]:
    found = worst_data_loss(**request)
    return {"worst_s": found.worst_s, "gap_s": found.gap_s}


def answer_loss(request: dict[str, Any]) -> dict[str, Any]:
    found = loss_of(request)
    return {"loss": money_text(found.loss), "rate_per_hour": money_text(found.rate_per_hour)}


def loss_of(request: dict[str, Any]) -> Loss:
    if "points" in request:
        return loss_on_points(points_of(request), request["outage_s"], **loss_options(request))
    return loss_on_rates(segments_of(request), request["outage_s"], **loss_options(request))


ANSWERS = {
    "mtd": answer_mtd,
    "rto": answer_rto,
    "margin": answer_margin,
    "rpo": answer_rpo,
    "loss": answer_loss,
}


@pytest.mark.parametrize(
    ("calculator", "name"),
    [(calculator, name) for calculator in ANSWERS for name in GOLDEN[calculator]],
)
def test_golden_answer(calculator: str, name: str) -> None:
    case = GOLDEN[calculator][name]
    answer = ANSWERS[calculator](case["request"])
    assert {key: answer[key] for key in case["answer"]} == case["answer"]
