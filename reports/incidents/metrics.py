"""The metrics of incidents as a report: the page's own figures and pictures (INC-12)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation
from incidents import metrics_words
from incidents.domain.metrics import Group
from incidents.fact_rows import met_status
from incidents.services.metrics import Metrics, Wanted, days_of, metrics_of
from lib.language import listed
from reports.content.words import day_words
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Heading,
    Items,
    Picture,
    Table,
    Tile,
    Tiles,
    Words,
    share,
    table,
)
from reports.incident_choice import metrics_scope, wanted_of
from reports.incidents.words import frame
from reports.models import Report
from reports.past import moment_of, notes


def title() -> str:
    return _("Incident metrics")


def metrics_document(report: Report) -> Document:
    with moment_of(report):
        return _document(report, wanted_of(report))


def _document(report: Report, wanted: Wanted) -> Document:
    found = metrics_of(wanted, user=report.requested_by, at=wanted.until)
    first, last = days_of(wanted)
    period = _("%(since)s to %(until)s") % {"since": day_words(first), "until": day_words(last)}
    chapters = [_summary(found), _times(found), _available(found), _groups(found),
                _method(found, notes(report))]  # fmt: skip
    return replace(
        frame(title(), at=wanted.until, zone=Organisation.current().timezone),
        facts=[
            (_("Period"), period),
            (_("Scope"), metrics_scope(report.filters)),
            (_("Incidents"), str(found.total.count)),
        ],
        digest=digest(found),
        digest_words=_("of the figures of every incident and system"),
        chapters=tuple(chapters),
    )


def digest(found: Metrics) -> str:
    """SHA-256 of what every incident and system counts with, the same in every language."""
    lines: list[object] = [
        [one.number, one.grade, one.month, sorted(one.systems), sorted(one.spans.items()),
         sorted((name, part.met, part.of) for name, part in one.shares.items())]
        for one in found.rows
    ]  # fmt: skip
    lines += [[one.system, one.down_s, one.of_s] for one in found.availability]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _summary(found: Metrics) -> Chapter:
    total = found.total
    restore, rto = total.spans["restore"], total.shares["rto_met"]
    reports = total.shares["reports_on_time"]
    missed = [one for one in found.availability if one.meets(found.target) is False]
    of = _("%(met)s of %(of)s")
    blocks: list[Block] = [
        Tiles([
            Tile(_("Incidents"), total.count, note=_("%(n)s open") % {"n": found.open}),
            Tile(_("Restored within (median)"), restore.median_s, "duration",
                 note=_("of %(n)s") % {"n": restore.count}),
            Tile(_("RTO met"), share(rto.share), "percent",
                 note=of % {"met": rto.met, "of": rto.of}),
            Tile(_("Reports on time"), share(reports.share), "percent",
                 note=of % {"met": reports.met, "of": reports.of}),
            Tile(_("Systems below target"), len(missed), bad=bool(missed),
                 note=_("target %(percent)s %%") % {"percent": f"{found.target.normalize():f}"}),
            Tile(_("Came back"), total.recurrences, bad=bool(total.recurrences)),
            Tile(_("Mobilised in vain"), found.in_vain),
            Tile(_("Merged into others"), found.merged),
        ]),
    ]  # fmt: skip
    if not total.count:
        blocks.append(Words(_("No incident in this period."), "mark"))
    charts = metrics_words.charts(found)
    for name, words in (("months", _("Incidents by month")), ("restore", _("Time to restore"))):
        if name in charts:
            spec, said = charts[name]
            blocks += [Heading(words), Picture(spec, said)]
    blocks += [
        Heading(_("How often as promised")),
        table(
            [Column(_("Figure"), width=44), Column("%", "percent", 12),
             Column(_("Met"), "whole", 9), Column(_("Out of"), "whole", 9)],
            [[label, one.share, one.met, one.of]
             for label, one in metrics_words.share_rows(total)],
            sheet=_("Shares"),
        ),
    ]  # fmt: skip
    return Chapter("summary", _("Summary"), blocks)


def _times(found: Metrics) -> Chapter:
    lines = [
        [one["name"], one["from_to"], one["spread"].count, one["spread"].median_s,
         one["spread"].p90_s, one["spread"].mean_s, one["spread"].longest_s]
        for one in metrics_words.span_rows(found.total)
    ]  # fmt: skip
    return Chapter("times", _("How long"), [
        table(
            [Column(_("Time to"), width=18), Column(_("From, to"), width=34),
             Column(_("Count"), "whole", 8), Column(_("Median"), "duration", 12),
             Column("p90", "duration", 12), Column(_("Mean"), "duration", 12),
             Column(_("Longest"), "duration", 12)],
            lines, sheet=_("Durations"),
        )
    ])  # fmt: skip


def _available(found: Metrics) -> Chapter:
    charts = metrics_words.charts(found)
    blocks: list[Block] = []
    if "availability" in charts:
        spec, words = charts["availability"]
        blocks.append(Picture(spec, words))
    lines = [
        [found.names.get(one.system, one.system),
         None if one.percent is None else f"{one.percent} %", met_status(one.meets(found.target)),
         one.outages, one.down_s, one.maintenance_s]
        for one in found.availability
    ]  # fmt: skip
    blocks.append(
        table(
            [Column(_("System"), width=30), Column(_("Available"), "figure", 13),
             Column(_("Target"), "status", 13), Column(_("Outages"), "whole", 10),
             Column(_("Down"), "duration", 15), Column(_("Planned maintenance"), "duration", 15)],
            lines, sheet=_("Availability"), empty=_("No system was fully down in this period."),
        )
    )  # fmt: skip
    return Chapter("availability", _("Availability"), blocks)


def _groups(found: Metrics) -> Chapter:
    blocks: list[Block] = []
    for kind, words, groups in (
        ("grade", _("By grade"), found.by_grade),
        ("month", _("By month"), found.by_month),
        ("system", _("By system"), found.by_system),
    ):
        blocks += [Heading(words), _group_table(kind, words, groups, found)]
    rows = [
        [one.number, one.month, one.grade or _("not graded"),
         listed(found.names.get(code, code) for code in one.systems),
         *(one.spans.get(name) for name in ("acknowledge", "assess", "restore", "verify"))]
        for one in found.rows
    ]  # fmt: skip
    blocks += [
        Heading(_("Every incident")),
        table(
            [Column(_("Number"), width=16), Column(_("Month"), width=10),
             Column(_("Grade"), width=8), Column(_("Systems"), width=28),
             Column(_("Acknowledge"), "duration", 13), Column(_("Assess"), "duration", 12),
             Column(pgettext("span of time", "Restore"), "duration", 13),
             Column(pgettext("span of time", "Verify"), "duration", 12)],
            rows, sheet=_("Incidents"), empty=_("No incident in this period."),
        ),
    ]  # fmt: skip
    return Chapter("groups", _("By grade, month and system"), blocks)


def _group_table(kind: str, words: str, groups: Sequence[Group], found: Metrics) -> Table:
    lines = []
    for one in groups:
        restore, rto = one.spans["restore"], one.shares["rto_met"]
        reports = one.shares["reports_on_time"]
        lines.append([
            metrics_words.group_name(kind, one.key, found), one.count, restore.median_s,
            restore.p90_s, restore.count, rto.share, rto.of, reports.share, reports.of,
            one.recurrences,
        ])  # fmt: skip
    return table(
        [Column(words, width=24), Column(_("Incidents"), "whole", 10),
         Column(_("Restore (median)"), "duration", 13), Column("p90", "duration", 12),
         Column(_("Out of"), "whole", 7), Column(_("RTO met"), "percent", 10),
         Column(_("Out of"), "whole", 7), Column(_("Reports on time"), "percent", 11),
         Column(_("Out of"), "whole", 7), Column(_("Came back"), "whole", 9)],
        lines, sheet=words, empty=_("No incident in this period."),
    )  # fmt: skip


def _method(found: Metrics, past: Sequence[str]) -> Chapter:
    target = f"{found.target.normalize():f}"
    sentences = [
        _("Drills, merged incidents and false alarms do not count; false alarms are told as "
          "“mobilised in vain”. The grade is the worst an incident had."),
        _("Median: the middle value, of an even number the mean of the two in the middle. p90: "
          "the smallest value that at least nine in ten do not exceed (nearest rank)."),
        _("On time is judged by when something was done, not by when it was entered."),
        _("Availability: 1 − time fully down ÷ time of the period, both without planned "
          "maintenance; outages at the same time count once. The target is %(target)s %%.")
        % {"target": target},
        _("A share over nothing is not known, which is not 0 %."),
        *past,
    ]  # fmt: skip
    return Chapter("method", _("How this was computed"), [Items(sentences)])
