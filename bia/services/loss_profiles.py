"""Verbs on loss profiles: how a process's loss runs, how often it is out, and the simulation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.analysis.loss_curves import curve_now, peaks_of, penalties_of, segments_of
from bia.domain.errors import DomainError
from bia.domain.losses.curve import curve_of_rates
from bia.domain.losses.distribution import check_per_year, expect, lognormal
from bia.domain.losses.loss import RateSegment
from bia.domain.losses.simulation import check_runs, simulate
from bia.investment.loss_words import simulation_json
from bia.models import LossBasis, LossProfile, Process
from bia.reasons import explain
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change, create

PERMISSION = "investment.change"
INPUTS = ("basis", "segments", "penalties", "peaks", "per_year", "low_s", "high_s", "seed", "runs")


@transaction.atomic
def create_loss_profile(*, process: Process, by: User, at: datetime, **fields: Any) -> LossProfile:
    """Raises Refused at the field (`segments.0.until_s`), PermissionDenied."""
    require(by, PERMISSION)
    _check(fields)
    if LossProfile.objects.filter(process=process).exists():
        raise Refused("unique", _("This process has a loss profile already."), "process")
    return create(LossProfile, process=process, **fields)


@transaction.atomic
def change_loss_profile(
    profile: LossProfile, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed; a stored simulation of other inputs is dropped.

    Raises StaleVersion, Refused, PermissionDenied.
    """
    require(by, PERMISSION)
    if fields.get("process", profile.process) != profile.process:
        raise Refused("fixed", _("A loss profile stays with its process."), "process")
    _check({name: getattr(profile, name) for name in INPUTS} | fields)
    differs = any(getattr(profile, name) != fields[name] for name in INPUTS if name in fields)
    forget = {"result": None, "simulated_at": None} if differs else {}
    return change(profile, read_version=read_version, **fields, **forget)


@transaction.atomic
def delete_loss_profile(profile: LossProfile, *, by: User, at: datetime) -> None:
    require(by, PERMISSION)
    profile.delete()


@transaction.atomic
def simulate_profile(profile: LossProfile, *, by: User, at: datetime) -> LossProfile:
    """Play the profile's years and keep the figures with seed, runs and inputs.

    Raises GuardsUnmet when something is missing for it, Refused, PermissionDenied.
    """
    require(by, PERMISSION)
    curve = curve_now(profile.process.code)
    if curve is None:
        raise GuardsUnmet.one("no_curve", _("Nothing says what an outage of this process costs."))
    if profile.per_year is None or profile.low_s is None or profile.high_s is None:
        message = _("Outages per year and both ends of the interval are needed.")
        raise GuardsUnmet.one("no_outages", message)
    durations = lognormal(profile.low_s, profile.high_s)
    limit_s = profile.process.mtd_s
    try:
        found = expect(curve, durations, profile.per_year, limit_s)
        played = simulate(
            curve,
            durations,
            profile.per_year,
            limit_s=limit_s,
            seed=profile.seed,
            runs=profile.runs,
        )
    except DomainError as error:
        raise _refused(error) from error
    result = simulation_json(played) | {
        "closed_form": f"{found.ale:.4f}",
        "per_year": f"{profile.per_year:f}",
        "low_s": profile.low_s,
        "high_s": profile.high_s,
        "limit_s": limit_s,
        "curve": curve.source,
    }
    change(profile, read_version=profile.version, result=result, simulated_at=at)
    return profile


def _check(fields: Mapping[str, Any]) -> None:
    """What the domain would refuse, at the field. Raises Refused."""
    low_s, high_s = fields.get("low_s"), fields.get("high_s")
    if (low_s is None) != (high_s is None):
        missing = "low_s" if low_s is None else "high_s"
        raise Refused("required", _("Give both ends of the interval, or neither."), missing)
    segments = segments_of(fields.get("segments") or [])
    if not segments and fields.get("basis") == LossBasis.RATES:
        raise Refused("required", _("Give at least one rate."), "segments")
    try:
        curve_of_rates(
            segments or [RateSegment(None, Decimal(0))],
            penalties=penalties_of(fields.get("penalties") or []),
            peaks=peaks_of(fields.get("peaks") or []),
        )
        if low_s is not None and high_s is not None:
            lognormal(low_s, high_s)
        per_year = fields.get("per_year")
        if per_year is not None:
            check_per_year(per_year)
        check_runs(per_year or Decimal(0), fields.get("seed", 1), fields.get("runs", 200_000))
    except DomainError as error:
        raise _refused(error) from error


def _refused(error: DomainError) -> Refused:
    code = error.reason.code.removeprefix("refused.")
    return Refused(code, explain(error.reason), error.field)
