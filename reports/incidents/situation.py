"""The situation now, on one page: for whoever must decide and was not in the room."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from followup.models import Clock
from incidents import clock_lines, fact_rows
from incidents.facts import facts_of
from incidents.models import Incident, Status
from lib.language import listed
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Facts,
    Heading,
    Tile,
    Tiles,
    Words,
    table,
)
from reports.incident_choice import incident_of
from reports.incidents.incident import systems_words
from reports.incidents.words import duration, frame, heading, instant, left, money, watermark
from reports.models import Report
from reports.past import moment_of, notes

# One page: what has the least time left stands first, the rest is counted.
MOST_IMPACTS = 8
MOST_CLOCKS = 6
MOST_TEXT = 600


def title() -> str:
    return _("Situation report")


def situation_document(report: Report) -> Document:
    with moment_of(report) as at:
        return _document(report, incident_of(report), at)


def _document(report: Report, incident: Incident, at: datetime) -> Document:
    facts = facts_of(incident, at)
    name = heading(incident, title())
    blocks: list[Block] = [
        Words(f"{incident.number} {incident.title}", "lead"),
        Words(_("As of %(at)s") % {"at": instant(at, incident.timezone)}, "quiet"),
        Tiles(_tiles(incident, facts)),
        Facts(_facts(incident, facts)),
        Heading(_("Processes")),
        *_impacts(facts),
        *_said(facts, incident),
        *_clocks(incident, at),
        *(Words(one, "quiet") for one in notes(report)),
    ]
    chapter = Chapter("situation", name, blocks)
    return frame(
        name, at=at, zone=incident.timezone, chapters=(chapter,), watermark=watermark(incident)
    )


def _tiles(incident: Incident, facts: dict[str, Any]) -> list[Tile]:
    loss = facts["loss"]
    boxes = [box for step in facts["steps"] if step["state"] != "dropped" for box in step["boxes"]]
    done = sum(box["state"] in ("done", "na") for box in boxes)

    def cost(name: str) -> str:
        return money(fact_rows.amount(loss[name]), loss["currency"])

    grade = facts["grade"] or _("not graded")
    return [
        Tile(_("Grade"), str(grade), "text",
             note="" if facts["grade_confirmed"] else _("suggested, not confirmed")),
        Tile(_("Since it began"), facts["elapsed_s"], "duration"),
        Tile(_("Lost so far (estimate)"), cost("total"), "text",
             note=_("a lower bound") if loss["unknown"] and loss["total"] else ""),
        Tile(_("In the next 30 min"), cost("next_30_min"), "text"),
        Tile(_("State"), str(Status(incident.status).label), "text"),
        Tile(_("Expected recovery"), _hour(incident), "text"),
        Tile(_("Boxes done"), f"{done} / {len(boxes)}", "text"),
        Tile(_("Situation reports"), len(facts["reports"])),
    ]  # fmt: skip


def _hour(incident: Incident) -> str:
    at = incident.expected_recovery_at
    return "–" if at is None else f"{at.astimezone(ZoneInfo(incident.timezone)):%m-%d %H:%M}"


def _facts(incident: Incident, facts: dict[str, Any]) -> list[tuple[str, str]]:
    held = [one for one in fact_rows.people(facts) if one["released_at"] is None]
    people = listed(f"{one['role_words']}: {one['person']}" for one in held)
    began = instant(incident.occurred_at, incident.timezone)
    mark = "≈ " if facts["occurred_precision"] == "estimated" else ""
    rows = [
        (_("Systems"), systems_words(facts) or "–"),
        (_("Regions"), fact_rows.regions(facts["regions"])),
        (_("Began"), mark + began),
        (_("People"), people or "–"),
    ]
    if incident.restored_at is not None:
        rows.append(
            (pgettext("instant", "Restored"), instant(incident.restored_at, incident.timezone))
        )
    return rows


def _impacts(facts: dict[str, Any]) -> list[Block]:
    """What has the least time left until its MTD or RTO first."""

    def urgency(one: dict[str, Any]) -> tuple[bool, int]:
        lefts = [one[name] for name in ("rto_left_s", "mtd_left_s") if one[name] is not None]
        return one["end_at"] is not None, min(lefts, default=10**9)

    rows = sorted(fact_rows.impacts(facts), key=urgency)
    lines = [
        [one["name"], one["down_s"],
         _("ended") if one["end_at"] else left(one["rto_left_s"]),
         _("ended") if one["end_at"] else left(one["mtd_left_s"]),
         f"{one['workaround']:.0f} %" if one["workaround"] else "–",
         "" if one["confirmed"] else _("suspected")]
        for one in rows[:MOST_IMPACTS]
    ]  # fmt: skip
    blocks: list[Block] = [
        table(
            [Column(_("Process"), width=24), Column(_("Down"), "duration", 18),
             Column(_("Until RTO"), width=20), Column(_("Until MTD"), width=20),
             Column(_("Workaround"), "figure", 12), Column("", width=11)],
            lines, empty=_("No process is known to be affected."),
        )
    ]  # fmt: skip
    if len(rows) > MOST_IMPACTS:
        words = _("and %(n)s more")
        blocks.append(Words(words % {"n": len(rows) - MOST_IMPACTS}, "quiet"))
    return blocks


def _said(facts: dict[str, Any], incident: Incident) -> list[Block]:
    """The last report that said something."""
    told = [one for one in fact_rows.reports(facts) if not one["no_change"]]
    if not told:
        return [Words(_("No situation report was given yet."), "quiet")]
    last = told[-1]
    rows = [
        (label, last[name][:MOST_TEXT])
        for name, label in (
            ("happened", _("What happened")), ("done", _("What was done")),
            ("next_steps", _("What comes next")), ("needs", _("What must be decided")),
        )
        if last[name]
    ]  # fmt: skip
    words = {"number": last["number"], "at": instant(last["submitted_at"], incident.timezone)}
    return [Heading(_("Report %(number)s, %(at)s") % words), Facts(rows)]


def _clocks(incident: Incident, now: datetime) -> list[Block]:
    rows = Clock.objects.live().filter(subject_kind="incident", subject_code=incident.number)
    lines = [
        [str(clock_lines.WORDS.get(one.kind, one.kind)), one.due_at,
         left(int((one.due_at - now).total_seconds())) if one.due_at < now
         else duration(int((one.due_at - now).total_seconds()))]
        for one in rows.order_by("due_at")[:MOST_CLOCKS]
    ]  # fmt: skip
    if not lines:
        return []
    return [
        Heading(_("What is due")),
        table([Column(_("What"), width=36), Column(_("Due"), "moment", 18),
               Column(_("Time left"), width=24)], lines),
    ]  # fmt: skip
