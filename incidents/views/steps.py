"""Steps of an incident: what stands and what will happen is shown, then it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from accounts.access import actor, may, require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from accounts.views.saving import stale_page
from incidents.clock_lines import instant
from incidents.forms.steps import TimesForm
from incidents.models import Incident, IncidentEntry
from incidents.services import incidents as verbs
from incidents.services.cancelling import needs_second, waiting_cancellation
from incidents.services.guards import has_right, owners_of, recovery_confirmed, unmet
from incidents.step_pages import STEPS, StepPage
from incidents.views.deed import Deed, back_to, deed_page, done
from incidents.views.room import incident_of
from lib.claimed_time import Claimed
from lib.conflicts import merged
from lib.errors import DomainRefusal, Problem, StaleVersion
from lib.templatetags.values import duration

Rows = list[tuple[Any, Any]]


@require_http_methods(["GET", "POST"])
def step_page(request: PageRequest, number: str, verb: str) -> HttpResponse:
    """Shows what hinders it as long as something does; 403 for who may not."""
    require(request.user, "incident.view")
    incident = incident_of(request, number)
    now = timezone.now()
    _require_right(incident, verb, request, now)
    step = STEPS[verb]
    options: dict[str, Any] = {"incident": incident}
    if verb == "cancel":
        asked = waiting_cancellation(incident)
        options["is_second"] = asked is not None and asked.actor_id != request.user.pk
    form = step.form(request.POST if request.method == "POST" else None, **options)

    def do(_row: Incident, _values: dict[str, Any], call: dict[str, Any]) -> str:
        row = step.do(incident, form, call)
        _tell(request, step, row)
        return back_to(row)

    deed = Deed(
        title=step.title, label=step.label, do=do, icon=step.icon, warning=step.warning,
        danger=step.danger, summary=_summary(incident, verb, now),
        template="incidents/step.html",
    )  # fmt: skip
    extra = {"step": step, "guards": _guards(incident, verb, now)} | _links(incident, verb, request)
    return deed_page(request, incident, deed, form, extra=extra)


def _require_right(incident: Incident, verb: str, request: PageRequest, now: datetime) -> None:
    user = actor(request)
    if verb == "recur":
        require(user, "incident.report")
        return
    name = "cancel" if verb == "keep_going" else verb
    if not has_right(incident, name, by=user, at=now):
        raise PermissionDenied(f"incident.{name}")


def _guards(incident: Incident, verb: str, now: datetime) -> list[Problem]:
    if verb in ("recur", "keep_going", "confirm_recovery"):
        return []
    return [one for one in unmet(incident, verb, by=None, at=now) if one.code != "done_already"]


def _links(incident: Incident, verb: str, request: PageRequest) -> dict[str, Any]:
    """Where to go instead."""
    found: dict[str, Any] = {}
    if verb == "reopen" and may(request.user, "incident.report"):
        found["recur_url"] = reverse("incidents:incident_recur", args=[incident.number])
    if verb == "cancel" and waiting_cancellation(incident) is not None:
        found["keep_url"] = reverse("incidents:incident_keep_going", args=[incident.number])
    if verb == "cancel":
        found["sources"] = list(incident.merged_from.filter(status="merged"))
    return found


def _tell(request: PageRequest, step: StepPage, row: Incident) -> None:
    """Done now; or that somebody was faster (E13); or that a second person must agree."""
    if step is STEPS["cancel"] and waiting_cancellation(row) is not None:
        words = _("Asked for. A second person of the command must agree.")
        messages.info(request, words)
        return
    first = _entry_of(row, step)
    if first is not None and first.actor_id != request.user.pk:
        names = {
            "what": first_words(step),
            "at": instant(first.at),
            "who": str(first.actor or ""),
        }
        messages.info(request, _("Already: “%(what)s” at %(at)s by %(who)s.") % names)
        return
    messages.success(request, step.done)


def first_words(step: StepPage) -> str:
    return str(step.title)


def _entry_of(row: Incident, step: StepPage) -> IncidentEntry | None:
    if not step.entry:
        return None
    rows = row.timeline.filter(type=step.entry).select_related("actor")
    return rows.order_by("-seq").first()


def _summary(incident: Incident, verb: str, now: datetime) -> Rows:
    grade = incident.effective_grade
    rows: Rows = [
        (_("Incident"), f"{incident.number} {incident.title}"),
        (_("State"), incident.get_status_display()),
        (_("Grade"), str(grade) if grade is not None else _("Not graded yet")),
        (pgettext("incident", "Running for") if incident.restored_at is None else _("Lasted"),
         duration(incident.elapsed_s(now))),
    ]  # fmt: skip
    open_impacts = [str(one.process) for one in incident.impacts.open().select_related("process")]
    if verb in ("restore", "fail_verification", "verify", "close"):
        rows.append((_("Still affected"), ", ".join(open_impacts) or _("nothing")))
    if verb in ("verify", "confirm_recovery"):
        rows += _owner_rows(incident)
    if verb in ("cancel", "keep_going"):
        rows += _cancel_rows(incident, now)
    if verb in ("reopen", "recur") and incident.restored_at is not None:
        rows.append((_("Restored"), instant(incident.restored_at)))
    return rows


def _owner_rows(incident: Incident) -> Rows:
    word = recovery_confirmed(incident)
    if word is not None:
        return [(_("Confirmed for the business"), str(word.actor))]
    names = owners_of(incident)
    return [(_("Who can confirm for the business"), ", ".join(names))] if names else []


def _cancel_rows(incident: Incident, now: datetime) -> Rows:
    asked = waiting_cancellation(incident)
    if asked is not None:
        return [(_("Asked for by"), str(asked.actor)), (_("Reason"), asked.text)]
    if needs_second(incident, Claimed(now, now)):
        return [(_("Second person"), _("Of this grade somebody else must agree."))]
    return []


@require_http_methods(["GET", "POST"])
def incident_times(request: PageRequest, number: str) -> HttpResponse:
    """Every instant put right; a faster colleague's side by side."""
    require(request.user, "incident.view")
    incident = incident_of(request, number)
    now = timezone.now()
    if not has_right(incident, "correct_times", by=actor(request), at=now):
        raise PermissionDenied("incident.command")
    posted = request.method == "POST"
    form = TimesForm(merged(request.POST) if posted else None, incident=incident)
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                verbs.correct_times(
                    incident,
                    read_version=form.cleaned_data["version"],
                    instants=form.instants(incident),
                    occurred_precision=form.cleaned_data["occurred_precision"],
                    reason=form.cleaned_data["reason"],
                    by=actor(request),
                    at=now,
                )
            except StaleVersion as stale:
                theirs = TimesForm(incident=stale.current)
                return stale_page(request, form, theirs, stale, back_to(incident))
            except DomainRefusal as refusal:
                show_refusal(form, refusal)
            else:
                return done(request, back_to(incident), _("Saved."))
    deed = Deed(
        title=_("Correct the times"), label=_("Save"), do=lambda *_given: None, icon="clock-edit",
        warning=_("Recovery times, data gaps and losses follow; the timeline keeps what was."),
    )  # fmt: skip
    context = {
        "incident": incident, "deed": deed, "form": form, "summary": [],
        "cancel_url": back_to(incident),
    }  # fmt: skip
    return render(request, "incidents/step.html", context, status=status)
