"""The table of clocks (K1–K15): read it, edit one row of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require
from accounts.request import PageRequest
from followup.clock_words import instant_words, mark_words, repeat_words, roles_words
from followup.domain.policy import ROLES
from followup.forms.clock_policy import ClockPolicyForm
from followup.models import LIVE, Clock, ClockPolicy
from followup.roles import label_of
from followup.services.policies import change_policy
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, StaleVersion


def policy_list(request: PageRequest) -> HttpResponse:
    require(request.user, "clock.view")
    rows: list[Any] = list(ClockPolicy.objects.for_list())
    for row in rows:
        row.warned = [instant_words(mark) for mark in row.marks]
        row.told_at_limit = roles_words(row.breach_to)
    context = {"policies": rows, "may_change": may(request.user, "clock_policy.change")}
    return render(request, "followup/clock_policy_list.html", context)


def policy_detail(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, "clock.view")
    policy = _policy(code)
    running = Clock.objects.filter(kind=policy.code, state__in=LIVE)
    context = {
        "policy": policy,
        "groups": [
            (_("Before the limit"), [_mark(row) for row in policy.marks]),
            (_("After the limit"), [_mark(row) for row in policy.late_marks]),
        ],
        "breach_to": roles_words(policy.breach_to),
        "repeats": repeat_words(policy.repeat),
        "repeat_to": roles_words(policy.repeat.get("to") or policy.breach_to),
        "running": running.count(),
        "older": running.exclude(policy_version=policy.version).count(),
        "may_change": may(request.user, "clock_policy.change"),
    }
    return render(request, "followup/clock_policy_detail.html", context)


@require_http_methods(["GET", "POST"])
def policy_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, "clock_policy.change")
    policy = _policy(code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = ClockPolicyForm(posted, policy=policy, counts=_counts(posted, policy))
    if posted is not None and form.is_valid():
        try:
            change_policy(
                policy,
                **form.fields_of,
                read_version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            form.show_faults(refusal)
        except StaleVersion as stale:
            return _conflict(request, form, stale.current)
        else:
            messages.success(request, _("Saved. Clocks that run already keep what they had."))
            return redirect(policy)
    context = {
        "form": form,
        "policy": policy,
        "roles": [(role, label_of(role)) for role in ROLES],
        "cancel_url": policy.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "followup/clock_policy_form.html", context, status=status)


def _conflict(request: PageRequest, form: ClockPolicyForm, current: ClockPolicy) -> HttpResponse:
    both = conflict(
        mine=form,
        theirs=ClockPolicyForm(policy=current, counts=form.counts),
        version=current.version,
        at=current.updated_at,
    )
    context = {"conflict": both, "cancel_url": reverse("followup:clock_policy_list")}
    return render(request, "base_conflict.html", context, status=409)


def _counts(posted: Any, policy: ClockPolicy) -> dict[str, int] | None:
    """As many rows as came back: somebody may have added some meanwhile."""
    if posted is None:
        return None
    counts = {}
    for group in ("marks", "late_marks"):
        number = len(getattr(policy, group)) + 2
        while number < 40 and f"{group}_{number}_name" in posted:
            number += 1
        counts[group] = number
    return counts


def _mark(row: dict[str, Any]) -> dict[str, str]:
    return {
        "name": mark_words(row["name"]),
        "when": instant_words(row),
        "to": roles_words(row["to"]),
    }


def _policy(code: str) -> ClockPolicy:
    found = None if "\0" in code else ClockPolicy.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found
