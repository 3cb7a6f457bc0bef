"""What the figures of an investment case say, as sentences of the active language (S3-076).

Never typed, always generated: a sentence here stands or falls with its number.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.domain.investment import CaseFigures
from governance.domain.roi import Roi
from lib.templatetags.values import money, percent

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def sentences(figures: CaseFigures) -> list[str]:
    """Plain sentences, the one for management first. Empty while the case states no cost."""
    if figures.returns is None:
        return []
    return [
        _pays(figures, figures.returns),
        _net(figures, figures.returns),
        *_value(figures, figures.returns),
        *_break_even(figures.returns),
        *_tiers(figures),
        *_sourcing(figures),
        *_designs(figures),
    ]


def _pays(figures: CaseFigures, found: Roi) -> str:
    net, gross = found.payback_net_years, found.payback_gross_years
    if not figures.loss_per_year:
        return _("No loss is stated, so nothing can be said to be saved.")
    if net is None:
        return _(
            "It never pays back: what it prevents a year is no more than what it costs to run."
        )
    if net == gross:
        return _("The investment pays back in about %(years)s.") % {"years": years_text(net)}
    if gross is None:
        return ""
    return _(
        "The investment pays back in about %(net)s (%(gross)s if the running cost is left out)."
    ) % {"net": years_text(net), "gross": years_text(gross)}


def _net(figures: CaseFigures, found: Roi) -> str:
    values = {
        "years": figures.inputs.years,
        "net": cash(abs(found.net_benefit), figures),
        "cost": cash(found.total_cost, figures),
    }
    if found.net_benefit < 0:
        return (
            ngettext(
                "Over %(years)s year it costs %(net)s more than it saves.",
                "Over %(years)s years it costs %(net)s more than it saves.",
                figures.inputs.years,
            )
            % values
        )
    return (
        ngettext(
            "Over %(years)s year it saves %(net)s more than the %(cost)s it costs.",
            "Over %(years)s years it saves %(net)s more than the %(cost)s it costs.",
            figures.inputs.years,
        )
        % values
    )


def _value(figures: CaseFigures, found: Roi) -> list[str]:
    rate = percent(figures.inputs.discount_rate, 1)
    values = {"rate": rate, "npv": cash(found.npv, figures)}
    if found.irr is None:
        return [_("At a discount rate of %(rate)s its net present value is %(npv)s.") % values]
    values["irr"] = percent(found.irr, 1)
    return [
        _(
            "At a discount rate of %(rate)s its net present value is %(npv)s; the internal rate of"
            " return is %(irr)s."
        ) % values
    ]  # fmt: skip


def _break_even(found: Roi) -> list[str]:
    share = found.break_even_effectiveness
    if share is None:
        return []
    if share > 1:
        return [_("Even preventing every loss would not cover its cost.")]
    return [_("It is worth its money as soon as it prevents %(share)s of the loss.")
            % {"share": percent(share, 1)}]  # fmt: skip


def _tiers(figures: CaseFigures) -> list[str]:
    found = figures.tiers
    if found is None or found.extra is None or found.saving_share is None:
        return []
    values = {
        "total": cash(found.total, figures), "one": cash(found.one_size or Decimal(0), figures),
        "extra": cash(abs(found.extra), figures), "share": percent(abs(found.saving_share), 1),
    }  # fmt: skip
    if found.extra < 0:
        return [_("Tiered investment costs %(extra)s a year more than one level for all.") % values]
    return [
        _(
            "Tiered investment costs %(total)s a year instead of %(one)s on one level for all:"
            " %(extra)s less (%(share)s)."
        ) % values
    ]  # fmt: skip


def _sourcing(figures: CaseFigures) -> list[str]:
    known = [one for one in figures.sourcing if one.cost is not None]
    if len(known) < 2:
        return []
    best = min(known, key=lambda one: one.cost.middle if one.cost else Decimal(0))
    if best.cost is None:
        return []
    return [
        ngettext(
            "The cheapest source over %(years)s year is “%(name)s”: %(low)s to %(high)s.",
            "The cheapest source over %(years)s years is “%(name)s”: %(low)s to %(high)s.",
            figures.inputs.years,
        ) % {
            "years": figures.inputs.years, "name": best.name,
            "low": cash(best.cost.low, figures), "high": cash(best.cost.high, figures),
        }
    ]  # fmt: skip


def _designs(figures: CaseFigures) -> list[str]:
    """A shorter RTO is not as much more availability: both are said (X12)."""
    told = []
    for one in figures.designs[1:]:
        if one.rto_cut is None or one.cost_change is None:
            continue
        told.append(
            _(
                "“%(name)s” changes the cost by %(cost)s and the RTO by %(rto)s; its availability"
                " is %(now)s instead of %(before)s."
            ) % {
                "name": one.design.name, "cost": signed(one.cost_change),
                "rto": signed(-one.rto_cut), "now": percent(one.availability, 3),
                "before": percent(figures.designs[0].availability, 3),
            }
        )  # fmt: skip
    return told


def years_text(value: Decimal) -> str:
    """“1.09 years”, “1 year”; from ten years on with one decimal."""
    step = TENTH if value >= 10 else HUNDREDTH
    shown = value.quantize(step, ROUND_HALF_UP).normalize()
    return ngettext("%(n)s year", "%(n)s years", 1 if shown == 1 else 2) % {
        "n": floatformat(shown, -2)
    }


def cash(amount: Decimal, figures: CaseFigures) -> str:
    return str(money(amount, figures.currency))


def signed(share: Decimal) -> str:
    text = str(percent(abs(share), 2))
    return f"+{text}" if share > 0 else f"−{text}" if share < 0 else text
