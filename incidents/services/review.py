"""The review after an incident (INC-11): drafted, written, submitted, approved or sent back.

What happened is frozen at the submission (`facts`, with its digest); when instants are corrected
later it is frozen anew and the review is marked revised (E3).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from followup.models import CorrectiveAction
from followup.services.action_recurrence import mark_ineffective
from followup.services.clocks import meet_clock
from followup.services.verb import Call
from incidents.facts import facts_of
from incidents.models import (
    DIMENSIONS,
    Incident,
    IncidentRole,
    PlanVerdict,
    Review,
    RoleAssignment,
    Status,
)
from incidents.services.plan_verdicts import judge_plan
from incidents.services.review_telling import tell_approved, tell_returned, tell_submitted
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, save, written
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change
from plans.models import ActivationState, PlanActivation

__all__ = [
    "approve_review",
    "back_to_draft",
    "change_review",
    "digest_of_facts",
    "draft_review",
    "judge_plan",
    "mark_revised",
    "return_review",
    "submit_review",
    "unmet_for_submission",
]

TEXTS = (
    *("summary", "symptom", "root_cause", "factors", "treatment", "went_well", "went_badly"),
    *("card_comment", "no_actions_reason"),
)
FIELDS = frozenset((*TEXTS, "whys", "scores", "card_helped", "same_cause"))
MOST_TEXT = 10_000
MOST_WHYS = 5
STEP = "review"
CLOCK = "incident_review"
# Without these nobody could learn from it (S2-007: symptom, cause, treatment).
NEEDED: dict[str, Any] = {
    "summary": _("Say what happened."),
    "symptom": _("Say what was noticed first (the symptom)."),
    "root_cause": _("Name the root cause, or say that it is not known and who looks for it."),
    "treatment": _("Say what was done against it (the treatment)."),
}


@transaction.atomic
def draft_review(incident: Incident, at: datetime) -> Review:
    """The one review of `incident`, as a draft; called when the recovery is verified.

    What was written before a reopening stays; what waited for approval or was approved becomes a
    draft again. Every plan that was carried out gets a verdict to fill in.
    """
    commander = (
        RoleAssignment.objects.filter(incident=incident, role=IncidentRole.COMMANDER)
        .select_related("person__user")
        .order_by("-assumed_at", "-pk")
        .first()
    )
    review, is_new = Review.objects.get_or_create(
        incident=incident,
        defaults={
            "author": commander.person.user if commander else None,
            "symptom": incident.summary,
            "treatment": _what_was_done(incident),
        },
    )
    if not is_new and review.state != Review.State.DRAFT:
        _unsubmit(review)
    _draft_verdicts(incident)
    return review


@transaction.atomic
def back_to_draft(incident: Incident, **call: Unpack[Call]) -> None:
    """The incident runs again: what was said of it becomes a draft once more (E21).

    The caller holds the incident's row and has the right to open it again.
    """
    review = Review.objects.select_for_update().filter(incident=incident).first()
    if review is not None and review.state != Review.State.DRAFT:
        _unsubmit(review)


def _unsubmit(review: Review) -> None:
    change(
        review, read_version=None, state=Review.State.DRAFT.value, facts={}, digest="",
        revised=False, submitted_at=None, submitted_by=None, approved_at=None, approved_by=None,
    )  # fmt: skip


@transaction.atomic
def change_review(
    incident: Incident, *, read_version: int | None, earlier: Incident | None = None, **given: Any
) -> Review:
    """Set fields of the draft. `earlier` names the incident this one is the return of.

    `given`: any of FIELDS and those of `Call`. Raises PermissionDenied, GuardsUnmet (submitted
    already), StaleVersion, Refused at the field.
    """
    values = {name: value for name, value in given.items() if name in FIELDS}
    call: Call = {name: value for name, value in given.items() if name not in FIELDS}  # type: ignore[assignment]
    row = locked(incident)
    require_right(row, call["by"], "review")
    claimed(call)
    review = _review_of(row)
    _require_state(review, Review.State.DRAFT)
    values = _checked(values)
    if review.author_id is None:
        values["author"] = call["by"]
    change(review, read_version=read_version, **values)
    if earlier is not None and row.recurrence_of_id != earlier.pk:
        if earlier.pk == row.pk or earlier.declared_at > row.declared_at:
            words = _("Name an incident that was declared before this one.")
            raise Refused("not_earlier", words, "earlier")
        save(row, recurrence_of=earlier)
        incident.__dict__.update(row.__dict__)
    return review


@transaction.atomic
def submit_review(incident: Incident, **call: Unpack[Call]) -> Review:
    """It is written: the facts are frozen, K9 and step 5 of the card are met, approvers hear.

    Submitted already: nothing happens. Raises GuardsUnmet, one problem for each thing missing.
    """
    row = locked(incident)
    require_right(row, call["by"], "review")
    require_status(row, Status.REVIEWING)
    review = _review_of(row)
    if review.state != Review.State.DRAFT:
        return review
    when = claimed(call, not_before=row.verified_at)
    unmet = unmet_for_submission(review)
    if unmet:
        raise GuardsUnmet(unmet)
    save(row, review_submitted_at=when.at)
    facts = facts_of(row, when.at)
    change(
        review, read_version=None, state=Review.State.SUBMITTED.value, submitted_at=when.at,
        submitted_by=call["by"], facts=facts, digest=digest_of_facts(facts), returned_because="",
        author=review.author or call["by"],
    )  # fmt: skip
    meet_clock(
        kind=CLOCK, subject_kind="incident", subject_code=row.number, at=when.at, by=call["by"]
    )
    _finish_step(row, when)
    payload = {"digest": review.digest}
    entry = written(row, "review_submitted", when=when, call=call, payload=payload)
    tell_submitted(review, row, entry=entry, by=call["by"], at=when.recorded_at)
    publish_row("review.submitted", review, at=when.at)
    incident.__dict__.update(row.__dict__)
    return review


@transaction.atomic
def approve_review(incident: Incident, *, comment: str = "", **call: Unpack[Call]) -> Review:
    """By a continuity manager (III, IV) or the decision level (I, II); never by who submitted it.

    Where the same cause came back, the verified actions of the earlier incident did not help:
    they are marked so. Raises PermissionDenied, GuardsUnmet.
    """
    row = locked(incident)
    require_right(row, call["by"], "approve_review")
    review = _review_of(row)
    if review.state == Review.State.APPROVED:
        return review
    _require_state(review, Review.State.SUBMITTED)
    if review.submitted_by_id == call["by"].pk:
        words = _("Somebody else approves it: you submitted it.")
        raise GuardsUnmet.one("four_eyes", words)
    when = claimed(call, not_before=review.submitted_at)
    change(
        review, read_version=None, state=Review.State.APPROVED.value, approved_at=when.at,
        approved_by=call["by"],
    )  # fmt: skip
    entry = written(row, "review_approved", when=when, call=call, text=comment)
    mark_what_did_not_help(review, row, when=when)
    tell_approved(review, row, entry=entry, by=call["by"], at=when.recorded_at)
    publish_row("review.approved", review, at=when.at)
    incident.__dict__.update(row.__dict__)
    return review


@transaction.atomic
def return_review(incident: Incident, *, reason: str, **call: Unpack[Call]) -> Review:
    """Back to its author, with what is missing. The clock of the submission stays met."""
    row = locked(incident)
    require_right(row, call["by"], "approve_review")
    require_status(row, Status.REVIEWING)
    review = _review_of(row)
    _require_state(review, Review.State.SUBMITTED)
    if not reason.strip():
        raise Refused("required", _("Say what is missing."), "reason")
    when = claimed(call, not_before=review.submitted_at)
    change(
        review, read_version=None, state=Review.State.DRAFT.value,
        returned_because=reason.strip()[:MOST_TEXT], facts={}, digest="",
    )  # fmt: skip
    entry = written(row, "review_returned", when=when, call=call, text=reason)
    tell_returned(review, row, entry=entry, by=call["by"], at=when.recorded_at)
    incident.__dict__.update(row.__dict__)
    return review


def mark_revised(incident: Incident, at: datetime) -> None:
    """Instants were corrected after the submission: the facts are frozen anew (E3).

    The caller holds the incident's row and has written the corrected instants. What the facts
    were before stays in the review's history and, by its digest, in the new ones.
    """
    review = Review.objects.select_for_update().filter(incident=incident).first()
    if review is None or review.state == Review.State.DRAFT:
        return
    before = {"digest": review.digest, "until": at.isoformat()}
    facts = facts_of(incident, at)
    facts["revisions"] = [*review.facts.get("revisions", []), before]
    change(review, read_version=None, facts=facts, digest=digest_of_facts(facts), revised=True)


def mark_what_did_not_help(review: Review, incident: Incident, *, when: Claimed) -> int:
    """The verified actions of the incident this one repeats are marked ineffective; how many."""
    if not review.same_cause or incident.recurrence_of is None:
        return 0
    earlier = CorrectiveAction.objects.filter(
        source="incident", source_ref=incident.recurrence_of.number
    )
    return len(mark_ineffective(earlier, when=when, came_back=incident.number, by=None))


def unmet_for_submission(review: Review) -> list[Problem]:
    """What must be written first; the page greys its button with the same list."""
    address = f"PATCH incidents/{review.incident.number}/review/"
    problems = [
        Problem("required", words, name, address)
        for name, words in NEEDED.items()
        if not getattr(review, name).strip()
    ]
    if review.card_helped is None:
        words = _("Say whether the response card helped.")
        problems.append(Problem("required", words, "card_helped", address))
    return problems


def digest_of_facts(facts: Mapping[str, Any]) -> str:
    """SHA-256 of the facts' canonical JSON."""
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    problems = []
    for name in TEXTS:
        if name in values:
            values[name] = values[name].strip()
            if len(values[name]) > MOST_TEXT:
                problems.append(Problem("too_long", _("At most 10,000 characters."), name))
    if "whys" in values:
        values["whys"] = _whys(values["whys"], problems)
    if "scores" in values:
        values["scores"] = _scores(values["scores"], problems)
    if problems:
        raise Refused.many(problems)
    return values


def _whys(given: Any, problems: list[Problem]) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        problems.append(Problem("invalid", _("A list of answers is expected."), "whys"))
        return []
    found = [one.strip() for one in given if one.strip()]
    if len(found) > MOST_WHYS:
        problems.append(Problem("too_many", _("At most five answers."), "whys"))
    if any(len(one) > 1000 for one in found):
        problems.append(Problem("too_long", _("At most 1,000 characters an answer."), "whys"))
    return found


def _scores(given: Any, problems: list[Problem]) -> dict[str, Any]:
    """Dimension → {"score", "text"}; one without a score is left out: not evaluated."""
    if not isinstance(given, dict) or set(given) - set(DIMENSIONS):
        problems.append(Problem("invalid", _("There is no such dimension."), "scores"))
        return {}
    found = {}
    for name in DIMENSIONS:
        one = given.get(name)
        if not isinstance(one, dict) or one.get("score") is None:
            continue
        score, text = one["score"], str(one.get("text") or "").strip()
        if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= 5:
            problems.append(Problem("out_of_range", _("Rate from 1 to 5."), "scores"))
            continue
        if "\0" in text:
            words = _("It holds characters that cannot be kept.")
            problems.append(Problem("invalid", words, "scores"))
            continue
        found[name] = {"score": score, "text": text[:1000]}
    return found


def _review_of(incident: Incident) -> Review:
    review = Review.objects.select_for_update(of=("self",)).filter(incident=incident).first()
    if review is None:
        words = _("The review is drafted when the recovery is verified.")
        raise GuardsUnmet.one("no_review", words)
    return review


def _require_state(review: Review, *states: str) -> None:
    if review.state not in states:
        words = _("This cannot be done now: the review is “%(state)s”.")
        text = words % {"state": review.get_state_display()}
        raise GuardsUnmet.one("wrong_state", text, "state")


def _what_was_done(incident: Incident) -> str:
    """The reports' own words about what was done, oldest first."""
    said = incident.reports.exclude(done="").order_by("number").values_list("done", flat=True)
    return "\n".join(said)[:MOST_TEXT]


def _draft_verdicts(incident: Incident) -> None:
    rows = PlanActivation.objects.filter(subject_kind="incident", subject_code=incident.number)
    for one in rows.exclude(state=ActivationState.CANCELLED):
        PlanVerdict.objects.get_or_create(
            incident=incident, activation=one, defaults={"rating": one.rating}
        )


def _finish_step(incident: Incident, when: Claimed) -> None:
    # The card imports what reviews tell of it.
    from incidents.services.card import finish_step

    finish_step(incident, STEP, at=when.at, recorded_at=when.recorded_at)
