"""What came of a drill in its report: times, findings with their actions, hot wash, attendance."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills import fact_rows
from drills.models import Drill
from followup.models import ActionState
from reports.document.blocks import Block, Chapter, Column, Heading, Words, note, table

Rows = dict[str, Any]


def measured(facts: Rows) -> Chapter:
    counts = {True: _("Yes"), False: _("No"), None: _("To be reviewed")}
    rows = [
        [one["name"], one["kind"].upper(), one["value_s"], one["target_s"],
         "no_target" if one["target_s"] is None
         else ("unknown" if one["met"] is None else ("met" if one["met"] else "missed")),
         one["mtd_s"], one["pauses_s"] or None, counts[one["accepted"]], one["note"]]
        for one in fact_rows.measured(facts)
    ]  # fmt: skip
    blocks: list[Block] = [
        table(
            [Column(_("Process or system"), width=28), Column("", width=6),
             Column(_("Measured"), "duration", 12), Column(_("Target"), "duration", 12),
             Column(_("Result"), "status", 12), Column("MTD", "duration", 11),
             Column(_("Pauses left out"), "duration", 12), Column(_("Counts"), width=12),
             note(_("Note"), bare=False)],
            rows, sheet=_("Measured times"), empty=_("Nothing was measured."),
        )
    ]  # fmt: skip
    if facts["type"] == "tabletop":
        words = _("A tabletop only talks a recovery through: these times are simulated.")
        blocks.append(Words(words, "quiet"))
    return Chapter("measured", _("RTO and RPO measured"), blocks)


def findings(facts: Rows) -> Chapter:
    strengths = [one for one in facts["findings"] if one["kind"] == "strength"]
    improve = [one for one in facts["findings"] if one["kind"] == "improvement"]
    blocks: list[Block] = [
        Heading(_("Strengths")),
        table(
            [Column("#", width=7), Column(_("Strength"), "long", 90)],
            [[one["key"], one["text"]] for one in strengths],
            sheet=_("Strengths"), empty=_("None was named."),
        ),
        Heading(_("Areas to improve")),
        table(
            [Column("#", width=7), Column(_("Area to improve"), width=46),
             Column(_("Action"), width=16), Column(_("Owner"), width=18),
             Column(_("Due"), "day", 12),
             Column(_("State"), width=14), Column(_("Avoided loss"), "money", 14),
             note(_("Root cause"), bare=False), note(_("What follows"), bare=False)],
            [_improvement(one) for one in improve],
            sheet=_("Areas to improve"), empty=_("None was found."),
        ),
    ]  # fmt: skip
    return Chapter("findings", _("Findings and actions"), blocks)


def _improvement(one: Rows) -> list[Any]:
    action = one["action"] or {}
    follows = [
        action.get("title", ""),
        _("Plan to change: %(plan)s") % {"plan": one["plan"]} if one["plan"] else "",
        _("No action: %(reason)s") % {"reason": one["no_action_reason"]}
        if one["no_action_reason"]
        else "",
    ]
    state = str(dict(ActionState.choices).get(action.get("state", ""), ""))
    return [
        one["key"], one["text"], action.get("code", ""), action.get("owner", ""),
        action.get("due_on"), state, one["avoided_loss"], one["root_cause"],
        "; ".join(filter(None, follows)),
    ]  # fmt: skip


def hot_wash(facts: Rows) -> Chapter:
    said = facts["hot_wash"]
    words = _("%(answered)s of %(asked)s people answered.")
    return Chapter("hot-wash", _("Hot wash"), [
        Words(words % said),
        table(
            [Column(_("Who"), width=20), Column(_("What went well"), "long", 34),
             Column(_("What did not go well"), "long", 34),
             Column(_("What should change first"), "long", 34)],
            [[one["name"] or pgettext("answer", "Anonymous"), one["went_well"], one["went_badly"],
              one["change_first"]] for one in said["notes"]],
            sheet=_("Hot wash"), empty=_("Nobody answered."),
        ),
    ])  # fmt: skip


def attendance(drill: Drill, facts: Rows) -> Chapter:
    return Chapter("attendance", _("Attendance"), [
        table(
            [Column(_("Name"), width=24), Column(_("Department"), width=22),
             Column(_("Part"), width=14), Column(_("Key person"), "yes_no", 10),
             Column(_("From"), "moment", 17), Column(_("Until"), "moment", 17),
             Column(_("In time"), "yes_no", 10)],
            [[one["name"], one["department_name"], one["role_words"], one["key_person"],
              one["present_from"], one["present_to"], one["on_time"]]
             for one in fact_rows.people(facts)],
            sheet=_("Attendance"), empty=_("Nobody was invited."),
        )
    ])  # fmt: skip
