"""Each system by itself: promises, what stands, how sure that is, and its days in the period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backups.calendar.picture import runs_spec
from backups.calendar.runs import LETTERS, lines_of
from backups.domain.score import Line
from backups.models import BackupPolicy
from backups.recovery_points import FamilyPoint
from backups.scores import FamilyScore
from backups.words import obstacle_words
from backups.words.runs import run_words
from bia.models import System
from lib.language import told
from reports.backups.summary import ordered, required_s, statement
from reports.backups.view import View
from reports.backups.words import duration, instant, rounded
from reports.content.words import semicolon
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Facts,
    Heading,
    Picture,
    Words,
    note,
    table,
)
from reports.document.cells import status_words

MOST_SYSTEMS = 100
MOST_DAYS, MOST_POLICIES = 31, 40
WIDTH = 760


def systems_chapter(view: View) -> Chapter | None:
    if not view.systems:
        return None
    blocks: list[Block] = [*_days(view)]
    rows = ordered(view)
    for system in rows[:MOST_SYSTEMS]:
        blocks += _system(view, system)
    if len(rows) > MOST_SYSTEMS:
        words = _("Only the %(n)s systems that hurt most have a section; all are in the summary.")
        blocks.append(Words(words % {"n": MOST_SYSTEMS}, "quiet"))
    blocks.append(_sheet(view, rows))
    return Chapter("systems", _("Systems"), blocks)


def _system(view: View, system: System) -> list[Block]:
    covered = view.coverage(system)
    rto_s, measured_s = view.required_rto_s(system), view.measured_s.get(system.pk)
    point = view.points[system.pk]
    facts = [
        (_("RPO"), _against(required_s(view, system), point.age_s, status_words(point.status))),
        (_("RTO"), _against(rto_s, measured_s, _restore_state(rto_s, measured_s))),
        (pgettext("backup", "Verification"), statement(view, covered)),
    ]
    scored = view.scores.get(system.pk)
    if scored and scored.worst:
        facts.append(("3-2-1-1-0", _score(scored.worst)))
    return [
        Heading(system.name, f"system-{system.pk}"),
        Facts(facts),
        table(_columns(), [_family(view, one) for one in point.families]),
    ]


def _against(limit_s: int | None, found_s: int | None, state: str) -> str:
    asked = (
        _("no target") if limit_s is None else _("at most %(time)s") % {"time": duration(limit_s)}
    )
    got = _("nothing proved") if found_s is None else duration(found_s)
    return _("required: %(asked)s · achieved: %(got)s · %(state)s") % {
        "asked": asked, "got": got, "state": state,
    }  # fmt: skip


def _restore_state(limit_s: int | None, found_s: int | None) -> str:
    if found_s is None:
        return status_words("untested")
    if limit_s is None:
        return status_words("no_target")
    return status_words("met" if found_s <= limit_s else "rto_miss")


def _score(worst_one: FamilyScore) -> str:
    names: dict[str, str] = {
        "copies": _("copies"), "media": _("media"), "offsite": _("off-site"),
        "unchangeable": _("unchangeable"), "no_errors": _("without errors"),
    }  # fmt: skip

    def words(line: Line) -> str:
        sign = "✓" if line.met else "✗"
        return f"{sign} {names[line.rule]} {line.found} / {line.needed}"

    shown = semicolon().join(words(line) for line in worst_one.score.lines)
    if worst_one.verified:
        return shown
    return told([shown + "。" if semicolon() == "；" else shown + ".",
                 _("UNVERIFIED: no restore was proved in time.")])  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column(_("Class of data"), width=22), Column(_("State"), "status", 17),
        Column(_("RPO"), "duration", 12), Column(_("Age"), "duration", 12),
        Column(_("Newest restorable point"), "moment", 20), Column(_("Set"), width=20),
        Column(_("Loss at worst by plan"), "duration", 14), note(_("Why")),
    ]  # fmt: skip


def _family(view: View, family: FamilyPoint) -> list[Any]:
    return [
        family.data_class, family.status, family.required_s, rounded(family.age_s),
        family.restore_point_at,
        family.newest_set_code, family.worst_s, _why(view, family),
    ]  # fmt: skip


def _why(view: View, family: FamilyPoint) -> str:
    sentences = []
    if family.proof == "heartbeat":
        sentences.append(_("The age is that of a real-time copy whose heartbeat is on time."))
    newer = family.newest_known
    if newer is not None:
        words = _("A newer set, %(set)s of %(at)s, cannot be restored.")
        sentences.append(words % {"set": newer.code, "at": instant(view, newer.restore_point_at)})
        if newer.obstacle:
            sentences.append(obstacle_words(newer.obstacle))
    if family.plan_gap_s:
        words = _("Even when everything goes by plan, %(time)s more than allowed can be lost.")
        sentences.append(words % {"time": duration(family.plan_gap_s)})
    return told(sentences)


def _sheet(view: View, rows: Iterable[System]) -> Block:
    columns = [Column(_("System"), width=26), *_columns()]
    lines = [
        [system.name, *_family(view, family)]
        for system in rows
        for family in view.points[system.pk].families
    ]
    return table(columns, lines, sheet=_("Classes of data"), printed=False)


# --- the days ---------------------------------------------------------------------------


def _days(view: View) -> list[Block]:
    """What became of the sets of each day, the last days of the period, as the calendar shows."""
    last = view.at.astimezone(view.zone).date()
    begun = view.scope.since.astimezone(view.zone).date()
    first = max(begun, last - timedelta(days=MOST_DAYS - 1))
    place = {system.pk: at for at, system in enumerate(ordered(view))}
    policies = BackupPolicy.objects.filter(active=True, system__in=place).select_related("system")
    shown = sorted(policies, key=lambda one: (place[one.system_id], one.code))
    lines = lines_of(shown[:MOST_POLICIES], first, last, view.at)
    if not any(cell.state for line in lines for cell in line.cells):
        return []
    used = {cell.state for line in lines for cell in line.cells}
    legend = semicolon().join(
        f"{letter} {run_words(state)}" for state, letter in LETTERS.items() if state in used
    )
    words = _("What became of the sets of each day; where there are several, the worst counts.")
    blocks: list[Block] = [
        Heading(_("Day by day")),
        Picture(runs_spec(lines), told([words, legend]), WIDTH),
        Words(told([words, legend]), "quiet"),
    ]
    if len(shown) > MOST_POLICIES:
        words = _("Only %(n)s policies, of the systems that hurt most, are drawn.")
        blocks.append(Words(words % {"n": MOST_POLICIES}, "quiet"))
    return blocks
