"""One action: what has to be done, what proves it, and everything that happened."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import may, visible_or_404
from accounts.middleware import organisation_of
from accounts.request import PageRequest
from followup.action_steps import IN_SECTIONS, STEPS, only
from followup.action_words import CONFIDENCE, timeline_of
from followup.domain.action import VERBS, Result, is_proved, move_of
from followup.downloads import evidence_response
from followup.messages import kind_of
from followup.models import Clock, ClockPolicy, CorrectiveAction, Evidence, Notification, Retest
from followup.registry import load_subjects, visible_keys
from followup.services.action_data import criterion_key
from followup.services.actions import facts_of, roles_of, why_not
from followup.services.timeline import broken_at

SHOWN = 100
CHANNELS = {"in_app": _("in the app"), "email": _("e-mail")}


def one_of(request: PageRequest, code: str) -> CorrectiveAction:
    rows = CorrectiveAction.objects.for_list().select_related(
        "owner__user", "verifier__user", "created_by", "verified_by", "risk_accepted_by",
        "recurrence_of",
    )  # fmt: skip
    action: CorrectiveAction = visible_or_404(rows, request.user, code=code)
    return action


def action_detail(request: PageRequest, code: str) -> HttpResponse:
    action = one_of(request, code)
    entries = list(action.timeline.select_related("actor", "corrects"))
    retests = retests_of(action)
    evidence = list(action.evidence.select_related("by").defer("content"))
    if action.verify_by == "document":
        action.proved = any(one.url or one.file_name for one in evidence)  # type: ignore[attr-defined]
    context = {
        "action": action,
        "today": timezone.localdate(),
        "currency": organisation_of(request).currency,
        "postponements": list(action.postponements.select_related("by")),
        "retests": retests,
        "evidence": evidence,
        "events": timeline_of(entries),
        "intact": broken_at(entries) is None,
        "recurrences": list(
            CorrectiveAction.objects.visible_to(request.user).filter(recurrence_of=action)
        ),
        "clocks": _clocks(request, action),
        "told": _told(action),
        "history_url": reverse(
            "accounts:audit_object", args=["followup.correctiveaction", action.pk]
        )
        if may(request.user, "audit.view")
        else "",
        **_subjects(request, action),
        **_steps(request, action),
    }
    return render(request, "followup/action_detail.html", context)


def retests_of(action: CorrectiveAction) -> list[Retest]:
    """Newest first; `counts`: measured, and after the work was done. `proved` is the answer."""
    rows: list[Any] = list(action.retests.select_related("by"))
    results = [Result(one.at, one.passed, one.confidence) for one in rows]
    action.proved = is_proved(results, action.done_at)  # type: ignore[attr-defined]
    for one in rows:
        early = action.done_at is not None and one.at < action.done_at
        one.early = early
        one.counts = one.confidence == "measured" and not early
        one.confidence_words = CONFIDENCE.get(one.confidence, one.confidence)
        one.where = one.source.partition(":")[2] or one.source
    return rows


def _clocks(request: PageRequest, action: CorrectiveAction) -> list[Clock]:
    """The newest first, each with the name of its policy."""
    if not may(request.user, "clock.view"):
        return []
    # Who sees the action sees its clocks.
    rows: list[Any] = list(Clock.objects.about("action", action.code).order_by("-id")[:5])
    policies = {
        one.code: one for one in ClockPolicy.objects.filter(code__in={c.kind for c in rows})
    }
    for one in rows:
        one.name = policies[one.kind].name if one.kind in policies else one.kind
    return rows


def _told(action: CorrectiveAction) -> list[dict[str, Any]]:
    """The messages about it, newest first; the row in the app stands for one that also left."""
    rows = Notification.objects.filter(
        Q(subject_kind="action", subject_code=action.code)
    ).select_related("person", "user", "delivery")
    found = []
    for row in rows.order_by("-id")[:SHOWN]:
        kind = kind_of(row.kind)
        found.append(
            {
                "row": row,
                "label": kind.label if kind else row.kind,
                "who": row.person or row.user,
                "channel": CHANNELS.get(row.channel, row.channel),
            }
        )
    return found


def _subjects(request: PageRequest, action: CorrectiveAction) -> dict[str, Any]:
    """What it is about and where it is measured: linked when the reader may see them."""
    about = (action.subject_kind, action.subject_code)
    measured = (action.criterion_subject_kind, action.criterion_subject_code)
    keys = {key for key in (about, measured) if key[0]}
    known = load_subjects(visible_keys(request.user, keys)) if keys else {}
    return {
        "subject": known.get(about),
        "measured_at": known.get(measured),
        "measured_key": criterion_key(action),
    }


def _steps(request: PageRequest, action: CorrectiveAction) -> dict[str, Any]:
    """The buttons, and what is not possible now with its reasons."""
    roles = roles_of(action, request.user)
    facts = facts_of(action, by=request.user, at=timezone.now())
    allowed, missing = [], []
    for verb in VERBS:
        move = move_of(verb, action.state)
        if move is None or "clock" in move.who:
            continue
        problems = why_not(action, verb, request.user, roles=roles, facts=facts)
        if not problems:
            allowed.append(verb)
        elif verb in STEPS and verb not in IN_SECTIONS:
            reasons = [only(move) if one.code == "not_allowed" else one.message for one in problems]
            missing.append({"step": STEPS[verb], "reasons": reasons})
    return {
        "may_change": "change" in allowed,
        "allowed": allowed,
        "buttons": [STEPS[v] for v in allowed if v in STEPS and v not in IN_SECTIONS],
        "missing": missing,
    }


def evidence_file(request: PageRequest, code: str, number: int) -> HttpResponse:
    action = one_of(request, code)
    return evidence_response(get_object_or_404(Evidence, pk=number, action=action))
