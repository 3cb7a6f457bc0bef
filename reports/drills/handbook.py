"""What is read before a drill: the facilitator's handbook with the whole script, and the situation
manual, which players may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills.models import (
    Criterion,
    Drill,
    Expectation,
    Inject,
    Objective,
    Participant,
    SafetyCheck,
)
from drills.rule_words import duration
from drills.safety_words import SAFETY
from followup.services.wording import DRILL
from lib.language import in_language, listed
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Words,
    note,
    table,
)
from reports.drill_choice import drill_of
from reports.drills.words import heading
from reports.incidents.words import frame, instant
from reports.models import Report
from reports.past import moment_of, notes


def handbook_title() -> str:
    return _("Facilitator's handbook")


def manual_title() -> str:
    return _("Situation manual")


def handbook_document(report: Report) -> Document:
    """For controllers and evaluators only: the injects and what is expected."""
    with moment_of(report) as at:
        drill = drill_of(report)
        return _framed(report, drill, handbook_title(), at, (
            _about(drill, for_players=False), _objectives(drill, with_criteria=True),
            _script(drill), _people(drill, for_players=False), _safety(drill),
        ))  # fmt: skip


def manual_document(report: Report) -> Document:
    """For everybody: the situation, the objectives and the rules; no inject, no expectation."""
    with moment_of(report) as at:
        drill = drill_of(report)
        return _framed(report, drill, manual_title(), at, (
            _about(drill, for_players=True), _objectives(drill, with_criteria=False),
            _people(drill, for_players=True), _rules(drill),
        ))  # fmt: skip


def _framed(
    report: Report, drill: Drill, words: str, at: datetime, chapters: tuple[Chapter, ...]
) -> Document:
    last, past = chapters[-1], [Words(one, "quiet") for one in notes(report)]
    if past:
        chapters = (*chapters[:-1], replace(last, blocks=[*last.blocks, *past]))
    return replace(
        frame(heading(drill, words), at=at, zone=drill.timezone),
        facts=[
            (_("Drill"), f"{drill.code} {drill.title}"),
            (_("Type"), str(drill.get_type_display())),
            (_("Planned start"), instant(drill.planned_start, drill.timezone)),
            (_("Planned end"), instant(drill.planned_end, drill.timezone)),
        ],
        digest=drill.last_digest,
        digest_words=_("of the last entry of the timeline; it covers every one before"),
        chapters=chapters,
        watermark=DRILL,
    )


def _about(drill: Drill, *, for_players: bool) -> Chapter:
    rows = [
        (_("Place"), drill.place),
        (_("Lead controller"), drill.lead_controller.name if drill.lead_controller else ""),
        (_("Lead evaluator"), drill.lead_evaluator.name if drill.lead_evaluator else ""),
        (_("Processes"), listed(str(one.name) for one in drill.processes.order_by("code"))),
        (_("Systems"), listed(str(one.name) for one in drill.systems.order_by("code"))),
        (_("Plan"), str(drill.plan_version or "")),
    ]
    blocks: list[Block] = [Words(drill.title, "lead"), Facts([one for one in rows if one[1]])]
    if drill.purpose.strip():
        blocks += [Heading(_("Purpose and scope")), Words(drill.purpose)]
    scenario = drill.scenario
    if scenario is not None:
        blocks += [Heading(pgettext("drill", "Scenario")), Words(str(scenario.name), "lead")]
        # The narrative is the situation everybody starts from; the trigger is not told to players.
        texts = (scenario.narrative,) if for_players else (scenario.trigger, scenario.narrative)
        blocks += [Words(str(text)) for text in texts if str(text).strip()]
        asked = [in_language(one.get("en", ""), one.get("zh", "")) for one in scenario.questions]
        if asked:
            blocks += [Heading(_("What the drill is to answer")), Items(asked)]
    return Chapter("situation", _("Situation"), blocks)


def _objectives(drill: Drill, *, with_criteria: bool) -> Chapter:
    goals = list(Objective.objects.filter(script__drill=drill))
    blocks: list[Block] = [
        table(
            [Column("#", width=7), Column(pgettext("drill", "Objective"), width=90)],
            [[one.key, str(one.text)] for one in goals],
            sheet=_("Objectives"), empty=_("The drill has no objectives yet."),
        )
    ]  # fmt: skip
    if with_criteria:
        rows = Criterion.objects.filter(script__drill=drill).select_related("objective")
        blocks += [Heading(_("Criteria")), table(
            [Column("#", width=7), Column(pgettext("drill", "Objective"), width=10),
             Column(pgettext("drill", "Criterion"), width=50), Column(_("Group"), width=14),
             Column(_("Rule"), width=22), Column(_("Gate"), "yes_no", 8)],
            [[one.key, one.objective.key, str(one.text), str(one.get_group_display()),
              str(one.get_rule_display()), one.gate]
             for one in rows.order_by("objective__position", "position", "pk")],
            sheet=_("Criteria"), empty=_("No criteria yet."),
        )]  # fmt: skip
    return Chapter("objectives", _("Objectives"), blocks)


def _script(drill: Drill) -> Chapter:
    injects = (
        Inject.objects.filter(script__drill=drill)
        .select_related("controller")
        .prefetch_related("to_people")
    )
    rows: list[list[Any]] = [
        [one.key, one.offset_s, one.scenario_time, str(one.title), str(one.get_channel_display()),
         listed([*one.to_roles, *(who.name for who in one.to_people.all())]) or _("everybody"),
         one.controller.name if one.controller else "", str(one.body), str(one.note),
         _condition(one.condition)]
        for one in injects
    ]  # fmt: skip
    expected = Expectation.objects.filter(inject__script__drill=drill).select_related(
        "inject", "criterion"
    )
    return Chapter("script", _("Script"), [
        table(
            [Column("#", width=7), Column(_("After"), "duration", 10),
             Column(_("Scenario time"), width=14), Column(_("Inject"), width=32),
             Column(_("Channel"), width=12), Column(_("To"), width=22),
             Column(_("Controller"), width=16), note(_("Text"), bare=False),
             note(_("Note for controllers"), bare=False), note(_("Only if"), bare=False)],
            rows, sheet=_("Injects"), empty=_("The drill has no injects yet."),
        ),
        Heading(_("Expected actions")),
        table(
            [Column("#", width=7), Column(_("After inject"), width=10),
             Column(_("Expected action"), width=52), Column(_("Of the role"), width=18),
             Column(_("Within"), "duration", 11), Column(pgettext("drill", "Criterion"), width=10)],
            [[one.key, one.inject.key, str(one.text), one.role, one.due_after_s,
              one.criterion.key if one.criterion else ""]
             for one in expected.order_by("inject__offset_s", "position", "pk")],
            sheet=_("Expected actions"), empty=_("No action is expected yet."),
        ),
    ])  # fmt: skip


def _condition(condition: Any) -> str:
    if not isinstance(condition, dict) or not condition:
        return ""
    words = {"met": _("%(key)s is met"), "unmet": _("%(key)s is not met")}
    kind = "all" if "all" in condition else "any"
    parts = [
        words.get(one.get("is", ""), "%(key)s") % {"key": one.get("expectation", "")}
        for one in condition.get(kind, [])
    ]
    return listed(parts) if kind == "all" else (" / ".join(parts))


def _people(drill: Drill, *, for_players: bool) -> Chapter:
    parts = Participant.objects.filter(drill=drill).for_list().order_by("role", "person__name")
    columns = [
        Column(_("Name"), width=26), Column(_("Part"), width=14),
        Column(_("Role in the response"), width=24), Column(_("Key person"), "yes_no", 10),
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [one.person.name, str(one.get_role_display()), one.response_role, one.key_person]
        for one in parts
    ]
    if not for_players:
        columns += [Column(_("Answer"), width=14)]
        for row, one in zip(rows, parts, strict=True):
            row.append(str(one.get_answer_display()))
    return Chapter("people", _("People"), [
        table(columns, rows, sheet=_("People"), empty=_("Nobody takes part yet."))
    ])  # fmt: skip


def _safety(drill: Drill) -> Chapter:
    words = {one.key: str(one.label) for one in SAFETY}
    rows = SafetyCheck.objects.filter(drill=drill)
    return Chapter("safety", _("Safety"), [
        table(
            [Column(_("Check"), width=60), Column(_("Done"), "yes_no", 8),
             Column(_("Note"), width=30)],
            [[words.get(one.key, one.key), one.done, one.note] for one in rows],
            sheet=_("Safety"), empty=_("No safety list: nothing is really operated."),
        ),
        Items(_stop_rules()),
    ])  # fmt: skip


def _rules(drill: Drill) -> Chapter:
    sentences = [
        _("Everything of the drill is marked %(mark)s, on screens, in messages and on paper.")
        % {"mark": DRILL},
        _("Speak and act as in a real event, with the people of the drill only: nobody outside is"
          " called, written to or told."),
        *_stop_rules(),
        _("Key people are present within %(time)s of the start.")
        % {"time": duration(drill.present_within_s)},
    ]  # fmt: skip
    return Chapter("rules", _("Rules"), [Items(sentences)])


def _stop_rules() -> list[str]:
    return [
        _("Something real happens? Press REAL EVENT, or say “STOP – REAL EVENT”: the drill stops at"
          " once for everybody."),
        _("The controller may pause the drill at any time; clocks and injects then stand still."),
    ]  # fmt: skip
