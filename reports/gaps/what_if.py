"""What if a production site is lost: what happens when, and what it costs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bia.analysis.what_if import Asked, Inputs, ask
from bia.domain.outage.events import Outage
from bia.domain.outage.loss import summed
from bia.models import Site
from bia.models.site import SiteKind
from bia.what_ifs.pictures import picture_words, timeline
from lib.chart_outage import cumulative_loss
from lib.history import as_of
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
from reports.gaps.gap_table import duration
from reports.gaps.recovery import TEAMS
from reports.gaps.view import View
from reports.gaps.words import left_out

MOST_SITES = 12
MOST_ROWS = 40


def what_if_chapter(view: View) -> Chapter | None:
    """None when no production site is in the report, or losing one touches no process."""
    lead = _(
        "Each production site is lost at once, with all that stands there. %(teams)s teams restore "
        "in the order of the latest finish; nobody needs time to decide."
    )
    blocks: list[Block] = [Words(lead % {"teams": TEAMS}, "lead")]
    for key in _sites(view)[:MOST_SITES]:
        blocks += _site(view, key)
    return Chapter("what-if", _("If a production site is lost"), blocks) if blocks[1:] else None


def _sites(view: View) -> list[str]:
    rows = as_of(Site, view.at) if view.past else Site.objects.all()
    codes = rows.filter(kind=SiteKind.PRODUCTION).order_by("code").values_list("code", flat=True)
    return [key for code in codes if (key := f"site:{code}") in view.scope]


def _site(view: View, key: str) -> list[Block]:
    asked = ask(Inputs(failed=(key,), teams=TEAMS), view.at, sight=view.sight, state=view.of)
    hit = [
        one for process, one in asked.answer.outages.items()
        if one.affected and process in view.chosen
    ]  # fmt: skip
    if not hit:
        return []
    hit.sort(key=_hurts)
    named = view.of.named[key]
    blocks: list[Block] = [Heading(named.name, f"site-{named.pk}"), Tiles(_tiles(view, asked, hit))]
    blocks += [_timeline(asked, hit, named.name), *_loss(view, asked, hit, named.name)]
    blocks += [_table(view, asked, hit[:MOST_ROWS]), *left_out(hit, MOST_ROWS)]
    return [*blocks, _sheet(view, asked, hit, named.name)]


def _hurts(one: Outage) -> tuple[bool, bool, int, str]:
    return (one.mtd_passed_s is None, one.rto_passed_s is None, -int(one.loss), one.key)


def _tiles(view: View, asked: Asked, hit: list[Outage]) -> list[Tile]:
    breached = sum(one.mtd_passed_s is not None for one in hit)
    missed = sum(one.mtd_passed_s is None and one.rto_passed_s is not None for one in hit)
    lost = sum(one.loss for one in hit)
    currency = view.organisation.currency
    until = _("until everything is back") if asked.answer.whole else _("within %(time)s") % {
        "time": duration(asked.answer.horizon_s)}  # fmt: skip
    return [
        Tile(_("Processes hit"), len(hit)),
        Tile(_("MTD breached"), breached, bad=bool(breached)),
        Tile(_("RTO missed"), missed, bad=bool(missed)),
        Tile(_("Loss (%(currency)s)") % {"currency": currency}, f"{lost:f}", "money", until),
    ]


def _timeline(asked: Asked, hit: list[Outage], site: str) -> Picture:
    spec = timeline(asked, hit[:MOST_ROWS], asked.answer.horizon_s)
    words = _(
        "When each process is down or carried by a workaround if %(site)s is lost; "
        "the table below says the same in figures."
    )
    return Picture(spec, words % {"site": site})


def _loss(view: View, asked: Asked, hit: list[Outage], site: str) -> list[Picture]:
    """Of the processes in the report only; none where no loss is known."""
    courses = [asked.answer.courses[one.key] for one in hit if one.key in asked.answer.courses]
    if not courses or not any(one.loss for one in hit):
        return []
    points = [(one.at_s, one.loss) for one in summed(courses)]
    if points[-1][0] < asked.answer.horizon_s:
        points.append((asked.answer.horizon_s, points[-1][1]))
    labels = picture_words() | {
        "loss": _("Loss (%(currency)s)") % {"currency": view.organisation.currency}
    }
    spec = cumulative_loss(
        series=[(site, points)], horizon_s=asked.answer.horizon_s, labels=labels, height=150
    )
    words = _("What losing %(site)s costs as time goes by: %(loss)s in all.")
    total = f"{sum(one.loss for one in hit):,.0f} {view.organisation.currency}"
    return [Picture(spec, words % {"site": site, "loss": total})]


def _table(view: View, asked: Asked, hit: list[Outage]) -> Block:
    columns = [
        Column(_("Process"), width=30), Column(_("Down for"), "figure"),
        Column(_("At its minimum after"), "figure"), Column("RTO", "duration"),
        Column("MTD", "duration"), Column(_("State"), "status"),
        Column(_("Loss (%(currency)s)") % {"currency": view.organisation.currency}, "money", 18),
        note(_("Why")),
    ]  # fmt: skip
    return table(columns, [_line(view, asked, one) for one in hit])


def _line(view: View, asked: Asked, one: Outage) -> list[object]:
    named = view.of.named[one.key]
    sign = "≥\u00a0" if one.lower_bound else ""
    back = _("nobody knows") if one.resumes_s is None else sign + duration(one.resumes_s)
    return [
        named.name, sign + duration(one.down_s), back, named.rto_s, named.mtd_s, one.status,
        one.loss, asked.because(one.because),
    ]  # fmt: skip


def _sheet(view: View, asked: Asked, hit: list[Outage], site: str) -> Block:
    columns = [
        Column(_("Site"), width=24), Column(_("Code"), width=22), Column(_("Process"), width=30),
        Column(_("Down for"), "duration"), Column(_("At its minimum after"), "duration"),
        Column(_("Back in full after"), "duration"), Column(_("Lower bound only"), "yes_no", 10),
        Column(_("Carried by a workaround for"), "duration"), Column("RTO", "duration"),
        Column("MTD", "duration"), Column(_("RTO passed after"), "duration"),
        Column(_("MTD passed after"), "duration"), Column(_("State"), "status"),
        Column(_("Loss (%(currency)s)") % {"currency": view.organisation.currency}, "money", 18),
        Column(_("Why"), "long", 50),
    ]  # fmt: skip
    lines = []
    for one in hit:
        named = view.of.named[one.key]
        lines.append(
            [site, named.code, named.name, one.down_s, one.resumes_s, one.back_s, one.lower_bound,
             one.workaround_s, named.rto_s, named.mtd_s, one.rto_passed_s, one.mtd_passed_s,
             one.status, one.loss, asked.because(one.because)]
        )  # fmt: skip
    sheet = _("What-if %(site)s") % {"site": site}
    return table(columns, lines, sheet=sheet, printed=False)
