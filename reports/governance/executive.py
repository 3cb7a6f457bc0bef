"""One page for executives: how long, what return, what customers may count on (S3-077).

Every answer is computed from proof; what nothing proves is said to be unproven. It fits on one
page of A4 in both languages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation, User
from bia.gaps.rows import GapRow, gap_rows
from followup.models import CorrectiveAction
from followup.services.kpis import figures_of
from governance.conclusion import sentences
from governance.models import Band, CaseState, Evaluation, FrameworkKind, InvestmentCase
from governance.services.cases import figures_of as case_figures
from governance.services.health import Health, current
from incidents.services.metrics import Wanted, metrics_of
from reports.content.words import evidence_words, percent_words
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
    plain,
    table,
)
from reports.incidents.words import frame
from reports.models import Report
from reports.past import moment_of

ROWS = 6
YEAR = timedelta(days=365)


def title() -> str:
    return _("Executive summary of continuity")


def executive_document(report: Report) -> Document:
    with moment_of(report) as at:
        return _document(report.requested_by, at)


def _document(user: User, at: datetime) -> Document:
    health = current(at=at)
    critical = [one for one in gap_rows(user, at) if one.critical]
    blocks = [
        _tiles(user, health, critical, at),
        Heading(_("1  How long until we are back?")),
        *_how_long(critical),
        Heading(_("2  What does it return?")),
        *_return(),
        Heading(_("3  What may customers count on?")),
        *_promise(user, critical, at),
        Heading(_("What needs a decision")),
        Items(_decisions(user, health, critical, at)),
    ]
    return replace(
        frame(title(), at=at, zone=Organisation.current().timezone),
        digest=_digest(health, critical),
        digest_words=_("of health and critical processes"),
        chapters=(Chapter("executive", title(), blocks),),
    )


def _digest(health: Health, critical: Sequence[GapRow]) -> str:
    lines: list[Any] = [[one.key, plain(one.value)] for one in health.indicators]
    lines += [[one.key, one.status, one.counted_s, one.rpo_status] for one in critical]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _tiles(user: User, health: Health, critical: Sequence[GapRow], at: datetime) -> Block:
    kept = sum(one.status == "met" for one in critical)
    ladder = (
        Evaluation.objects.filter(framework__kind=FrameworkKind.MATURITY, at__lte=at)
        .order_by("-at", "-pk")
        .first()
    )
    drills = next((one for one in health.indicators if one.key == "drills"), None)
    return Tiles([
        Tile(_("Programme health, of 100"), plain(health.value), "score",
             note=_band(health), bad=health.band == "red"),
        Tile(_("Critical processes proven in time"), f"{kept}/{len(critical)}", "text",
             bad=kept < len(critical)),
        Tile(_("Maturity"), "–" if ladder is None else str(ladder.score), "text",
             note="" if ladder is None else _("level %(level)s") % {"level": ladder.level}),
        Tile(_("Drills held, of those required"),
             None if drills is None or drills.value is None else str(drills.value / 100),
             "percent"),
    ])  # fmt: skip


def _band(health: Health) -> str:
    return str(Band(health.band).label) if health.band else ""


def _how_long(critical: Sequence[GapRow]) -> list[Block]:
    if not critical:
        return [Words(_("No process is marked critical yet, so nothing can be said."), "mark")]
    kept = [one for one in critical if one.status == "met"]
    words = ngettext(
        "%(kept)s of %(all)s critical process is proven to be back within its objective.",
        "%(kept)s of %(all)s critical processes are proven to be back within their objective.",
        len(critical),
    ) % {"kept": len(kept), "all": len(critical)}
    columns = [
        Column(_("Process"), width=26), Column(_("MTD"), "duration", 10),
        Column(_("RTO"), "duration", 10), Column(_("Back after"), "duration", 12),
        Column(_("State"), "status", 14), Column(_("Proof"), width=30),
    ]  # fmt: skip
    rows = [
        [one.subject.name, one.subject.mtd_s, one.subject.rto_s, one.told_s, one.status,
         evidence_words(one.proof) if one.proof else _("nothing proves it")]
        for one in critical[:ROWS]
    ]  # fmt: skip
    left = len(critical) - len(rows)
    found: list[Block] = [Words(words, "lead"), table(columns, rows, sheet=_("Critical processes"))]
    if left > 0:
        found.append(Words(ngettext("One more stands better.", "%(n)s more stand better.", left)
                           % {"n": left}, "quiet"))  # fmt: skip
    return found


def _return() -> list[Block]:
    case = (
        InvestmentCase.objects.filter(state=CaseState.APPROVED).order_by("-decided_at").first()
        or InvestmentCase.objects.filter(state=CaseState.SUBMITTED).order_by("-code").first()
    )
    if case is None:
        return [Words(_("There is no approved investment case, so no return can be stated."),
                      "mark")]  # fmt: skip
    state = case.get_state_display()
    heading = f"{case.code} {case.title} ({state})"
    return [Words(heading, "quiet"), Words(" ".join(sentences(case_figures(case))[:3]))]


def _promise(user: User, critical: Sequence[GapRow], at: datetime) -> list[Block]:
    data = [one for one in critical if one.rpo_target_s is not None]
    kept = sum(one.rpo_status == "met" for one in data)
    found = [
        _("Data: %(kept)s of %(all)s critical processes are proven to lose no more than allowed.")
        % {"kept": kept, "all": len(data)}
    ]
    metrics = metrics_of(Wanted(at - YEAR, at), user=user, at=at)
    judged = [one for one in metrics.availability if one.meets(metrics.target) is not None]
    met = sum(bool(one.meets(metrics.target)) for one in judged)
    if judged:
        words = _("Availability over a year: %(met)s of %(all)s systems reached %(target)s.")
        found.append(words % {
            "met": met, "all": len(judged), "target": percent_words(metrics.target, 1),
        })  # fmt: skip
    rto = metrics.total.shares["rto_met"]
    if rto.of:
        words = _("Real incidents of the last year: %(met)s of %(of)s were over within the RTO.")
        found.append(words % {"met": rto.met, "of": rto.of})
    else:
        found.append(_("No real incident of the last year put an RTO to the test."))
    return [Items(found)]


def _unproven(critical: Sequence[GapRow]) -> list[str]:
    """What is missing before anything can be promised."""
    found = []
    open_ones = sum(one.status == "no_target" for one in critical)
    if open_ones:
        words = ngettext(
            "%(n)s critical process has no objective yet: its assessment is to be finished.",
            "%(n)s critical processes have no objective yet: their assessments are to be finished.",
            open_ones,
        )
        found.append(words % {"n": open_ones})
    untested = sum(one.status == "untested" for one in critical)
    if untested:
        words = ngettext(
            "Nothing proves the recovery of %(n)s critical process: a restore test or a drill is"
            " to be held.",
            "Nothing proves the recovery of %(n)s critical processes: restore tests or drills are"
            " to be held.",
            untested,
        )
        found.append(words % {"n": untested})
    return found


def _decisions(user: User, health: Health, critical: Sequence[GapRow], at: datetime) -> list[str]:
    found = [one.words for one in health.caps]
    for one in critical[:3]:
        if one.broken:
            words = _("%(process)s: %(because)s")
            found.append(words % {"process": one.subject.name, "because": one.verdict})
    found += _unproven(critical)
    actions = figures_of(CorrectiveAction.objects.visible_to(user), at=at)
    if actions.overdue_core_p1:
        words = ngettext(
            "%(n)s urgent action for a critical process is overdue.",
            "%(n)s urgent actions for critical processes are overdue.",
            actions.overdue_core_p1,
        )
        found.append(words % {"n": actions.overdue_core_p1})
    proposed = InvestmentCase.objects.filter(state=CaseState.SUBMITTED)
    found += [
        _("Investment case %(code)s “%(title)s” waits for a decision.")
        % {"code": one.code, "title": one.title}
        for one in proposed.order_by("code")[:2]
    ]
    return found or [_("Nothing waits for a decision.")]
