"""The response card of an incident that runs: what is ticked, what is open, who is called."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from incidents import fact_rows
from incidents.facts import facts_of
from incidents.models import CheckRun, Incident
from lib.language import in_language
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Facts,
    Heading,
    Table,
    Words,
    table,
)
from reports.incident_choice import incident_of
from reports.incidents.words import duration, frame, heading, instant, watermark
from reports.models import Report
from reports.past import moment_of, notes

SIGNS = {"done": "☑", "na": "—", "failed": "☒", "todo": "☐"}


def title() -> str:
    return _("Response card")


def card_document(report: Report) -> Document:
    with moment_of(report) as at:
        return _document(report, incident_of(report), at)


def _document(report: Report, incident: Incident, at: datetime) -> Document:
    facts = facts_of(incident, at)
    name = heading(incident, title())
    blocks: list[Block] = [
        Words(f"{incident.number} {incident.title}", "lead"),
        Facts([
            (_("Printed"), instant(at, incident.timezone)),
            (_("Grade"), str(facts["grade"] or _("not graded"))),
            (_("Began"), instant(incident.occurred_at, incident.timezone)),
            (pgettext("instant", "Declared"), instant(incident.declared_at, incident.timezone)),
            (_("Version of the card"), _version(incident)),
            (_("Chat group"), " ".join(filter(None, (incident.group_name, incident.group_url)))
             or "–"),
        ]),
    ]  # fmt: skip
    for step in facts["steps"]:
        blocks += [Heading(_step_words(step)), _boxes(step)]
    if not facts["steps"]:
        blocks.append(Words(_("There was no card."), "quiet"))
    blocks += [Heading(_("Who is called")), _calls(facts)]
    blocks.append(
        Words(_("What is done by hand goes here with its time, and into the platform later; it "
                "counts by the time of the deed."), "quiet")
    )  # fmt: skip
    blocks += [Words(one, "quiet") for one in notes(report)]
    chapter = Chapter("card", name, blocks)
    return frame(
        name, at=at, zone=incident.timezone, chapters=(chapter,), watermark=watermark(incident)
    )


def _version(incident: Incident) -> str:
    version = incident.card_version
    return _("the shipped one") if version is None else f"{version.plan} {version.number}"


def _step_words(step: dict[str, object]) -> str:
    words = in_language(str(step["title_en"]), str(step["title_zh"]))
    attempt = step["attempt"]
    again = _(" (attempt %(n)s)") % {"n": attempt} if attempt != 1 else ""
    limit = step["limit_s"]
    within = f" · {_('within %(time)s') % {'time': duration(int(str(limit)))}}" if limit else ""
    return f"{step['number']}. {words}{again}{within}"


def _boxes(step: dict[str, object]) -> Table:
    boxes = step["boxes"]
    assert isinstance(boxes, list)
    lines = [
        [SIGNS.get(box["state"], "☐"),
         _box_words(box),
         fact_rows.label(CheckRun.State, box["state"]), box["at"], box["reason"]]
        for box in boxes
    ]  # fmt: skip
    due, done = fact_rows.at(step["due_at"]), fact_rows.at(step["done_at"])  # type: ignore[arg-type]
    lines.append(["", _("The whole step"), _("due"), due, ""])
    if done is not None:
        lines.append(["", _("The whole step"), _("done"), done, ""])
    return table(
        [Column("", width=4), Column(_("What"), width=52), Column(_("State"), width=14),
         Column(_("At"), "moment", 18), Column(_("Why"), width=20)],
        lines,
    )  # fmt: skip


def _box_words(box: dict[str, object]) -> str:
    words = in_language(str(box["text_en"]), str(box["text_zh"]))
    return words if box["required"] else f"{words} ({_('optional')})"


def _calls(facts: dict[str, object]) -> Table:
    lines = [
        [one["number"], one["person"], one["role_name"], one["state_words"], one["reached_at"]]
        for one in fact_rows.contacts(facts)
    ]
    return table(
        [Column("#", width=6), Column(_("Person"), width=24), Column(_("Role"), width=30),
         Column(_("Result"), width=20), Column(_("Reached"), "moment", 18)],
        lines, empty=_("Nobody stood on the call list."),
    )  # fmt: skip
