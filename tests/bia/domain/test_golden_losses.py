"""Every golden request about losses gives its answer in the domain; AT-119, AT-120."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bia.domain.errors import DomainError
from bia.domain.figures import money_text, share_text
from bia.domain.losses.calibration import Calibration, Observation, calibrate
from bia.domain.losses.curve import LossCurve, Span, curve_of_points, curve_of_rates
from bia.domain.losses.distribution import expect, lognormal
from bia.domain.losses.loss import Penalty, RateSegment
from bia.domain.losses.simulation import simulate
from tests.bia.domain.grids import loss_options, points_of, rescue_curve, segments_of

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "losses.json").read_text(encoding="utf-8")
)
H = 3_600


def curve_of(request: dict[str, Any]) -> LossCurve:
    penalties = loss_options(request)["penalties"]
    if "points" in request:
        return curve_of_points(points_of(request), penalties=penalties)
    return curve_of_rates(segments_of(request), penalties=penalties)


def calibration(found: Calibration) -> dict[str, Any]:
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
        "because": found.because.text,
    }


@pytest.mark.parametrize("name", GOLDEN["loss"])
def test_golden_loss(name: str) -> None:
    request, wanted = GOLDEN["loss"][name]["request"], GOLDEN["loss"][name]["answer"]
    curve = curve_of(request)
    answer: dict[str, Any] = {}
    if "outages" in request:
        spans = [
            Span(o["from_s"], o["to_s"], Decimal(o.get("felt", "1"))) for o in request["outages"]
        ]
        answer["loss"] = money_text(curve.loss_over(spans))
    else:
        answer["loss"] = money_text(curve.loss(request["outage_s"]))
    if "observations" in request:
        seen = [Observation(o["outage_s"], Decimal(o["amount"])) for o in request["observations"]]
        answer["calibration"] = calibration(calibrate(curve.loss, seen))
    assert answer == {key: wanted.get(key, answer[key]) for key in answer}


@pytest.mark.parametrize("name", GOLDEN["loss-distribution"])
def test_golden_distribution(name: str) -> None:
    request, wanted = (GOLDEN["loss-distribution"][name][part] for part in ("request", "answer"))
    durations = lognormal(request["low_s"], request["high_s"])
    found = expect(
        curve_of(request), durations, Decimal(request["per_year"]), request.get("limit_s")
    )
    answer = {
        "mu": f"{durations.mu:.6f}",
        "sigma": f"{durations.sigma:.6f}",
        "median_s": round(durations.median_s),
        "mean_s": round(durations.mean_s),
        "p_over_limit": six(found.p_over_limit),
        "breaches_per_year": six(found.breaches_per_year),
        "p_breach_in_a_year": six(found.p_breach_in_a_year),
        "loss_per_event": money_text(Decimal(str(found.loss_per_event))),
        "ale": money_text(Decimal(str(found.ale))),
    }
    assert {key: answer[key] for key in wanted} == wanted


def six(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}"


def test_at_119_lognormal_from_a_90_percent_interval() -> None:
    durations = lognormal(1 * H, 16 * H)
    assert (durations.mu, durations.sigma) == pytest.approx((1.386294, 0.842732), abs=1e-6)
    assert (durations.median_s / H, durations.mean_s / H) == pytest.approx((4, 5.705286), abs=1e-6)
    assert (durations.above(8 * H), durations.above(4 * H)) == pytest.approx(
        (0.205396, 0.5), abs=1e-6
    )


def test_at_120_a_seeded_simulation_agrees_with_the_closed_form() -> None:
    curve, durations, half = curve_of_points(rescue_curve()), lognormal(H, 16 * H), Decimal("0.5")
    played = simulate(curve, durations, half, limit_s=8 * H, seed=1, runs=200_000)
    found = expect(curve, durations, half, 8 * H)
    assert abs(played.ale - found.ale) < 3 * played.standard_error < 0.35
    assert found.p_breach_in_a_year is not None
    assert played.p_breach_in_a_year is not None
    assert abs(played.p_breach_in_a_year - found.p_breach_in_a_year) < 0.002
    again = simulate(curve, durations, half, limit_s=8 * H, seed=1, runs=200_000)
    assert again == played


@pytest.mark.parametrize("seed", range(2, 8))
def test_at_120_holds_for_other_seeds_with_penalties_and_rates(seed: int) -> None:
    curve = curve_of_rates(
        [RateSegment(2 * H, Decimal(15)), RateSegment(None, Decimal(40))],
        penalties=[Penalty(8 * H, Decimal(250))],
    )
    durations = lognormal(H, 16 * H)
    played = simulate(curve, durations, Decimal(3), seed=seed, runs=50_000)
    found = expect(curve, durations, Decimal(3))
    assert abs(played.ale - found.ale) < 4 * played.standard_error


def test_the_exceedance_curve_falls_as_losses_grow() -> None:
    played = simulate(curve_of_points(rescue_curve()), lognormal(H, 16 * H), Decimal(2), runs=5_000)
    losses = [loss for _, loss in played.exceedance]
    assert losses == sorted(losses)
    assert (played.p50, played.p95, played.p99) == (losses[0], losses[3], losses[5])


@pytest.mark.parametrize(
    ("low_s", "high_s", "field"),
    [(0, 5, "low_s"), (-1, 5, "low_s"), (5, 5, "high_s"), (6, 5, "high_s"), (1, 10**13, "high_s")],
)
def test_an_interval_that_cannot_be_is_refused(low_s: int, high_s: int, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        lognormal(low_s, high_s)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("per_year", "seed", "runs", "field"),
    [
        ("-1", 1, 1_000, "per_year"),
        ("8761", 1, 1_000, "per_year"),
        ("1", -1, 1_000, "seed"),
        ("1", 2**60, 1_000, "seed"),
        ("1", 1, 999, "runs"),
        ("1", 1, 1_000_001, "runs"),
        ("1000", 1, 10_001, "runs"),
    ],
)
def test_a_simulation_that_is_too_large_is_refused(
    per_year: str, seed: int, runs: int, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        simulate(
            curve_of_points(rescue_curve()),
            lognormal(H, 2 * H),
            Decimal(per_year),
            seed=seed,
            runs=runs,
        )
    assert refused.value.field == field


def test_calibration_without_a_curve_or_without_observations_gives_no_factor() -> None:
    free = curve_of_rates([RateSegment(None, Decimal(0))])
    found = calibrate(free.loss, [Observation(H, Decimal(5))])
    assert (found.ratio, found.factor, found.because.code) == (None, None, "calibration.no_curve")
    assert found.rows[0].error == 5
    nothing = calibrate(free.loss, [])
    assert (nothing.factor, nothing.because.code) == (None, "calibration.nothing")


def test_calibration_from_above() -> None:
    flat = curve_of_rates([RateSegment(None, Decimal(10))])
    found = calibrate(flat.loss, [Observation(H, Decimal(5)), Observation(2 * H, Decimal(10))])
    assert (found.factor, found.because.code) == (Decimal("0.5"), "calibration.below")


def test_calibration_refuses_what_cannot_be() -> None:
    flat = curve_of_rates([RateSegment(None, Decimal(10))])
    with pytest.raises(DomainError) as refused:
        calibrate(flat.loss, [Observation(H, Decimal(5)), Observation(-1, Decimal(1))])
    assert refused.value.field == "observations.1.outage_s"
