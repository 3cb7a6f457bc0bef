"""A standard clause by clause: score, evidence, gaps, owner, next review (ISO 22301 and others)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation
from governance.models import Framework, FrameworkKind
from governance.services.standings import Judged, judged, result_of
from reports.content.words import day_words
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Heading,
    Items,
    Tile,
    Tiles,
    Words,
    share,
    table,
)
from reports.drills.words import joined
from reports.governance.judged import digest, evidence_words, groups_of, requirement_table
from reports.incidents.words import frame
from reports.models import Report
from reports.past import moment_of, notes

DEFAULT = "iso22301-2019"


def title() -> str:
    return _("Clauses and evidence")


def framework_of(report: Report) -> Framework:
    code = report.filters.get("framework", DEFAULT)
    return Framework.objects.get(code=code, kind=FrameworkKind.CLAUSES)


def clauses_document(report: Report) -> Document:
    with moment_of(report) as at:
        framework = framework_of(report)
        rows = judged(framework, at=at)
        return _document(report, framework, rows, at)


def _document(report: Report, framework: Framework, rows: list[Judged], at: datetime) -> Document:
    open_ones = [one for one in rows if one.is_gap]
    shown = open_ones if report.filters.get("gaps") else rows
    groups = [
        Chapter(f"group-{number}", group or framework.name,
                [requirement_table(members, framework, sheet=_sheet(group, number))])
        for number, (group, members) in enumerate(groups_of(shown), start=1)
    ]  # fmt: skip
    chapters = [_summary(framework, rows, open_ones), _gap_chapter(open_ones)]
    if groups:
        chapters.append(joined(*groups))
    chapters.append(_method(report))
    return replace(
        frame(framework.name, at=at, zone=Organisation.current().timezone),
        facts=[
            (_("Framework"), framework.name),
            (_("Edition"), framework.edition or "–"),
            (_("Clauses"), str(len(rows))),
            (_("Open"), str(len(open_ones))),
        ],
        digest=digest(rows),
        digest_words=_("of every clause with its score and figures"),
        chapters=tuple(chapters),
    )


def _sheet(group: str, number: int) -> str:
    """Names of sheets are short and hold no slashes."""
    return f"{number} {group}".replace("/", " ").replace(":", " ")[:31].strip()


def _summary(framework: Framework, rows: list[Judged], open_ones: list[Judged]) -> Chapter:
    unowned = [one for one in rows if one.standing is None or one.standing.owner is None]
    left_out = [one for one in rows if not one.applicable]
    blocks: list[Block] = [
        Tiles([
            Tile(_("Mean score, share of 5"),
                 share(result_of(framework.kind, rows).share), "percent"),
            Tile(_("Clauses"), len(rows)),
            Tile(_("Below 4 or not judged"), len(open_ones), bad=bool(open_ones)),
            Tile(_("Not applicable"), len(left_out)),
            Tile(_("Without an owner"), len(unowned), bad=bool(unowned)),
        ]),
        Words(framework.note, "quiet"),
    ]  # fmt: skip
    if framework.superseded_on:
        words = _("This edition was superseded on %(day)s by %(by)s.")
        blocks.append(Words(words % {"day": day_words(framework.superseded_on),
                                     "by": framework.superseded_by}, "mark"))  # fmt: skip
    summary = [
        [group, len(members), share(result_of(framework.kind, members).share),
         sum(one.is_gap for one in members)]
        for group, members in groups_of(rows)
    ]  # fmt: skip
    blocks.append(
        table(
            [Column(_("Part"), width=40), Column(_("Clauses"), "whole", 10),
             Column(_("Mean score"), "percent", 12), Column(_("Open"), "whole", 10)],
            summary, sheet=_("Summary by part"),
        )
    )  # fmt: skip
    return Chapter("summary", _("Summary"), blocks)


def _gap_chapter(open_ones: list[Judged]) -> Chapter:
    if not open_ones:
        return Chapter("gaps", _("Gaps"), [Words(_("No clause is below 4."), "lead")])
    rows = [
        [one.requirement.number, one.requirement.name, one.value,
         one.standing.owner.name if one.standing and one.standing.owner else "",
         evidence_words(one)]
        for one in open_ones
    ]  # fmt: skip
    columns = [
        Column(_("No."), width=8), Column(_("Clause"), width=34), Column(_("Score"), "score", 8),
        Column(_("Owner"), width=18), Column(_("What the evidence says"), "long", 60),
    ]  # fmt: skip
    return Chapter("gaps", _("Gaps"), [table(columns, rows, sheet=_("Gaps"))])


def _method(report: Report) -> Chapter:
    sentences = [
        _("Each clause is scored from 0 (nothing) to 5 (optimising). By evidence alone it reaches"
          " 4 at most: the mean share of what the platform found, times five, rounded down."),
        _("A person's score stands before that of the evidence; where the two differ there is a"
          " comment. What does not apply is left out of every mean."),
        _("What must exist is said in own words. This is a self-assessment, not a certificate."),
    ]  # fmt: skip
    blocks: list[Block] = [Items(sentences)]
    past = notes(report)
    if past:
        blocks += [Heading(_("As of a past day")), Items(past)]
    return Chapter("method", _("How this was judged"), blocks)
