"""An investment case for management: what it costs, what it returns, how sure that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation, User
from governance.conclusion import sentences
from governance.domain.investment import CaseFigures
from governance.domain.roi import Roi
from governance.models import CaseState, InvestmentCase, LineKind
from governance.services.cases import figures_of
from lib.durations import format_duration
from lib.past_tables import existed
from lib.templatetags.values import percent
from reports.content.words import chinese, instant_words
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Tile,
    Tiles,
    Words,
    plain,
    share,
    table,
)
from reports.drills.words import joined
from reports.incidents.words import frame
from reports.models import Report
from reports.past import moment_of, notes


def title() -> str:
    return _("Investment case")


def meant(user: User) -> InvestmentCase | None:
    """The case decided last, else the one submitted last, else the newest draft."""
    rows = InvestmentCase.objects.visible_to(user)
    decided = rows.filter(state=CaseState.APPROVED).order_by("-decided_at").first()
    waiting = rows.filter(state=CaseState.SUBMITTED).order_by("-submitted_at").first()
    return decided or waiting or rows.order_by("-code").first()


def there_was(code: str, at: datetime) -> bool:
    key = InvestmentCase.objects.filter(code=code).values_list("pk", flat=True).first()
    return key is not None and existed(InvestmentCase, key, at)


def investment_document(report: Report) -> Document:
    with moment_of(report) as at:
        case = InvestmentCase.objects.select_related("owner", "submitted_by", "decided_by").get(
            code=report.filters["case"]
        )
        found, zone = figures_of(case), Organisation.current().timezone
        chapters = [_summary(case, found), _money(case, found), _sure(found)]
        chapters += [one for one in (_tiers(found), _sourcing(found), _designs(found)) if one]
        return replace(
            frame(f"{title()} {case.code}", at=at, zone=zone),
            facts=_facts(case),
            digest=case.digest,
            digest_words=_("of inputs and results as submitted") if case.digest else "",
            chapters=(chapters[0], joined(*chapters[1:]), joined(_basis(case), _method(report))),
        )


def _facts(case: InvestmentCase) -> list[tuple[str, str]]:
    return [
        (_("Case"), f"{case.code} {case.title}"),
        (_("State"), str(case.get_state_display())),
        (_("Owner"), case.owner.name if case.owner else "–"),
        (_("Period"), _("%(years)s years") % {"years": case.years}),
    ]


def _summary(case: InvestmentCase, found: CaseFigures) -> Chapter:
    blocks: list[Block] = [Words(case.text, "lead")] if case.text else []
    if found.returns is None:
        blocks.append(Words(_("The case states no cost yet."), "mark"))
        return Chapter("summary", _("Summary"), blocks)
    money = found.returns
    blocks += [
        Tiles([
            Tile(_("Payback, net of running cost (years)"), _rounded(money.payback_net_years),
                 "text"),
            Tile(_("Payback, gross (years)"), _rounded(money.payback_gross_years), "text"),
            Tile(_("Net benefit over the period"), plain(money.net_benefit), "money",
                 bad=money.net_benefit < 0),
            Tile(_("Net present value"), plain(money.npv.quantize(Decimal("0.01"))), "money",
                 bad=money.npv < 0),
            Tile(_("Return on all cost"), share(money.roi), "percent"),
            Tile(_("Benefit ÷ cost"), _rounded(money.benefit_cost), "text"),
            Tile(_("Internal rate of return"), share(money.irr), "percent"),
            Tile(_("Pays from prevented loss of"), share(money.break_even_effectiveness),
                 "percent"),
        ]),
        Heading(_("Conclusion")),
        Items(sentences(found)),
    ]  # fmt: skip
    return Chapter("summary", _("Summary"), blocks)


def _rounded(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _money(case: InvestmentCase, found: CaseFigures) -> Chapter:
    labels = dict(LineKind.choices)
    rows = [[str(labels[one.kind]), one.label, one.amount] for one in found.inputs.lines]
    sums = [
        [_("Investment, once"), found.investment], [_("Running cost a year"),
                                                    found.running_per_year],
        [_("Loss per major incident"), found.loss_per_incident],
        [_("Loss a year"), found.loss_per_year],
    ]  # fmt: skip
    blocks: list[Block] = [
        table([Column(_("Kind"), width=26), Column(_("Line"), width=40),
               Column(_("Amount"), "money", 16)], rows, sheet=_("Lines"),
              empty=_("No line is stated.")),
        Heading(_("Sums")),
        table([Column(_("What"), width=40), Column(_("Amount"), "money", 16)], sums,
              sheet=_("Sums")),
        Facts([
            (_("Currency"), found.currency),
            (_("Major incidents a year"), f"{found.inputs.incidents_per_year.normalize():f}"),
            (_("Share of the loss prevented"), str(percent(found.inputs.effectiveness, 1))),
            (_("Discount rate"), str(percent(found.inputs.discount_rate, 1))),
        ]),
    ]  # fmt: skip
    if found.returns is not None:
        flows = [
            [one.year, one.flow, one.total, one.discounted.quantize(Decimal("0.01")),
             one.discounted_total.quantize(Decimal("0.01"))]
            for one in found.returns.years
        ]  # fmt: skip
        blocks += [
            Heading(_("Cash flow")),
            table([Column(_("Year"), "whole", 8), Column(_("In the year"), "money", 16),
                   Column(_("Together"), "money", 16), Column(_("Present value"), "money", 16),
                   Column(_("Present value together"), "money", 16)], flows,
                  sheet=_("Cash flow")),
        ]  # fmt: skip
    return Chapter("money", _("Cost and benefit"), blocks)


def _sure(found: CaseFigures) -> Chapter:
    words = {
        "incidents_per_year": _("Major incidents a year"),
        "effectiveness": _("Share of the loss prevented"),
        "discount_rate": _("Discount rate"),
        "running": _("Running cost, times"),
    }
    rows: list[list[Any]] = []
    for one in found.sensitivities:
        for value, result in one.points:
            rows.append([words[one.field], f"{value.normalize():f}", *_outcome(result)])
    return Chapter("sensitivity", _("How sure that is"), [
        table(
            [Column(_("Input"), width=28), Column(_("at"), "figure", 9),
             Column(_("Payback, net"), "figure", 14), Column(_("Net benefit"), "money", 16),
             Column(_("Net present value"), "money", 16)],
            rows, sheet=_("Sensitivity"), empty=_("The case states no cost yet."),
        )
    ])  # fmt: skip


def _outcome(found: Roi) -> list[Any]:
    return [_rounded(found.payback_net_years), found.net_benefit,
            found.npv.quantize(Decimal("0.01"))]  # fmt: skip


def _tiers(found: CaseFigures) -> Chapter | None:
    if found.tiers is None:
        return None
    rows = [
        [one.name, _levels(one.levels), shared.amount, share(shared.share)]
        for one, shared in zip(found.inputs.classes, found.tiers.shares, strict=True)
    ]
    rows.append([_("Together"), "", found.tiers.total, "1"])
    blocks: list[Block] = [
        table([Column(_("Class"), width=30), Column(_("Levels"), "figure", 10),
               Column(_("Amount a year"), "money", 16), Column(_("Share"), "percent", 10)],
              rows, sheet=_("Tiered investment"))
    ]  # fmt: skip
    if found.tiers.one_size is not None:
        blocks.append(table(
            [Column(_("Compared with one level for all"), width=40),
             Column(_("Amount"), "money", 16)],
            [[_("One level for all"), found.tiers.one_size], [_("More than tiered"),
                                                              found.tiers.extra]],
            sheet=_("One level for all"),
        ))  # fmt: skip
    return Chapter("tiers", _("Tiered investment"), blocks)


def _levels(levels: tuple[int | None, int | None]) -> str:
    known = [str(one) for one in dict.fromkeys(levels) if one is not None]
    return "–".join(known)


def _sourcing(found: CaseFigures) -> Chapter | None:
    if not found.sourcing:
        return None
    rows = [
        [one.name, one.cost.low if one.cost else None, one.cost.high if one.cost else None,
         share(one.against_first)]
        for one in found.sourcing
    ]  # fmt: skip
    return Chapter("sourcing", _("Own, cloud or both"), [
        table([Column(_("Option"), width=30), Column(_("At least"), "money", 16),
               Column(_("At most"), "money", 16),
               Column(_("Against the first, middle"), "percent", 16)],
              rows, sheet=_("Sourcing"))
    ])  # fmt: skip


def _designs(found: CaseFigures) -> Chapter | None:
    if not found.designs:
        return None
    language = "zh-hans" if chinese() else "en"
    rows = [
        [one.design.name, one.design.cost, share(one.cost_change),
         format_duration(one.design.rto_s, language), share(one.rto_cut),
         format_duration(one.design.rpo_s, language), str(percent(one.availability, 4))]
        for one in found.designs
    ]  # fmt: skip
    return Chapter("designs", _("Designs compared"), [
        table([Column(_("Design"), width=26), Column(_("Cost"), "money", 14),
               Column(_("More cost"), "percent", 10), Column("RTO", "figure", 10),
               Column(_("RTO shorter by"), "percent", 11), Column("RPO", "figure", 10),
               Column(_("Availability"), "figure", 12)],
              rows, sheet=_("Designs")),
        Words(_("A shorter recovery time is not as much more availability: both are given."),
              "quiet"),
    ])  # fmt: skip


def _basis(case: InvestmentCase) -> Chapter:
    rows = [
        [one.process.code, one.process.name, one.code, one.mtd_s, one.rto_s]
        for one in case.assessments.select_related("process").order_by("process__code")
    ]
    steps = [
        (_("Submitted"), _who(case.submitted_by, case.submitted_at)),
        (pgettext("investment case", "Decided"), _who(case.decided_by, case.decided_at)),
        (_("Reason"), case.decision_reason or "–"),
    ]
    return Chapter("basis", _("What it rests on"), [
        table([Column(_("Process"), width=18), Column(_("Name"), width=28),
               Column(_("Approved assessment"), width=22), Column("MTD", "duration", 11),
               Column("RTO", "duration", 11)],
              rows, sheet=_("Assessments"), empty=_("No approved assessment is named yet.")),
        Facts(steps),
    ])  # fmt: skip


def _who(user: User | None, at: datetime | None) -> str:
    if user is None or at is None:
        return "–"
    return f"{user}, {instant_words(at, ZoneInfo(Organisation.current().timezone))}"


def _method(report: Report) -> Chapter:
    sentences_ = [
        _("Benefit a year = loss a year × share prevented. Payback gross = investment ÷ benefit;"
          " net = investment ÷ (benefit − running cost). Both are shown."),
        _("Net benefit = years × (benefit − running cost) − investment. Present values are"
          " discounted at the end of each year."),
        _("Availability supposes that every outage lasts as long as the recovery time."),
    ]  # fmt: skip
    blocks: list[Block] = [Items(sentences_)]
    past = notes(report)
    if past:
        blocks += [Heading(_("As of a past day")), Items(past)]
    return Chapter("method", _("How this was computed"), blocks)
