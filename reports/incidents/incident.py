"""The report of one incident: what happened, measured, judged, with its whole timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from followup.services.timeline import broken_at
from incidents import event_words, fact_rows
from incidents.facts import facts_of
from incidents.forms.review import DIMENSION_WORDS
from incidents.models import DIMENSIONS, Attachment, Incident, IncidentEntry, Review
from incidents.room import Room
from lib.chart_outage import Bar, state_timeline
from lib.language import listed
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Picture,
    Tile,
    Tiles,
    Words,
    note,
    table,
)
from reports.incident_choice import incident_of
from reports.incidents.words import duration, frame, heading, instant, money, watermark, yes_no
from reports.models import Report
from reports.past import moment_of, notes

Rows = dict[str, Any]


def title() -> str:
    return _("Incident report")


def incident_document(report: Report) -> Document:
    """As it stands at the report's moment; once the review is submitted, with the facts frozen
    there."""
    seen = visibilities(report)
    with moment_of(report) as at:
        return _document(report, incident_of(report), at, seen)


def visibilities(report: Report) -> Sequence[str]:
    """Which entries of the timeline the reader may see: by today's rights, whatever the report's
    moment."""
    live = incident_of(report)
    return Room(live, report.requested_by, timezone.now()).visibilities


def _document(
    report: Report, incident: Incident, at: datetime, visibilities: Sequence[str]
) -> Document:
    review = Review.objects.filter(incident=incident).select_related(
        "author", "submitted_by", "approved_by"
    )
    one = review.first()
    facts = (one.facts if one is not None and one.facts else None) or facts_of(incident, at)
    chapters = [
        _summary(incident, facts, at),
        _course(incident, facts),
        _impacts(facts),
        _clocks(facts),
        _talk(facts),
        _people(facts),
        _plans(facts),
        *([_review(incident, one, facts)] if one is not None else []),
        _timeline(incident, visibilities),
        _method(incident, notes(report)),
    ]
    return replace(
        frame(heading(incident, title()), at=at, zone=incident.timezone),
        facts=_cover(incident, one, facts),
        digest=incident.last_digest,
        digest_words=_("of the last entry of the timeline; it covers every one before"),
        chapters=tuple(chapters),
        watermark=watermark(incident),
    )


def _cover(incident: Incident, review: Review | None, facts: Rows) -> list[tuple[str, str]]:
    rows = [
        (_("Incident"), f"{incident.number} {incident.title}"),
        (_("State"), fact_rows.status({"status": incident.status})),
        (_("Grade"), _grade(facts)),
        (_("Began"), instant(fact_rows.at(facts["times"]["occurred_at"]), incident.timezone)),
        (
            pgettext("instant", "Restored"),
            instant(fact_rows.at(facts["times"]["restored_at"]), incident.timezone),
        ),
    ]
    if review is not None:
        state = str(review.get_state_display())
        rows.append((_("Review"), f"{state}, {_('revised')}" if review.revised else state))
    return rows


def _grade(facts: Rows) -> str:
    if facts["grade"] is None:
        return _("not graded")
    worst = facts["worst_grade"]
    if worst and worst != facts["grade"]:
        return _("%(grade)s (at worst %(worst)s)") % {"grade": facts["grade"], "worst": worst}
    return str(facts["grade"])


def _summary(incident: Incident, facts: Rows, at: datetime) -> Chapter:
    impacts = fact_rows.impacts(facts)
    blocks: list[Block] = [Words(facts["title"], "lead")]
    if facts["summary"]:
        blocks.append(Words(facts["summary"]))
    loss = facts["loss"]
    met = [one["rto_met"] for one in impacts if one["rto_met"] is not None]
    late = [one for one in facts["reports"] if one["late_s"]]
    blocks += [
        Tiles([
            Tile(_("Grade"), _grade(facts), "text"),
            Tile(_("From the beginning to the recovery"), facts["spans"]["restore_s"], "duration",
                 note="" if facts["spans"]["restore_s"] is not None else _("still down")),
            Tile(_("RTO met"), f"{sum(met)} / {len(met)}", "text", bad=not all(met)),
            Tile(_("Estimated loss"), money(fact_rows.amount(loss["total"]), loss["currency"]),
                 "text", note=_("a lower bound") if loss["unknown"] and loss["total"] else ""),
            Tile(_("Systems"), len(facts["systems"])),
            Tile(_("Processes"), len(impacts)),
            Tile(_("Situation reports"), len(facts["reports"]),
                 note=_("%(n)s late") % {"n": len(late)}, bad=bool(late)),
            Tile(_("Corrective actions"), len(facts["actions"])),
        ]),
        *_picture(incident, impacts, at),
    ]  # fmt: skip
    rows = [
        (_("Systems"), systems_words(facts)),
        (_("Regions"), fact_rows.regions(facts["regions"])),
        (_("Category"), fact_rows.category(facts)),
        (_("Change reference"), facts["change_ref"]),
        *((what, listed(numbers)) for what, numbers in fact_rows.links(facts)),
    ]  # fmt: skip
    blocks.append(Facts([(label, words or "–") for label, words in rows]))
    return Chapter("summary", _("Summary"), blocks)


def systems_words(facts: Rows) -> str:
    return listed(f"{one['name']} ({one['extent']})" for one in fact_rows.systems(facts))


def _picture(incident: Incident, impacts: list[Rows], now: datetime) -> list[Block]:
    """Each process: down, and carried by a workaround, until it came back."""
    if not impacts:
        return []
    began = min(one["start_at"] for one in impacts)
    ends = [one["end_at"] or now for one in impacts]
    horizon = max(int((max(ends) - began).total_seconds()), 60)

    def at(when: Any) -> int:
        return int((when - began).total_seconds())

    rows: list[tuple[str, list[Bar]]] = []
    marks = []
    for one, end in zip(impacts[:20], ends[:20], strict=True):
        start, begun, until = at(one["start_at"]), one["workaround_started_at"], at(end)
        bars: list[Bar] = [(start, until if begun is None else at(begun), "down")]
        if begun is not None:
            bars.append((at(begun), until, "workaround"))
        rows.append((one["name"], bars))
        for kind in ("rto", "mtd"):
            limit = one[f"{kind}_s"]
            if limit is not None and start + limit <= horizon:
                marks.append((one["name"], start + limit, kind))
    labels = {
        "d": _("Days since it began"), "h": _("Hours since it began"),
        "min": _("Minutes since it began"), "from": _("From"), "until": _("Until"),
        "process": _("Process"), "state": _("State"), "down": _("Down"),
        "workaround": _("On workaround"), "reduced": _("Short of people"),
        "unstated": _("Duration not stated"), "rto": _("RTO passed"), "mtd": _("MTD passed"),
        "at": _("Now"),
    }  # fmt: skip
    spec = state_timeline(rows=rows, horizon_s=horizon, labels=labels, marks=marks)
    return [Picture(spec, _("Which process was down when; the table of impacts says the same."))]


def _course(incident: Incident, facts: Rows) -> Chapter:
    zone = incident.timezone
    mark = "≈ " if facts["occurred_precision"] == "estimated" else ""
    rows = [
        (label, (mark if at == 0 else "") + instant(when, zone))
        for at, (label, when) in enumerate(fact_rows.instants(facts))
    ]
    grades = table(
        [Column(_("When"), "moment", 17), Column(_("Grade"), width=8),
         Column(pgettext("grade", "How"), width=30), Column(_("Suggested"), width=10),
         Column(_("By"), width=18),
         note(_("Reason"), bare=False)],
        [[one["at"], one["after"], one["kind_words"], one["suggested"], one["by"], one["reason"]]
         for one in fact_rows.grades(facts)],
        sheet=_("Grades"), empty=_("No grade was confirmed."),
    )  # fmt: skip
    spans = table(
        [Column(_("Time to"), width=16), Column(_("From, to"), width=40),
         Column(_("Time"), "duration", 14)],
        [[one["name"], one["from_to"], one["seconds"]] for one in fact_rows.spans(facts)],
        sheet=_("Durations"),
    )  # fmt: skip
    blocks: list[Block] = [
        Facts(rows), Heading(_("How long it took")), spans, Heading(_("Grades")), grades,
    ]  # fmt: skip
    return Chapter("course", _("Course of events"), blocks)


def _impacts(facts: Rows) -> Chapter:
    rows = fact_rows.impacts(facts)
    columns = [
        Column(_("Process"), width=26), Column(_("From"), "moment", 17),
        Column(_("Until"), "moment", 17), Column(_("Down"), "duration", 13),
        Column("RTO", "duration", 10), Column(_("RTO"), "status", 11),
        Column("MTD", "duration", 10), Column(_("MTD"), "status", 11),
    ]  # fmt: skip
    first = [
        [one["name"], one["start_at"], one["end_at"], one["down_s"], one["rto_s"],
         fact_rows.met_status(one["rto_met"]) if one["rto_s"] is not None else "no_target",
         one["mtd_s"],
         fact_rows.met_status(one["mtd_met"]) if one["mtd_s"] is not None else "no_target"]
        for one in rows
    ]  # fmt: skip
    data = [
        Column(_("Process"), width=26), Column(_("Last good data"), "moment", 17),
        Column(_("Data gap"), "duration", 12), Column("RPO", "duration", 10),
        Column(_("RPO"), "status", 11), Column(_("Estimated loss"), "money", 15),
        Column(_("Actual loss"), "money", 15), Column(_("Complaints"), "whole", 10),
        note(_("About the data"), bare=False), note(_("About the loss"), bare=False),
    ]  # fmt: skip
    second = [
        [one["name"], one["last_good_data_at"], one["achieved_rpo_s"], one["rpo_s"],
         fact_rows.met_status(one["rpo_met"]) if one["rpo_s"] is not None else "no_target",
         one["estimated_loss"], one["actual_loss"], one["complaints"],
         one["data_loss_note"] or (_("No data were lost.") if one["no_data_lost"] else ""),
         _("The actual loss is not known.") if one["actual_loss_unknown"] else ""]
        for one in rows
    ]  # fmt: skip
    empty = _("No process was affected.")
    loss = facts["loss"]
    words = []
    if loss["unknown"]:
        names = listed(loss["unknown"])
        words.append(_("Nothing is known of the losses of: %(names)s.") % {"names": names})
    if loss["shared_with"]:
        numbers = listed(loss["shared_with"])
        words.append(_("The same processes were hit by %(numbers)s.") % {"numbers": numbers})
    if loss["beyond_horizon"]:
        words.append(_("It lasted longer than the BIA looks ahead: the last slope goes on."))
    blocks: list[Block] = [
        table(columns, first, sheet=_("Impacts"), empty=empty),
        Heading(_("Data and losses")),
        table(data, second, sheet=_("Data and losses"), empty=empty),
        Words(_("Losses are estimates by the approved BIA, in %(currency)s.")
              % {"currency": loss["currency"]}, "quiet"),
        *(Words(one, "quiet") for one in words),
    ]  # fmt: skip
    return Chapter("impacts", _("Impacts"), blocks)


def _clocks(facts: Rows) -> Chapter:
    clocks = table(
        [Column(_("Clock"), width=26), Column(_("Concerns"), width=20),
         Column(_("Started"), "moment", 17),
         Column(_("Limit"), "duration", 11), Column(_("Actual"), "duration", 11),
         Column(_("Late"), "duration", 11), Column(_("State"), "status", 14)],
        [[one["name"], one["of"] or (_("grade %(grade)s") % {"grade": one["grade"]}
          if one["grade"] else ""), one["anchor_at"], one["limit_s"], one["actual_s"],
          one["late_s"], one["status"]] for one in fact_rows.clocks(facts)],
        sheet=_("Clocks"), empty=_("No clock ran."),
    )  # fmt: skip
    steps = table(
        [Column("#", width=5), Column(_("Step"), width=32), Column(_("Due"), "moment", 17),
         Column(_("Done"), "moment", 17), Column(_("Late"), "duration", 11),
         Column(_("Boxes"), "figure", 9), Column(_("State"), width=11)],
        [[f"{one['number']}" + (f".{one['attempt']}" if one["attempt"] > 1 else ""), one["title"],
          one["due_at"], one["done_at"], one["late_s"], f"{one['boxes_done']} / {one['boxes']}",
          one["state_words"]] for one in fact_rows.steps(facts)],
        sheet=_("Steps of the card"), empty=_("There was no card."),
    )  # fmt: skip
    blocks: list[Block] = [clocks, Heading(_("Response card")), steps]
    return Chapter("clocks", _("Clocks: limit, actual, late"), blocks)


def _talk(facts: Rows) -> Chapter:
    reports = table(
        [Column("#", width=5), Column(_("Due"), "moment", 17), Column(_("Submitted"), "moment", 17),
         Column(_("Late"), "duration", 12), Column(_("By"), width=20),
         note(_("What happened"), bare=False), note(_("What was done"), bare=False),
         note(_("What comes next"), bare=False), note(_("What must be decided"), bare=False)],
        [[str(one["number"]), one["due_at"], one["submitted_at"], one["late_s"], one["by"],
          _("No change") if one["no_change"] else one["happened"], one["done"],
          one["next_steps"], one["needs"]] for one in fact_rows.reports(facts)],
        sheet=_("Situation reports"), empty=_("No situation report was given."),
    )  # fmt: skip
    decisions = table(
        [Column(_("When"), "moment", 17), Column(_("Question"), width=28),
         Column(_("Decision"), width=28), Column(_("By"), width=20),
         note(_("Options"), bare=False), note(_("Why"), bare=False)],
        [[one["at"], one["question"], one["choice"],
          " · ".join(filter(None, (one["by"], one["level_name"]))),
          listed(str(option) for option in one["options"]), one["rationale"]]
         for one in fact_rows.decisions(facts)],
        sheet=_("Decisions"), empty=_("No decision was written down."),
    )  # fmt: skip
    messages = table(
        [Column("#", width=5), Column(_("To"), width=16), Column(_("Subject"), width=44),
         Column(_("State"), width=16), Column(_("Sent"), "moment", 17)],
        [[str(one["number"]), one["audience_words"], one["subject"], one["state_words"],
          one["sent_at"]] for one in fact_rows.messages(facts)],
        sheet=_("Messages"), empty=_("No message was written."),
    )  # fmt: skip
    blocks: list[Block] = [
        reports, Heading(_("Decisions")), decisions, Heading(_("Messages")), messages,
    ]  # fmt: skip
    return Chapter("reports", _("Reports, decisions, messages"), blocks)


def _people(facts: Rows) -> Chapter:
    people = table(
        [Column(_("Role"), width=20), Column(_("Person"), width=22),
         Column(_("From"), "moment", 17),
         Column(_("Until"), "moment", 17), Column(_("Took over unasked"), "yes_no", 12),
         note(_("Hand-over"), bare=False)],
        [[one["role_words"], one["person"], one["assumed_at"], one["released_at"],
          one["break_glass"], one["handover_note"]] for one in fact_rows.people(facts)],
        sheet=_("People"), empty=_("Nobody had a role."),
    )  # fmt: skip
    calls = table(
        [Column("#", width=6), Column(_("Person"), width=22), Column(_("Role"), width=26),
         Column(_("Attempts"), "whole", 10), Column(_("Result"), width=20),
         Column(_("Reached"), "moment", 17)],
        [[one["number"], one["person"], one["role_name"], one["tries"], one["state_words"],
          one["reached_at"]] for one in fact_rows.contacts(facts)],
        sheet=_("Call list"), empty=_("Nobody stood on the call list."),
    )  # fmt: skip
    return Chapter("people", _("People"), [people, Heading(_("Call list")), calls])


def _plans(facts: Rows) -> Chapter:
    plans = table(
        [Column(_("Plan"), width=30), Column(_("Version"), width=9),
         Column(_("Activated"), "moment", 17), Column(_("Tasks done"), "figure", 11),
         Column(_("Late"), "whole", 7), Column(_("Of 5"), "whole", 7),
         Column(_("Must change"), "yes_no", 12), note(_("Why"), bare=False),
         note(_("Outcome"), bare=False)],
        [[one["name"], one["version"], one["activated_at"],
          f"{one['tasks_done']} / {one['tasks']}", one["tasks_late"], one["rating"],
          one["change_needed"], one["why"], one["outcome"]] for one in fact_rows.plans(facts)],
        sheet=_("Plans"), empty=_("No plan was carried out."),
    )  # fmt: skip
    blocks: list[Block] = [plans]
    backfills = fact_rows.backfills(facts)
    if backfills:
        blocks += [
            Heading(_("Backfills")),
            table(
                [Column(_("Number"), width=18), Column(_("Form"), width=26),
                 Column(_("Shop"), width=20), Column(_("State"), width=16),
                 Column(_("Due"), "moment", 17), Column(_("Reconciled"), "moment", 17)],
                [[one["code"], one["form_name"], one["store_name"], one["state_words"],
                  one["due_at"], one["reconciled_at"]] for one in backfills],
                sheet=_("Backfills"),
            ),
        ]  # fmt: skip
    return Chapter("plans", _("Plans"), blocks)


def _review(incident: Incident, review: Review, facts: Rows) -> Chapter:
    zone = incident.timezone
    state = [
        (_("State"), str(review.get_state_display())),
        (_("Author"), str(review.author or "–")),
        (_("Submitted"), f"{instant(review.submitted_at, zone)} {review.submitted_by or ''}"),
        (_("Approved"), f"{instant(review.approved_at, zone)} {review.approved_by or ''}"),
    ]
    if review.digest:
        state.append((_("Digest of the facts"), review.digest))
    blocks: list[Block] = [Facts(state)]
    if review.revised:
        words = _(
            "Revised: times were put right after the submission; these are the corrected facts."
        )
        blocks.append(Words(words, "mark"))
    for name in ("summary", "symptom", "whys", "root_cause", "factors", "treatment", "went_well",
                 "went_badly"):  # fmt: skip
        if name == "whys":
            if review.whys:
                blocks += [Heading(_("Five whys")), Items(list(review.whys))]
            continue
        text = getattr(review, name)
        label = str(Review._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        blocks += [
            Heading(label[:1].upper() + label[1:]),
            Words(text) if text else Words(_("Not written."), "quiet"),
        ]
    card = yes_no(review.card_helped) + (f". {review.card_comment}" if review.card_comment else "")
    blocks += [Heading(_("Did the response card help?")), Words(card), Heading(_("Evaluation"))]
    scored = []
    for name in DIMENSIONS:
        one = review.scores.get(name)
        score = str(one["score"]) if one else _("not evaluated")
        scored.append([str(DIMENSION_WORDS[name]), score, one["text"] if one else ""])
    blocks.append(
        table([Column(_("Dimension"), width=26), Column(_("Of 5"), "figure", 14),
               Column(_("Why so"), width=44)], scored, sheet=_("Evaluation"))
    )  # fmt: skip
    blocks.append(Heading(_("Corrective actions")))
    actions = table(
        [Column(_("Number"), width=15), Column(_("Action"), width=36), Column(_("Owner"), width=18),
         Column(_("Due"), "day", 17), Column(_("State"), width=16)],
        [[one["code"], one["title"], one["owner"], one["due_on"], one["state_words"]]
         for one in fact_rows.actions(facts)],
        sheet=_("Actions"), empty=review.no_actions_reason or _("None."),
    )  # fmt: skip
    return Chapter("review", _("Review"), [*blocks, actions])


def _timeline(incident: Incident, visibilities: Sequence[str]) -> Chapter:
    rows = (
        IncidentEntry.objects.filter(incident=incident)
        .select_related("actor", "pin", "corrects")
        .prefetch_related(
            "corrected_by", Prefetch("attachments", Attachment.objects.defer("content"))
        )
        .order_by("seq")
    )
    every = list(rows)
    shown = [one for one in every if one.visibility in visibilities]
    lines = []
    for one in shown:
        late = int(one.payload.get("late_s", 0))
        said = [
            _("corrected later") if one.corrected_by.all() else "",
            _("corrects %(number)s") % {"number": one.corrects.seq} if one.corrects else "",
            _("late entry +%(time)s") % {"time": duration(late)} if late else "",
            _("pinned") if hasattr(one, "pin") else "",
            *(f"{file.name} (SHA-256 {file.sha256})" for file in one.attachments.all()),
        ]
        lines.append([
            str(one.seq), one.at, str(event_words.title_of(one.type, one.payload)),
            str(one.actor) if one.actor else _("the platform"), one.digest[:12], one.text,
            listed(filter(None, said)),
        ])  # fmt: skip
    broken = broken_at(every)
    blocks: list[Block] = [
        table(
            [Column("#", width=6), Column(_("When"), "moment", 17), Column(_("What"), width=26),
             Column(_("Who"), width=20), Column(_("Digest"), width=14), note(_("Text")),
             note(_("Remarks"))],
            lines, sheet=_("Timeline"), empty=_("Nothing was written down."),
        ),
    ]  # fmt: skip
    if len(shown) < len(every):
        words = _("%(n)s entries are for the command only and do not stand here.")
        blocks.append(Words(words % {"n": len(every) - len(shown)}, "quiet"))
    if broken is None:
        words = _("The chain of all %(n)s entries is unbroken. Last digest: %(digest)s")
        values = {"n": len(every), "digest": incident.last_digest or "–"}
        blocks.append(Words(words % values, "quiet"))
    else:
        words = _("The chain is broken at entry %(n)s: it is not as it was written.")
        blocks.append(Words(words % {"n": broken}, "mark"))
    return Chapter("timeline", _("Timeline"), blocks)


def _method(incident: Incident, past: Sequence[str]) -> Chapter:
    sentences = [
        _("Instants are those that people claimed, in the zone of the incident (%(zone)s); what "
          "was entered more than five minutes later is marked.") % {"zone": incident.timezone},
        _("The recovery time of a process runs from its own beginning to its own end; a "
          "workaround shortens the loss, not the recovery time, unless the organisation decided "
          "otherwise."),
        _("The data gap is the time between the last good data and the beginning."),
        _("Every entry of the timeline carries the digest of the one before; to change one is to "
          "break all that follow."),
        *past,
    ]  # fmt: skip
    return Chapter("method", _("How this was measured"), [Items(sentences)])
