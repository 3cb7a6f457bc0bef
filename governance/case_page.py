"""What the page of an investment case shows: figures, picture, tables, sliders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.conclusion import sentences, signed, years_text
from governance.domain.investment import CaseFigures
from governance.domain.roi import Roi
from governance.models import InvestmentCase
from governance.services.case_inputs import figures_of
from lib.chart_cash import CashYear, cash_chart
from lib.templatetags.values import percent


def case_page(case: InvestmentCase) -> dict[str, Any]:
    figures = figures_of(case)
    return {
        "case": case, "figures": figures, "found": figures.returns,
        "conclusion": sentences(figures),
        "chart": chart_of(figures), "sensitivities": sensitivity_tables(figures),
        "sliders": sliders(figures), "asked": asked_of(figures),
        "payback_net": _payback(figures, "payback_net_years"),
        "payback_gross": _payback(figures, "payback_gross_years"),
        "payback_discounted": _payback(figures, "discounted_payback_years"),
        "lines": _lines(figures), "classes": _classes(figures),
        "designs": [(one, signed(one.cost_change) if one.cost_change is not None else "")
                    for one in figures.designs],
    }  # fmt: skip


def asked_of(figures: CaseFigures) -> dict[str, str]:
    """What the sliders ask the calculator for, before anybody moved one."""
    question = figures.inputs.question
    return {
        "investment": str(question.investment), "running_per_year": str(question.running_per_year),
        "loss_per_incident": str(figures.loss_per_incident), "years": str(question.years),
        "currency": figures.currency,
    }  # fmt: skip


def chart_of(figures: CaseFigures) -> Any:
    if figures.returns is None:
        return None
    labels = {
        "year": _("Year"), "amount": _("Amount, %(currency)s") % {"currency": figures.currency},
        "flow": _("Cash of the year"), "total": _("Sum"), "discounted": _("Sum, discounted"),
        "kind": _("What"),
    }  # fmt: skip
    years = [
        CashYear(one.year, float(one.flow), float(one.total), float(one.discounted_total))
        for one in figures.returns.years
    ]
    return cash_chart(years, labels)


def names_of_inputs() -> dict[str, str]:
    return {
        "incidents_per_year": _("Major incidents a year"),
        "effectiveness": _("Share of the loss prevented"),
        "discount_rate": _("Discount rate"),
        "running": _("Running cost, times"),
    }


def sensitivity_tables(figures: CaseFigures) -> list[dict[str, Any]]:
    """Without a script the tables alone say how the figures move."""
    own = {
        "incidents_per_year": figures.inputs.incidents_per_year,
        "effectiveness": figures.inputs.effectiveness,
        "discount_rate": figures.inputs.discount_rate,
        "running": Decimal(1),
    }
    names = names_of_inputs()
    return [
        {
            "name": names[table.field],
            "rows": [_row(table.field, value, found, own[table.field])
                     for value, found in table.points],
        }
        for table in figures.sensitivities
    ]  # fmt: skip


def _row(field: str, value: Decimal, found: Roi, own: Decimal) -> dict[str, Any]:
    shares = ("effectiveness", "discount_rate")
    return {
        "value": percent(value, 1) if field in shares else format(value.normalize(), "f"),
        "payback": payback(found.payback_net_years),
        "net_benefit": found.net_benefit, "npv": found.npv, "own": value == own,
    }  # fmt: skip


def sliders(figures: CaseFigures) -> list[dict[str, Any]]:
    """Numbers as JavaScript writes them; a slider reaches well beyond the case's own value."""
    inputs, names = figures.inputs, names_of_inputs()
    running = figures.running_per_year
    dearest = max(running * 3, figures.investment / 2, Decimal(1))
    rows = (
        ("incidents_per_year", names["incidents_per_year"], "number", "0.05",
         inputs.incidents_per_year, max(Decimal(3), inputs.incidents_per_year * 2)),
        ("effectiveness", names["effectiveness"], "percent", "0.01", inputs.effectiveness,
         Decimal(1)),
        ("discount_rate", names["discount_rate"], "percent", "0.005", inputs.discount_rate,
         max(Decimal("0.3"), inputs.discount_rate)),
        ("running_per_year", _("Running cost, a year"), "money", str(_step(float(dearest))),
         running, dearest),
    )  # fmt: skip
    return [
        {"name": name, "label": label, "look": look, "step": step, "value": f"{value:f}",
         "max": f"{most:f}"}
        for name, label, look, step, value, most in rows
    ]  # fmt: skip


def _step(highest: float) -> float:
    step = 1.0
    while highest / step > 500:
        step *= 10
    while highest / step < 20 and step > 0.01:
        step /= 10
    return step


def _payback(figures: CaseFigures, name: str) -> str:
    return "" if figures.returns is None else payback(getattr(figures.returns, name))


def payback(years: Decimal | None) -> str:
    return _("never") if years is None else years_text(years)


def _lines(figures: CaseFigures) -> list[tuple[str, list[Any], Decimal]]:
    groups = (
        ("initial", _("Investment, once")), ("running", _("Running cost, a year")),
        ("loss", _("Loss per major incident")),
    )  # fmt: skip
    return [
        (label, [one for one in figures.inputs.lines if one.kind == kind],
         figures.inputs.sum_of(kind))
        for kind, label in groups
    ]  # fmt: skip


def _classes(figures: CaseFigures) -> list[tuple[Any, Any]]:
    if figures.tiers is None:
        return []
    return list(zip(figures.inputs.classes, figures.tiers.shares, strict=True))
