"""The ten points and the ladder of maturity: where we stand, what shows it, what is missing."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Organisation
from governance.models import Evaluation, Framework, FrameworkKind
from governance.services.standings import Judged, judged, result_of
from lib.chart_radar import radar
from reports.content.words import instant_words
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Heading,
    Items,
    Picture,
    Tile,
    Tiles,
    Words,
    share,
    table,
)
from reports.governance.judged import digest, names, requirement_table
from reports.incidents.words import frame
from reports.models import Report
from reports.past import moment_of, notes


def title() -> str:
    return _("Checklist and maturity")


def maturity_document(report: Report) -> Document:
    with moment_of(report) as at:
        zone = Organisation.current().timezone
        chapters: list[Chapter] = []
        facts: list[tuple[str, str]] = []
        digests: list[Judged] = []
        for framework in Framework.objects.filter(is_active=True).exclude(
            kind=FrameworkKind.CLAUSES
        ):
            rows = judged(framework, at=at)
            digests += rows
            if framework.kind == FrameworkKind.MATURITY:
                chapters.append(_ladder(framework, rows))
                found = result_of(framework.kind, rows)
                facts.append((framework.name, _("level %(level)s, score %(score)s")
                              % {"level": found.level, "score": found.score}))  # fmt: skip
            else:
                chapters.append(_checklist(framework, rows))
                value = result_of(framework.kind, rows).share
                facts.append((framework.name, "–" if value is None else f"{value:.0%}"))
        chapters += [_history(zone), _method(report)]
        return replace(
            frame(title(), at=at, zone=zone),
            facts=facts,
            digest=digest(digests),
            digest_words=_("of every answer with its figures"),
            chapters=tuple(chapters),
        )


def _checklist(framework: Framework, rows: list[Judged]) -> Chapter:
    found = result_of(framework.kind, rows)
    blocks: list[Block] = [
        Tiles([
            Tile(_("Fulfilled"), share(found.share), "percent"),
            Tile(_("Done"), found.met),
            Tile(_("In progress"), found.under_way),
            Tile(_("Not started"), found.open + found.unsaid),
        ]),
        Picture(
            radar(
                spokes=[(one.requirement.number, one.requirement.name) for one in rows],
                series={framework.name: [one.value for one in rows]},
                words={"series": _("Series"), "spoke": _("Point"), "share": _("Share")},
            ),
            _("Radar of the points: %(names)s are open.")
            % {"names": names(one for one in rows if one.is_gap) or "–"},
            width=480,
        ),
        requirement_table(rows, framework, sheet=framework.name[:31]),
    ]  # fmt: skip
    return Chapter(framework.code, framework.name, blocks)


def _ladder(framework: Framework, rows: list[Judged]) -> Chapter:
    found = result_of(framework.kind, rows)
    level = found.level or 1
    names_of = {one.level: one for one in framework.levels.all()}
    here = names_of.get(level)
    blocks: list[Block] = [
        Tiles([
            Tile(_("Level"), level, note=here.name if here else ""),
            Tile(_("Score"), str(found.score), "score"),
            Tile(_("Risk"), here.risk if here else "–", "text"),
        ])
    ]  # fmt: skip
    if level < max(names_of, default=0):
        missing = [one for one in rows if one.is_gap and one.requirement.level == level + 1]
        words = _("For level %(level)s there is missing: %(names)s.")
        blocks.append(Words(words % {"level": level + 1, "names": names(missing)}, "lead"))
    ladder = [
        [one.level, one.name, one.text, one.risk, "met" if one.level <= level else "missed"]
        for one in names_of.values()
    ]
    blocks += [
        table(
            [Column(_("Level"), "whole", 7), Column(_("Name"), width=16),
             Column(_("What it means"), width=52), Column(_("Risk"), width=12),
             Column(_("Reached"), "status", 12)],
            ladder, sheet=_("Levels"),
        ),
        requirement_table(rows, framework, sheet=framework.name[:31]),
    ]  # fmt: skip
    return Chapter(framework.code, framework.name, blocks)


def _history(zone: str) -> Chapter:
    where = ZoneInfo(zone)
    rows = [
        [one.code, one.framework.name, instant_words(one.at, where),
         one.level, one.score, share(one.share), str(one.by or ""), one.digest]
        for one in Evaluation.objects.select_related("framework", "by").order_by("at", "pk")
    ]  # fmt: skip
    columns = [
        Column(_("Evaluation"), width=17), Column(_("Framework"), width=26),
        Column(_("When"), width=20), Column(_("Level"), "whole", 7),
        Column(_("Score"), "score", 8), Column(_("Share"), "percent", 9),
        Column(_("By"), width=16), Column(_("SHA-256"), "long", 40, below=True),
    ]  # fmt: skip
    empty = _("Nothing has been evaluated yet.")
    return Chapter("history", _("Evaluations so far"),
                   [table(columns, rows, sheet=_("Evaluations"), empty=empty)])  # fmt: skip


def _method(report: Report) -> Chapter:
    sentences = [
        _("A point is done (1) when all of its evidence is there, in progress (0.5) when some is,"
          " and not started (0) when none is. A person's answer stands before that of the"
          " evidence; where the two differ there is a comment."),
        _("The level is the highest of which all criteria, and all of the levels below, are met;"
          " the score adds the share that is met of the next one."),
    ]  # fmt: skip
    blocks: list[Block] = [Items(sentences)]
    past = notes(report)
    if past:
        blocks += [Heading(_("As of a past day")), Items(past)]
    return Chapter("method", _("How this was judged"), blocks)
