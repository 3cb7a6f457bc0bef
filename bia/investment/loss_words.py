"""Figures of losses as the API and the stored result write them (docs/method.md §11, §23)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bia.domain.figures import money_text, share_text
from bia.domain.losses.calibration import Calibration
from bia.domain.losses.distribution import Expectation
from bia.domain.losses.simulation import Simulation
from bia.reasons import explain


def calibration_json(found: Calibration) -> dict[str, Any]:
    return {
        "observations": [
            {
                "outage_s": row.observation.outage_s,
                "amount": money_text(row.observation.amount),
                "expected": money_text(row.expected),
                "error": money_text(row.error),
                "ratio": share_text(row.ratio),
            }
            for row in found.rows
        ],
        "expected": money_text(found.expected),
        "actual": money_text(found.actual),
        "ratio": share_text(found.ratio),
        "factor": share_text(found.factor),
        "because": explain(found.because),
    }


def expectation_json(found: Expectation) -> dict[str, Any]:
    return {
        "mu": chance_text(found.durations.mu),
        "sigma": chance_text(found.durations.sigma),
        "median_s": round(found.durations.median_s),
        "mean_s": round(found.durations.mean_s),
        "p_over_limit": chance_text(found.p_over_limit),
        "breaches_per_year": chance_text(found.breaches_per_year),
        "p_breach_in_a_year": chance_text(found.p_breach_in_a_year),
        "loss_per_event": real_money_text(found.loss_per_event),
        "ale": real_money_text(found.ale),
    }


def simulation_json(found: Simulation) -> dict[str, Any]:
    return {
        "ale": real_money_text(found.ale),
        "standard_error": real_money_text(found.standard_error),
        "p50": real_money_text(found.p50),
        "p95": real_money_text(found.p95),
        "p99": real_money_text(found.p99),
        "p_breach_in_a_year": chance_text(found.p_breach_in_a_year),
        "exceedance": [
            {"chance": f"{chance}", "loss": real_money_text(loss)}
            for chance, loss in found.exceedance
        ],
        "seed": found.seed,
        "runs": found.runs,
    }


def chance_text(value: float | None) -> str | None:
    """Six decimals: chances of a year are small."""
    return None if value is None else f"{value:.6f}"


def real_money_text(value: float) -> str | None:
    return money_text(Decimal(str(value)))
