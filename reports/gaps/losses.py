"""Expected losses: what an outage costs by its length, and what outages cost in a year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from bia.analysis.loss_curves import curves
from bia.domain.errors import DomainError
from bia.domain.losses.curve import LossCurve
from bia.domain.losses.distribution import expect, lognormal
from bia.models import LossProfile
from reports.document.blocks import Block, Chapter, Column, Heading, Words, table
from reports.gaps.gap_table import duration
from reports.gaps.view import View

MOMENTS = (900, 3_600, 4 * 3_600, 8 * 3_600, 24 * 3_600, 72 * 3_600)


def loss_chapter(view: View) -> Chapter | None:
    """None when nothing says what an outage costs."""
    known = {key: one for key, one in curves(view.at).items() if key in view.chosen}
    if not known:
        return None
    lead = _(
        "What an outage costs grows with its length: from the money ratings of the approved "
        "assessment, or from rates, with penalties. A process that is not listed has no figure; "
        "it does not cost 0."
    )
    blocks: list[Block] = [Words(lead, "lead"), _by_length(view, known)]
    yearly = _yearly(view, known)
    if yearly is not None:
        words = _(
            "Outages come at random at the stated rate, their lengths spread lognormally so that "
            "nine of ten lie between the two ends. Closed form; where the years were also "
            "simulated, the simulated figures stand beside it."
        )
        blocks += [Heading(_("In a year"), "yearly"), Words(words), yearly]
    return Chapter("losses", _("Expected losses"), blocks)


def _by_length(view: View, known: Mapping[str, LossCurve]) -> Block:
    columns = [Column(_("Process"), width=30)]
    columns += [
        Column(
            _("After %(time)s (%(currency)s)")
            % {"time": duration(at_s), "currency": view.organisation.currency},
            "money", 18,
        )
        for at_s in MOMENTS
    ]  # fmt: skip
    ordered = sorted(known, key=lambda key: (-known[key].loss(MOMENTS[-1]), key))
    lines = [
        [view.sight.name(key), *(known[key].loss(at_s) for at_s in MOMENTS)] for key in ordered
    ]
    return table(columns, lines, sheet=_("Losses by length"))


def _yearly(view: View, known: Mapping[str, LossCurve]) -> Block | None:
    currency = {"currency": view.organisation.currency}
    columns = [
        Column(_("Process"), width=28), Column(_("Outages a year"), "score", 12),
        Column(_("Short end"), "duration", 14), Column(_("Long end"), "duration", 14),
        Column(_("Loss an outage (%(currency)s)") % currency, "money", 18),
        Column(_("Loss a year (%(currency)s)") % currency, "money", 18),
        Column(_("MTD breach in a year"), "percent", 16),
        Column(_("Simulated: a year (%(currency)s)") % currency, "money", 18),
        Column(_("Simulated: 95 of 100 years below (%(currency)s)") % currency, "money", 20),
    ]  # fmt: skip
    lines = []
    profiles = LossProfile.objects.exclude(per_year=None).exclude(low_s=None)
    for row in profiles.select_related("process").order_by("process__code"):
        line = _line(view, known, row)
        if line is not None:
            lines.append(line)
    return table(columns, lines, sheet=_("Losses a year")) if lines else None


def _line(view: View, known: Mapping[str, LossCurve], row: LossProfile) -> list[object] | None:
    key = f"process:{row.process.code}"
    if key not in known or row.per_year is None or row.low_s is None or row.high_s is None:
        return None
    named, stored = view.of.named[key], row.result or {}
    try:
        found = expect(known[key], lognormal(row.low_s, row.high_s), row.per_year, named.mtd_s)
    except DomainError:
        return None
    chance = found.p_breach_in_a_year
    return [
        named.name, row.per_year, row.low_s, row.high_s, _rounded(found.loss_per_event),
        _rounded(found.ale), None if chance is None else f"{chance:.4f}",
        stored.get("ale"), stored.get("p95"),
    ]  # fmt: skip


def _rounded(amount: float) -> str:
    return str(Decimal(amount).quantize(Decimal("0.01")))
