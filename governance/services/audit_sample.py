"""Samples of an internal audit: how many, which, and the note that lets anybody draw them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import require
from accounts.models import User
from backups.models import RestoreTest
from bia.models import Process
from drills.models import AFTER, Drill
from followup.models import CorrectiveAction
from governance.domain.sampling import by_class, confidence_of, draw, size_of
from governance.models import BcmsRecord, RecordKind, RecordState
from governance.services.records import PERMISSION
from lib.errors import GuardsUnmet
from lib.versioning import change
from plans.models import Plan


@dataclass(frozen=True)
class Item:
    """`group` of a process: "first" and "second" tier, or "rest"."""

    code: str
    title: str
    url: str
    group: str = "rest"


@dataclass(frozen=True)
class Sample:
    """`rule` is "confidence" or "classes"; `reached` the confidence that the n give."""

    population: str
    size: int
    items: Sequence[Item]
    rule: str
    seed: str
    confidence: Decimal
    rate: Decimal
    reached: Decimal
    groups: Mapping[str, tuple[int, int]]


def _processes(user: User) -> list[Item]:
    rows = Process.objects.visible_to(user).select_related("tier").order_by("code")
    ranks = sorted({one.tier.order for one in rows if one.tier is not None})
    groups = dict(zip(ranks, ("first", "second"), strict=False))
    return [
        Item(
            one.code, one.name, reverse("bia:process_detail", args=[one.code]),
            groups.get(one.tier.order, "rest") if one.tier is not None else "rest",
        )
        for one in rows
    ]  # fmt: skip


def _rows(rows: Any, title: Callable[[Any], Any]) -> list[Item]:
    return [
        Item(one.code, str(title(one)), one.get_absolute_url()) for one in rows.order_by("code")
    ]


POPULATIONS: dict[str, tuple[Any, Callable[[User], list[Item]]]] = {
    "processes": (gettext_lazy("Processes"), _processes),
    "plans": (
        gettext_lazy("Plans"),
        lambda user: _rows(Plan.objects.visible_to(user), lambda one: one.name),
    ),
    "restore_tests": (
        gettext_lazy("Restore tests"),
        lambda user: _rows(RestoreTest.objects.visible_to(user), lambda one: one.code),
    ),
    "drills": (
        gettext_lazy("Drills that were held"),
        lambda user: _rows(
            Drill.objects.visible_to(user).filter(status__in=AFTER), lambda one: one.title
        ),
    ),
    "actions": (
        gettext_lazy("Corrective actions"),
        lambda user: _rows(
            CorrectiveAction.objects.visible_to(user).exclude(state="cancelled"),
            lambda one: one.title,
        ),
    ),
}


def sample_of(
    population: str, *, user: User, seed: str, rule: str = "confidence",
    confidence: Decimal = Decimal("0.95"), rate: Decimal = Decimal("0.10"),
) -> Sample:  # fmt: skip
    """What `user` sees of it; the same seed draws the same from the same population."""
    everything = POPULATIONS[population][1](user)
    groups: dict[str, tuple[int, int]] = {}
    if rule == "classes":
        counts = dict.fromkeys(("first", "second", "rest"), 0)
        for one in everything:
            counts[one.group] += 1
        wanted = by_class(counts)
        groups = {name: (wanted[name], counts[name]) for name in counts if counts[name]}
        chosen = {
            code
            for name, n in wanted.items()
            for code in draw((one.code for one in everything if one.group == name), n, seed)
        }
    else:
        n = size_of(len(everything), confidence, rate)
        chosen = set(draw((one.code for one in everything), n, seed))
    items = [one for one in everything if one.code in chosen]
    whole = len(items) == len(everything)
    reached = Decimal(1) if whole else confidence_of(len(items), rate)
    return Sample(
        population=population, size=len(everything), items=items, rule=rule, seed=seed,
        confidence=confidence, rate=rate, groups=groups,
        reached=round(reached, 4),
    )  # fmt: skip


def note_of(sample: Sample, *, at: datetime) -> str:
    """What is written into the audit, in the active language."""
    rule = _("all of the first tier, half of the second, ⌈√N⌉ of the rest")
    if sample.rule == "confidence":
        rule = _("%(confidence)s %% sure to find a defect when %(rate)s %% are defective") % {
            "confidence": f"{100 * sample.confidence:f}".rstrip("0").rstrip("."),
            "rate": f"{100 * sample.rate:f}".rstrip("0").rstrip("."),
        }
    words = _(
        "Sample drawn on %(day)s: %(population)s, %(n)s of %(of)s (%(rule)s; seed “%(seed)s”):"
    )
    first = words % {
        "day": at.date().isoformat(), "population": POPULATIONS[sample.population][0],
        "n": len(sample.items), "of": sample.size, "rule": rule, "seed": sample.seed,
    }  # fmt: skip
    return f"{first} {', '.join(one.code for one in sample.items)}"


@transaction.atomic
def keep_sample(record: BcmsRecord, sample: Sample, *, by: User, at: datetime) -> list[str]:
    """Written into the audit. Raises PermissionDenied, GuardsUnmet."""
    require(by, PERMISSION)
    row = BcmsRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if row.kind != RecordKind.AUDIT or row.state == RecordState.RETIRED:
        raise GuardsUnmet.one("kind", _("Samples belong to an internal audit."))
    text = f"{row.text}\n\n{note_of(sample, at=at)}".strip()
    return change(record, read_version=None, text=text)
