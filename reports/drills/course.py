"""The course of a drill in its report: planned against actual, chronology, clocks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills import fact_rows
from drills.drill_charts import course_chart, course_words
from drills.models import Drill
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Heading,
    Items,
    Picture,
    Words,
    note,
    table,
)
from reports.incidents.words import duration, instant

Rows = dict[str, Any]


def planned_chapter(drill: Drill, facts: Rows) -> Chapter:
    blocks: list[Block] = []
    chart = course_chart(facts)
    if chart is not None:
        words = _("Circle: planned. Diamond: delivered; triangle: more than a minute late.")
        blocks += [Picture(chart, course_words()), Words(words, "quiet")]
    blocks.append(
        table(
            [Column("#", width=7), Column(_("Inject"), width=36), Column(_("Channel"), width=13),
             Column(_("Planned at"), "duration", 11), Column(_("Delivered at"), "duration", 12),
             Column(pgettext("drill", "Late"), "signed", 10), Column(_("State"), width=13),
             note(_("Reason"), bare=False)],
            [[one["key"], one["title"], one["channel_words"], one["offset_s"], one["actual_s"],
              one["late_s"], one["status_words"], one["reason"]]
             for one in fact_rows.injects(facts)],
            sheet=_("Injects"), empty=_("The drill had no injects."),
        )
    )  # fmt: skip
    blocks.append(
        Words(_("Times of the script: from the start of the drill, pauses left out."), "quiet")
    )
    if facts["pauses"]:
        blocks += [Heading(_("Pauses")), Items([_pause(one, drill) for one in facts["pauses"]])]
    return Chapter("planned", _("Planned against actual"), blocks)


def _pause(one: Rows, drill: Drill) -> str:
    began, ended = fact_rows.at(one["began_at"]), fact_rows.at(one["ended_at"])
    words = _("%(from)s to %(until)s (%(time)s): %(reason)s")
    if one["real_event"]:
        words = _("%(from)s to %(until)s (%(time)s), for a real event: %(reason)s")
    took = int((ended - began).total_seconds()) if began is not None and ended is not None else None
    return words % {
        "from": instant(began, drill.timezone), "until": instant(ended, drill.timezone),
        "time": duration(took), "reason": one["reason"],
    }  # fmt: skip


def chronology(drill: Drill, facts: Rows) -> Chapter:
    rows = fact_rows.entries(facts)
    blocks: list[Block] = [
        table(
            [Column(_("When"), "moment", 17), Column(_("What"), width=34),
             Column(_("Who"), width=22),
             Column(_("Where"), width=14), note(_("Details")), note(_("Text"))],
            [[one["at"], one["title"], one["who"],
              facts["incident"] if one["of_incident"] else drill.code,
              " · ".join(str(fact) for fact in one["facts"]), one["text"]] for one in rows],
            sheet=_("Chronology"), empty=_("Nothing was written down."),
        )
    ]  # fmt: skip
    left_out = facts["chronology"]["left_out"]
    if left_out:
        words = _("%(n)s later entries are not printed; they stand in the timeline of the drill.")
        blocks.append(Words(words % {"n": left_out}, "quiet"))
    return Chapter("chronology", _("Chronology"), blocks)


def clocks(facts: Rows) -> Chapter:
    return Chapter("clocks", _("Clocks: limit, actual, late"), [
        table(
            [Column(_("Clock"), width=30), Column(_("Concerns"), width=26),
             Column(_("Limit"), "duration", 12), Column(_("Actual"), "duration", 12),
             Column(pgettext("drill", "Late"), "duration", 12), Column(_("State"), "status", 15)],
            [[one["name"], one["of"], one["limit_s"], one["actual_s"], one["late_s"],
              one["status"]] for one in fact_rows.clocks(facts)],
            sheet=_("Clocks"), empty=_("No clock ran: a tabletop runs on no incident."),
        )
    ])  # fmt: skip
