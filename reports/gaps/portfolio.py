"""Which recovery level for which system: what meets every objective, and what each coin saves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bia.analysis.portfolio import Question, stored_portfolio
from bia.domain.errors import DomainError
from bia.investment.rows import Decided, LevelRow, decided
from bia.reasons import explain
from lib.chart_front import FrontMark, front_chart
from lib.language import listed
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Heading,
    Picture,
    Tile,
    Tiles,
    Words,
    note,
    table,
)
from reports.gaps.view import View


def portfolio_chapter(view: View) -> Chapter | None:
    """None without options. Its sums speak of the whole organisation as it is now, so it stands
    only in reports that do."""
    if view.past or not view.everything:
        return None
    found = _decided(view, "hard")
    if found is None:
        return None
    soft = found.choice.feasible is False
    if soft:
        found = _decided(view, "soft") or found
    choice = found.choice
    currency = view.organisation.currency
    lead = _(
        "The cheapest level for each system that still meets every objective. Losses are those "
        "of one incident a year at the restore duration the level is designed for."
    )
    blocks: list[Block] = [Words(lead, "lead")]
    if soft:
        words = _(
            "No choice meets every objective: the one that misses the fewest, by weight, is shown."
        )
        blocks.append(Words(words, "mark"))
    tiles = [
        Tile(_("Cost a year (%(currency)s)") % {"currency": currency}, _money(choice.cost),
             "money"),
        Tile(_("Expected loss (%(currency)s)") % {"currency": currency},
             _money(choice.expected_loss), "money"),
        Tile(_("Objectives missed"), len(choice.violations), bad=bool(choice.violations)),
    ]  # fmt: skip
    if found.present is not None:
        note = _("expected loss %(loss)s") % {"loss": f"{found.present[1]:,.0f}"}
        tiles.append(Tile(_("Cost of the present levels"), _money(found.present[0]), "money", note))
    blocks += [Tiles(tiles), Words(explain(choice.because)), _rows(view, found)]
    if len(found.front) > 1:
        blocks += [Heading(_("What more money saves"), "front"), *_front(view, found)]
    return Chapter("portfolio", _("Recovery levels"), blocks)


def _decided(view: View, objectives: str) -> Decided | None:
    """None when no system has options, or more have than can be chosen for at once."""
    asked = stored_portfolio(Question(objectives=objectives), view.at)  # type: ignore[arg-type]
    if not asked.offered:
        return None
    try:
        return decided(asked)
    except DomainError:
        return None


def _money(value: object) -> str | None:
    return None if value is None else f"{value:f}"


def _rows(view: View, found: Decided) -> Block:
    currency = {"currency": view.organisation.currency}
    columns = [
        Column(_("System"), width=30), Column(_("RTO asked"), "duration", 14),
        Column(_("RPO asked"), "duration", 14), Column(_("Present level"), "whole", 12),
        Column(_("Chosen level"), "whole", 12), Column(_("RTO by design"), "duration", 14),
        Column(_("RPO by design"), "duration", 14),
        Column(_("Cost a year (%(currency)s)") % currency, "money", 18),
        Column(_("Expected loss (%(currency)s)") % currency, "money", 18),
        note(_("Why")),
    ]  # fmt: skip
    return table(columns, [_line(row) for row in found.rows], sheet=_("Recovery levels"))


def _line(row: LevelRow) -> list[object]:
    chosen = row.chosen
    return [
        row.name, row.rto_s, row.rpo_s, row.present, row.level,
        None if chosen is None else chosen.rto_s, None if chosen is None else chosen.rpo_s,
        row.cost, row.expected_loss, row.because,
    ]  # fmt: skip


def _front(view: View, found: Decided) -> list[Block]:
    currency = {"currency": view.organisation.currency}
    names = {row.code: row.name for row in found.rows}

    def levels(chosen: object) -> str:
        pairs = sorted(dict(chosen).items())  # type: ignore[call-overload]
        return listed(f"{names.get(code, code)} {level}" for code, level in pairs)

    marks = [
        FrontMark(float(one.cost), float(one.expected_loss), "point", levels(one.levels))
        for one in found.front
    ]
    choice = found.choice
    if choice.cost is not None and choice.expected_loss is not None:
        marks.append(
            FrontMark(
                float(choice.cost), float(choice.expected_loss), "chosen", levels(choice.levels)
            )
        )
    if found.present is not None:
        cost, loss = found.present
        marks.append(FrontMark(float(cost), float(loss), "present", ""))
    labels = {
        "cost": _("Cost a year (%(currency)s)") % currency,
        "loss": _("Expected loss (%(currency)s)") % currency,
        "levels": _("Levels"), "point": _("On the front"), "chosen": _("Chosen"),
        "present": _("Present"), "budget": _("Budget"), "kind": _("Kind"),
    }  # fmt: skip
    columns = [
        Column(_("Cost a year (%(currency)s)") % currency, "money", 18),
        Column(_("Expected loss (%(currency)s)") % currency, "money", 18),
        Column(_("Levels"), width=70),
    ]
    words = _("Cost and expected loss of %(n)s choices: the table below says the same in figures.")
    return [
        Picture(front_chart(marks=marks, labels=labels, height=190), words % {"n": len(marks)}),
        table(
            columns,
            [[one.cost, one.expected_loss, levels(one.levels)] for one in found.front],
            sheet=_("Cost and loss"),
        ),
    ]
