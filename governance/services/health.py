"""How the programme stands: seven indicators out of the evidence, and what caps them (§47)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from bia.analysis.stored import stored
from bia.models import Measurement, MeasurementConfidence, Tier
from drills.models import Drill
from drills.models.drill import AFTER
from governance.domain.health import HUNDREDTH, Weighted, mean, product
from governance.domain.health import health as judge
from governance.evidence import Found, evidence_of
from governance.models import Band, GovernanceSettings, HealthSnapshot
from lib.days import day_in

Combine = Callable[[Iterable[Decimal | None]], Decimal | None]


@dataclass(frozen=True)
class Part:
    """An indicator: its evidence, and how several shares become one. `weight` is the name of the
    column of the settings; `url_name` where somebody does something about it."""

    key: str
    label: str | Promise
    keys: tuple[str, ...]
    combine: Combine
    url_name: str

    @property
    def weight(self) -> str:
        return f"weight_{self.key}"


PARTS = (
    Part("bia", _("BIA coverage and freshness"), ("bia_coverage", "bia_fresh"), product,
         "bia:assessment_due"),
    Part("plans", _("Plans exist and are current"), ("plans_exist", "plans_current"), product,
         "plans:plan_list"),
    Part("gaps", _("Recovery gaps closed"), ("gaps_closed",), mean, "bia:gap_list"),
    Part("drills", _("Exercise compliance"), ("drills_on_time",), mean, "drills:policy_list"),
    Part("backups", _("Backup compliance"),
         ("backups_exist", "backups_321", "backups_verified", "restore_tests"), mean,
         "backups:overview"),
    Part("actions", _("Actions on time"), ("actions_on_time",), mean, "followup:action_list"),
    Part("training", _("Training of the teams"), ("team_trained",), mean,
         "governance:competence"),
)  # fmt: skip
LABELS: dict[str, str | Promise] = {one.key: one.label for one in PARTS}


@dataclass(frozen=True)
class Indicator:
    """`value` from 0 to 100, None: nothing to judge. `found` is what it is made of."""

    key: str
    label: str | Promise
    weight: int
    value: Decimal | None
    words: str
    url: str
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Cap:
    """Why it cannot be green: "tier1_mtd_breach" or "tier1_never_tested", of which processes."""

    code: str
    processes: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return str(CAP_WORDS[self.code]) % {"processes": ", ".join(self.names or self.processes)}

    @property
    def url(self) -> str:
        return reverse(CAP_PAGES[self.code])


CAP_WORDS = {
    "tier1_mtd_breach": _("Of the strictest tier, back only after their MTD: %(processes)s"),
    "tier1_never_tested": _("Of the strictest tier, never measured nor exercised: %(processes)s"),
}
CAP_PAGES = {"tier1_mtd_breach": "bia:gap_list", "tier1_never_tested": "drills:matrix"}


@dataclass(frozen=True)
class Health:
    """`band` of Band, "" where nothing can be judged; `capped`: the figure alone is green."""

    value: Decimal | None
    band: str
    caps: tuple[Cap, ...]
    indicators: tuple[Indicator, ...]
    capped: bool
    at: datetime


def current(*, at: datetime) -> Health:
    """Of the whole organisation, in a constant number of queries; nothing is written."""
    settings = GovernanceSettings.current()
    found = evidence_of([key for part in PARTS for key in part.keys], at=at)
    indicators = tuple(_indicator(part, settings, found) for part in PARTS)
    caps = caps_at(at=at)
    result = judge(
        [Weighted(one.key, Decimal(one.weight), one.value) for one in indicators],
        green_from=settings.green_from,
        amber_from=settings.amber_from,
        caps=[one.code for one in caps],
    )
    return Health(result.value, result.band, caps, indicators, result.capped, at)


def _indicator(part: Part, settings: GovernanceSettings, all_found: dict[str, Found]) -> Indicator:
    found = tuple(all_found[key] for key in part.keys if key in all_found)
    share = part.combine(one.value for one in found) if found else None
    value = None if share is None else (share * 100).quantize(HUNDREDTH, ROUND_HALF_UP)
    words = " ".join(one.words for one in found)
    url = next((one.url for one in found if one.url), "")
    return Indicator(part.key, part.label, getattr(settings, part.weight), value, words, url, found)


def caps_at(*, at: datetime) -> tuple[Cap, ...]:
    """While one of these stands the programme is at most amber."""
    first = (
        Tier.objects.filter(active=True).order_by("order").values_list("code", flat=True).first()
    )
    if first is None:
        return ()
    world = stored(at)
    strict = sorted(
        (one for one in world.named.values() if one.table == "process" and one.tier_code == first),
        key=lambda one: one.code,
    )
    if not strict:
        return ()
    breached = [one for one in strict if world.analysis.nodes[one.key].status == "mtd_breach"]
    ids = [one.pk for one in strict]
    proven = Measurement.objects.filter(process__in=ids, at__lte=at).exclude(
        confidence=MeasurementConfidence.SIMULATED
    )
    drilled = Drill.processes.through.objects.filter(
        process__in=ids, drill__status__in=AFTER, drill__ended_at__lte=at
    )
    tested = {*proven.values_list("process", flat=True), *drilled.values_list("process", flat=True)}
    untested = [one for one in strict if one.pk not in tested]
    return tuple(
        Cap(code, tuple(one.code for one in rows), tuple(one.name for one in rows))
        for code, rows in (("tier1_mtd_breach", breached), ("tier1_never_tested", untested))
        if rows
    )


def latest() -> HealthSnapshot | None:
    return HealthSnapshot.objects.first()


def history(days: int = 365, *, at: datetime | None = None) -> list[HealthSnapshot]:
    """The snapshots of so many days up to `at`, oldest first; missed days stay missing."""
    today = _today(at or timezone.now())
    since = today - timedelta(days=days)
    return list(HealthSnapshot.objects.filter(day__gt=since, day__lte=today).order_by("day"))


@transaction.atomic
def take_snapshot(*, at: datetime) -> HealthSnapshot | None:
    """That of today, once; None when it was taken before."""
    day = _today(at)
    if HealthSnapshot.objects.filter(day=day).exists():
        return None
    found = current(at=at)
    row, created = HealthSnapshot.objects.get_or_create(
        day=day,
        defaults={
            "at": at,
            "value": found.value,
            # A programme of which nothing can be judged is none that is healthy.
            "band": found.band or Band.RED.value,
            "caps": [{"code": one.code, "processes": list(one.processes)} for one in found.caps],
            "indicators": as_rows(found.indicators),
        },
    )
    return row if created else None


def as_rows(indicators: Sequence[Indicator]) -> list[dict[str, Any]]:
    """What a snapshot keeps of each, without words of a language."""
    return [
        {
            "key": one.key,
            "weight": one.weight,
            "value": None if one.value is None else str(one.value),
            "of": [
                {
                    "value": None if each.value is None else str(each.value),
                    "count": each.count,
                    "of": each.of,
                }
                for each in one.found
            ],
        }
        for one in indicators
    ]


def _today(at: datetime) -> date:
    return day_in(at, Organisation.current().timezone)
