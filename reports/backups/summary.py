"""The summary: what is covered and what is not, never only that something passed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backups.domain.ledger import Coverage
from bia.models import System
from lib.chart_rpo import MOST_BARS, Point, rpo_chart
from lib.language import told
from reports.backups.view import View
from reports.backups.words import amount, duration, rounded, share
from reports.content.words import whole
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Heading,
    Picture,
    Tile,
    Tiles,
    Words,
    table,
)

# Of the table of systems: the newest restorable point and 3-2-1 stand in each system's section.
ONLY_IN_SHEET = (4, 9)
WORST_FIRST = ("nothing", "missed", "no_policy", "no_target", "met")


def summary_chapter(view: View) -> Chapter:
    blocks: list[Block] = []
    if not view.systems:
        blocks.append(Words(_("No system with a backup policy matches this report."), "mark"))
    blocks.append(Words(statement(view, view.covered), "lead"))
    blocks += [Tiles(_tiles(view)), *_picture(view), Heading(_("System by system")), *_tables(view)]
    return Chapter("summary", _("Summary"), blocks)


def statement(view: View, covered: Coverage) -> str:
    """What was read of what there is, and how old the oldest reading is."""
    if not covered.stretches:
        return _("There is no copy of any backup: nothing could be verified.")
    values = {
        "good": amount(covered.good_size), "all": amount(covered.size),
        "share": share(covered.good_share), "objects": whole(covered.good_objects),
        "of": whole(covered.objects),
    }  # fmt: skip
    sentences = [
        ngettext("%(good)s of %(all)s in all copies (%(share)s; %(objects)s of %(of)s file) were "
                 "read completely, and every byte was as expected at its last reading.",
                 "%(good)s of %(all)s in all copies (%(share)s; %(objects)s of %(of)s files) were "
                 "read completely, and every byte was as expected at its last reading.",
                 covered.objects) % values
    ]  # fmt: skip
    age_s = covered.age_s(view.at)
    if age_s is not None:
        sentences.append(
            _("No byte has gone unread for longer than %(age)s: this is the guaranteed maximum "
              "age of the verification.") % {"age": duration(age_s)}
        )  # fmt: skip
    else:
        sentences.append(
            ngettext("There is no guaranteed maximum age: %(size)s (%(files)s file) were never "
                     "read, or could not be read at the last attempt.",
                     "There is no guaranteed maximum age: %(size)s (%(files)s files) were never "
                     "read, or could not be read at the last attempt.", covered.unread_objects)
            % {"size": amount(covered.unread_size), "files": whole(covered.unread_objects)}
        )  # fmt: skip
    if covered.bad_objects or covered.bad_size:
        sentences.append(
            _("%(size)s lie in stretches whose last reading found damage.")
            % {"size": amount(covered.bad_size)}
        )
    if covered.overdue_size or covered.overdue_objects:
        sentences.append(
            _("%(share)s of the bytes (%(size)s) are overdue: unread for longer than their policy "
              "promises.") % {"share": share(covered.overdue_share),
                              "size": amount(covered.overdue_size)}
        )  # fmt: skip
    return told(sentences)


def _tiles(view: View) -> list[Tile]:
    states = [view.points[one.pk].status for one in view.systems]
    scores = [view.scores[one.pk] for one in view.systems if one.pk in view.scores]
    broken = states.count("missed") + states.count("nothing")
    untested = sum(1 for one in scores if not one.verified)
    whole_score = sum(1 for one in scores if one.score and one.score.of_five == 5)
    age_s = view.covered.age_s(view.at)
    covered = view.covered
    return [
        Tile(_("Systems with a backup policy"), len(view.systems),
             note=ngettext("%(n)s without any", "%(n)s without any", len(view.unprotected))
             % {"n": len(view.unprotected)}, bad=bool(view.unprotected)),
        Tile(_("RPO met"), states.count("met")),
        Tile(_("RPO missed"), broken, bad=bool(broken),
             note=_("%(n)s with nothing restorable") % {"n": states.count("nothing")}),
        Tile(_("Restore not proved in time"), untested, bad=bool(untested)),
        Tile(_("Bytes read and good"), share(covered.good_share), "text",
             bad=covered.good_share != 1),
        Tile(_("Guaranteed maximum age"), rounded(age_s), "duration", bad=age_s is None),
        Tile(_("Bytes overdue"), share(covered.overdue_share), "text",
             bad=bool(covered.overdue_size)),
        Tile(_("3-2-1-1-0 in full"), whole_score, bad=whole_score < len(view.systems)),
    ]  # fmt: skip


def ordered(view: View) -> list[System]:
    """What hurts most first."""
    return sorted(
        view.systems, key=lambda one: (WORST_FIRST.index(view.points[one.pk].status), one.code)
    )


def required_s(view: View, system: System) -> int | None:
    """The strictest of the system's and of its classes of data."""
    point = view.points[system.pk]
    limits = [point.required_s, *(one.required_s for one in point.families)]
    return min((one for one in limits if one is not None), default=None)


def _picture(view: View) -> list[Block]:
    points = [
        Point(f"{one.name} · {family.data_class}", family.age_s, family.required_s)
        for one in ordered(view)
        for family in view.points[one.pk].families
    ]
    if not points:
        return []
    spec = rpo_chart(
        points,
        words={"share": _("Age of the newest restorable state, as a share of the RPO"),
               "limit": _("RPO"), "age": _("Age"), "required": _("RPO"),
               "nothing": _("nothing restorable")},
        duration=duration,
    )  # fmt: skip
    words = ngettext(
        "Age of the newest restorable state of %(n)s class of data against its RPO.",
        "Age of the newest restorable state of %(n)s classes of data against their RPO.",
        min(len(points), MOST_BARS),
    )
    blocks: list[Block] = [
        Heading(_("Achieved against required RPO")),
        Picture(spec, words % {"n": min(len(points), MOST_BARS)}),
    ]
    if len(points) > MOST_BARS:
        words = _("Only the %(n)s that hurt most are drawn.")
        blocks.append(Words(words % {"n": MOST_BARS}, "quiet"))
    return blocks


def _tables(view: View) -> list[Block]:
    """What fits beside each other on paper, and everything for the spreadsheet."""
    columns = [
        Column(_("System"), width=26), Column(_("RPO state"), "status", 17),
        Column(_("RPO required"), "duration", 14), Column(_("Achieved"), "duration", 17),
        Column(_("Newest restorable point"), "moment", 18),
        Column(_("RTO required"), "duration", 13), Column(_("Restore measured"), "duration", 15),
        Column(_("Oldest reading"), "duration", 16), Column(_("Overdue"), "percent", 12),
        Column("3-2-1", "figure", 9), Column("3-2-1-1-0", "figure", 13),
    ]  # fmt: skip
    lines = [_line(view, one) for one in ordered(view)]
    empty = _("No system with a backup policy matches this report.")
    short = [at for at in range(len(columns)) if at not in ONLY_IN_SHEET]
    return [
        table(
            [columns[at] for at in short], [[line[at] for at in short] for line in lines],
            empty=empty,
        ),
        table(columns, lines, sheet=_("Systems"), printed=False),
    ]  # fmt: skip


def _line(view: View, system: System) -> list[Any]:
    point, covered, scored = (
        view.points[system.pk],
        view.coverage(system),
        view.scores.get(system.pk),
    )
    newest = [one.restore_point_at for one in point.families]
    known = [one for one in newest if one is not None]
    measured = view.measured_s.get(system.pk)
    score = scored.score if scored else None
    return [
        system.name, point.status, required_s(view, system), rounded(point.age_s),
        min(known) if known and len(known) == len(newest) else None,
        view.required_rto_s(system), measured, rounded(covered.age_s(view.at)),
        covered.overdue_share,
        f"{score.of_three} / 3" if score else None, f"{score.of_five} / 5" if score else None,
    ]  # fmt: skip
