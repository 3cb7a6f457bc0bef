"""The after-action report of a drill (DRL-15): out of its frozen facts, with who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills import fact_rows
from drills.facts import facts_of
from drills.models import AfterActionReport, CriterionGroup, Drill, SignOff
from drills.services.results import lines_of, outcome_of
from drills.verdict_words import verdict_words
from followup.services.wording import DRILL
from lib.language import listed
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Tile,
    Tiles,
    Words,
    note,
    table,
)
from reports.drill_choice import drill_of
from reports.drills import course, outcome
from reports.drills.words import heading, joined
from reports.incidents.words import duration, frame, instant, money
from reports.models import Report
from reports.past import moment_of, notes

Rows = dict[str, Any]


def title() -> str:
    return _("After-action report")


def drill_document(report: Report) -> Document:
    """As it stands at the report's moment; once the report is submitted, with the facts frozen
    there."""
    with moment_of(report) as at:
        drill = drill_of(report)
        if report.as_of is not None:
            # Not kept in the history: what the results of then come to.
            drill.outcome = outcome_of(lines_of(drill, at))
        return _document(report, drill, at)


def _document(report: Report, drill: Drill, at: datetime) -> Document:
    one = (
        AfterActionReport.objects.filter(drill=drill)
        .select_related("author", "submitted_by", "approved_by")
        .first()
    )
    facts = (one.facts if one is not None else None) or facts_of(drill, at)
    return replace(
        frame(heading(drill, title()), at=at, zone=drill.timezone),
        facts=_cover(drill, one, facts),
        digest=one.digest if one is not None and one.digest else drill.last_digest,
        digest_words=_("of the facts this report was submitted with")
        if one is not None and one.digest
        else _("of the last entry of the timeline; it covers every one before"),
        chapters=(
            _summary(drill, one, facts),
            joined(_objectives(facts), _criteria(facts)),
            course.planned_chapter(drill, facts),
            course.chronology(drill, facts),
            joined(outcome.measured(facts), course.clocks(facts)),
            outcome.findings(facts),
            joined(outcome.hot_wash(facts), outcome.attendance(drill, facts)),
            joined(_signatures(drill, one), _method(notes(report))),
        ),
        watermark=DRILL,
    )


def _cover(drill: Drill, report: AfterActionReport | None, facts: Rows) -> list[tuple[str, str]]:
    state = str(report.get_state_display()) if report is not None else _("not drafted yet")
    return [
        (_("Drill"), f"{drill.code} {drill.title}"),
        (_("Type"), str(drill.get_type_display())),
        (pgettext("drill", "Held"), instant(drill.started_at, drill.timezone)),
        (_("Result"), _result(facts)),
        (_("Report"), state),
    ]


def _result(facts: Rows) -> str:
    score = facts["score"]
    words = str(verdict_words(score.get("verdict", "")))
    total = score.get("total")
    return words if total is None else f"{total} / 100 · {words}"


def _summary(drill: Drill, report: AfterActionReport | None, facts: Rows) -> Chapter:
    score = facts["score"]
    injects = facts["injects"]
    handled = sum(one["status"] in ("delivered", "skipped") for one in injects)
    times = [one["met"] for one in facts["measured"] if one["met"] is not None]
    improve = [one for one in facts["findings"] if one["kind"] == "improvement"]
    attendance = facts["attendance"]
    blocks: list[Block] = [
        Words(drill.title, "lead"),
        Tiles([
            Tile(_("Score"), score.get("total"), "score", note=_("of 100 points")),
            Tile(_("Verdict"), str(verdict_words(score.get("verdict", ""))), "text",
                 bad=score.get("verdict") in ("partly", "fail")),
            Tile(_("Rated, by weight"), f"{score.get('rated_percent', '0')} %", "text"),
            Tile(_("Ran for"), facts["ran_s"], "duration",
                 note=_("pauses left out: %(time)s") % {"time": duration(facts["paused_s"])}
                 if facts["paused_s"] else ""),
            Tile(_("Injects handled"), f"{handled} / {len(injects)}", "text"),
            Tile(_("RTO and RPO met"), f"{sum(times)} / {len(times)}", "text",
                 bad=not all(times)),
            Tile(_("Areas to improve"), len(improve)),
            Tile(_("Attendance"), f"{attendance['present']} / {attendance['invited']}", "text"),
        ]),
    ]  # fmt: skip
    if score.get("failed_gates"):
        words = _(
            "Gate not passed: %(keys)s. Whatever the points, the verdict is at most “%(most)s”."
        )
        most = verdict_words("partly")
        blocks.append(Words(words % {"keys": listed(score["failed_gates"]), "most": most}, "mark"))
    if score.get("total") is None:
        words = _("There is no overall score: less than %(needed)s %% of the weight was evaluated.")
        blocks.append(Words(words % {"needed": score.get("needed_percent", 80)}, "mark"))
    for said, words in (
        (facts["ended_early"], _("The drill ended early: what it measured is an estimate.")),
        (facts["self_evaluated"], _("Nobody but those who played evaluated this drill.")),
        (facts["tests_draft"], _("A draft of the plan was what was tested.")),
    ):
        if said:
            blocks.append(Words(words, "mark"))
    texts = {
        _("Scope"): report.scope if report is not None else "",
        _("How it went"): report.summary if report is not None else "",
        _("Conclusion"): report.conclusion if report is not None else "",
        _("Why nothing was found"): report.too_easy_note if report is not None else "",
    }
    for label, text in texts.items():
        if text:
            blocks += [Heading(label), *(Words(one) for one in text.splitlines() if one.strip())]
    currency = facts["currency"]
    head = [
        (label, instant(value, drill.timezone) if hasattr(value, "tzinfo") else str(value))
        for label, value in fact_rows.head(facts)
    ]
    figures = [
        (_("Planned cost"), facts["cost_planned"]), (_("Actual cost"), facts["cost_actual"]),
        (_("Loss caused by the drill"), facts["loss"]),
    ]  # fmt: skip
    head += [
        (label, money(fact_amount(value), currency))
        for label, value in figures
        if value is not None
    ]
    if facts["complaints"] is not None:
        head.append((_("Complaints"), str(facts["complaints"])))
    blocks += [Heading(_("About the drill")), Facts(head)]
    return Chapter("summary", _("Summary"), blocks)


def fact_amount(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _objectives(facts: Rows) -> Chapter:
    return Chapter("objectives", _("Objectives and verdicts"), [
        table(
            [Column("#", width=6), Column(pgettext("drill", "Objective"), width=52),
             Column(_("Criteria"), width=14),
             Column(_("Points"), "score", 9), Column(_("Result"), width=18)],
            [[one["key"], one["text"], listed(one["criteria"]), one["points"],
              one["level_words"] or pgettext("drill", "Not evaluated")]
             for one in fact_rows.objectives(facts)],
            sheet=_("Objectives"), empty=_("The drill had no objectives."),
        )
    ])  # fmt: skip


def _criteria(facts: Rows) -> Chapter:
    rows = fact_rows.criteria(facts)
    score = facts["score"]
    words = dict(CriterionGroup.choices)
    groups = table(
        [Column(_("Group"), width=24), Column(_("Weight, %"), "score", 12),
         Column(_("Points"), "score", 12), Column(_("Rated"), "figure", 12)],
        [[str(words.get(one["group"], one["group"])), one["weight"], one["points"],
          f"{one['rated']} / {one['of']}"] for one in score.get("groups", [])],
        sheet=_("Groups"), empty=_("No criterion was evaluated."),
    )  # fmt: skip
    lines = table(
        [Column("#", width=6), Column(pgettext("drill", "Criterion"), width=38),
         Column(_("Group"), width=12), Column(_("Weight, %"), "score", 9),
         Column(_("Points"), "score", 9), Column(_("Result"), width=16),
         Column(_("Source"), width=18),
         note(_("Figures"), bare=False), note(_("Reason"), bare=False)],
        [[one["key"], one["text"] + (f" ({_('gate not passed')})" if one["gate_failed"] else ""),
          one["group_words"], one["weight"], one["points"],
          one["level_words"] or pgettext("drill", "Not evaluated"), one["source_words"],
          "; ".join(one["figures"]), one["reason"]] for one in rows],
        sheet=_("Criteria"), empty=_("The drill had no criteria."),
    )  # fmt: skip
    ratings = table(
        [Column("#", width=6), Column(_("Evaluator"), width=26), Column(_("Rating"), width=20),
         Column(_("Reason"), "long", 48)],
        [[one["key"], rating["evaluator"], rating["level_words"], rating["reason"]]
         for one in rows for rating in one["ratings"]],
        sheet=_("Ratings"), empty=_("No evaluator rated a criterion."),
    )  # fmt: skip
    expected = table(
        [Column("#", width=7), Column(_("Expected action"), width=40),
         Column(_("Result"), width=14),
         Column(_("Observed"), "moment", 17), Column(pgettext("drill", "Late"), "duration", 11),
         Column(_("Evaluator"), width=18), note(_("Comment"), bare=False)],
        [[one["key"], one["text"], one["result_words"], one["observed_at"], one["late_s"] or None,
          one["by"], " ".join(filter(None, (one["comment"], one["evidence"])))]
         for one in fact_rows.expectations(facts)],
        sheet=_("Expected actions"), empty=_("No action was expected."),
    )  # fmt: skip
    met = _("Fully achieved: %(met)s of %(of)s criteria.") % {
        "met": score.get("met", 0), "of": score.get("of", 0)
    }  # fmt: skip
    blocks: list[Block] = [
        groups, Words(met, "quiet"), Heading(_("Criteria")), lines,
        Heading(_("What each evaluator said")), ratings, Heading(_("Expected actions")), expected,
    ]  # fmt: skip
    return Chapter("criteria", _("Criteria and score"), blocks)


def _signatures(drill: Drill, report: AfterActionReport | None) -> Chapter:
    """Those who signed, and empty lines for those who sign on paper."""
    signed = list(report.signed.select_related("by").order_by("at", "pk")) if report else []
    done = {one.part for one in signed if report is not None and one.digest == report.digest}
    rows = [
        [str(one.get_part_display()), str(one.by), one.at, one.note, one.digest[:12]]
        for one in signed
    ]
    rows += [
        [str(label), "", None, "", ""] for part, label in SignOff.Part.choices if part not in done
    ]
    blocks: list[Block] = [
        table(
            [Column(_("Part"), width=24), Column(_("Signed by"), width=28),
             Column(_("When"), "moment", 17), Column(_("Note"), width=28),
             Column(_("Digest"), width=14)],
            rows, sheet=_("Signatures"),
        )
    ]  # fmt: skip
    if report is not None and report.approved_at is not None:
        words = _("Approved by %(by)s, %(at)s.")
        at = instant(report.approved_at, drill.timezone)
        blocks.append(Words(words % {"by": report.approved_by, "at": at}))
    return Chapter("signatures", pgettext("report", "Sign-off"), blocks)


def _method(past: Sequence[str]) -> Chapter:
    sentences = [
        _("Achieved is 100 points, mostly achieved 75, partly achieved 40, not achieved 0. What"
          " does not apply is left out; what nobody evaluated counts for nothing, never as 0."),
        _("Technical criteria weigh 50, process criteria 30, business criteria 20, unless the"
          " organisation weighs them otherwise; the weight of what is not evaluated goes to the"
          " rest. A total needs 80 % of the weight."),
        _("From 90 points: excellent; from 75: passed; from 60: needs improvement; below: failed. A"
          " gate that is not passed leaves at most “partly achieved”."),
        _("Recovery times leave out the time in which the drill was paused. Those of a tabletop are"
          " simulated and prove nothing."),
        _("Several evaluators count with their mean; two levels and more apart, the lead evaluator"
          " settles it with a reason."),
        *past,
    ]  # fmt: skip
    return Chapter("method", _("How this was computed"), [Items(sentences)])
