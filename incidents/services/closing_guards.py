"""What must be settled before an incident is closed, each with its own words (RESP §4.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.follow_up_facts import actions_from, activations_of
from incidents.models import OPEN, Impact, Incident, PlanVerdict, Review
from lib.errors import Problem
from plans.models import Backfill, BackfillState

# Rows on paper are settled; posting them is the activation's own business.
SETTLED = (
    BackfillState.RECONCILED.value, BackfillState.POSTED.value, BackfillState.CLOSED.value,
)  # fmt: skip


def unmet_for_closing(incident: Incident, at: datetime) -> list[Problem]:
    """Empty when it may be closed. Seven queries at most."""
    return [
        *_children(incident),
        *_review(incident),
        *_actions(incident),
        *_plans(incident),
        *_backfills(incident),
        *_impacts(incident),
    ]


def _children(incident: Incident) -> list[Problem]:
    """A parent closes after its children (E23)."""
    rows = incident.children.filter(status__in=OPEN).order_by("number")
    words = _("%(number)s belongs to it and is not closed yet.")
    return [
        _problem("child_open", words, "children", number=number)
        for number in rows.values_list("number", flat=True)
    ]


def _review(incident: Incident) -> list[Problem]:
    review = Review.objects.filter(incident=incident).first()
    if review is not None and review.state == Review.State.APPROVED:
        return []
    noun = f"POST incidents/{incident.number}/review/"
    if review is not None and review.state == Review.State.SUBMITTED:
        words = _("The review waits for its approval.")
        return [Problem("review_not_approved", words, "review", f"{noun}approval/")]
    words = _("The review is not submitted yet.")
    return [Problem("review_not_submitted", words, "review", f"{noun}submission/")]


def _actions(incident: Incident) -> list[Problem]:
    problems = []
    rows = list(actions_from(incident).exclude(state="cancelled").order_by("code"))
    for one in rows:
        if one.owner_id is None:
            words = _("%(action)s has no owner.")
            address = f"PATCH corrective-actions/{one.code}/"
            problems.append(
                _problem("action_without_owner", words, "actions", address, action=one.code)
            )
        if one.due_on is None:
            words = _("%(action)s has no due date.")
            address = f"PATCH corrective-actions/{one.code}/"
            problems.append(
                _problem("action_without_date", words, "actions", address, action=one.code)
            )
    said = Review.objects.filter(incident=incident).exclude(no_actions_reason="")
    if not rows and not said.exists():
        words = _("Write down an action, or say in the review why none is needed.")
        address = f"PATCH incidents/{incident.number}/review/"
        problems.append(Problem("no_actions", words, "actions", address))
    return problems


def _plans(incident: Incident) -> list[Problem]:
    judged = {one.activation_id: one for one in PlanVerdict.objects.filter(incident=incident)}
    problems = []
    address = f"POST incidents/{incident.number}/review/verdicts/"
    for one in activations_of(incident).select_related("plan").order_by("activated_at"):
        verdict = judged.get(one.pk)
        if verdict is None or verdict.change_needed is None:
            words = _("Say of the plan “%(plan)s” whether it must change.")
            problems.append(_problem("plan_not_judged", words, "plans", address, plan=one.plan))
        elif not verdict.why.strip():
            words = _("Say of the plan “%(plan)s” why it must or need not change.")
            problems.append(
                _problem("plan_verdict_without_reason", words, "plans", address, plan=one.plan)
            )
    return problems


def _backfills(incident: Incident) -> list[Problem]:
    rows = Backfill.objects.filter(activation__in=activations_of(incident))
    open_ones = list(rows.exclude(state__in=SETTLED).order_by("code"))
    if not open_ones:
        return []
    handed_on = set(
        actions_from(incident).exclude(state="cancelled").values_list("source_ref", flat=True)
    )
    words = _("The backfill %(backfill)s is not reconciled; finish it, or make it an action.")
    return [
        _problem("backfill_open", words, "backfills", backfill=one.code)
        for one in open_ones
        if f"{incident.number}:{one.code}" not in handed_on
    ]


def _impacts(incident: Incident) -> list[Problem]:
    problems = []
    for one in Impact.objects.filter(incident=incident).select_related("process"):
        address = f"PATCH incidents/{incident.number}/impacts/{one.pk}/"
        if one.actual_loss is None and not one.actual_loss_unknown:
            words = _("%(process)s: enter the actual loss, or say that it is not known.")
            problems.append(
                _problem("loss_not_said", words, "impacts", address, process=one.process)
            )
        if one.last_good_data_at is None and not one.no_data_lost:
            words = _("%(process)s: enter when the last good data was, or that none was lost.")
            problems.append(
                _problem("data_not_said", words, "impacts", address, process=one.process)
            )
    return problems


def _problem(code: str, words: Any, field: str, address: str = "", **named: Any) -> Problem:
    return Problem(code, words % named, field, address)
