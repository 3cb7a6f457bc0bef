"""Clocks: what is due next, one clock with its events and messages, snooze and pause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from followup.clock_words import duration, mark_words, reason_words, roles_words
from followup.domain.policy import UNMOVABLE
from followup.filters.clock import ClockFilter, kinds
from followup.forms.clock import ReasonForm, SnoozeForm
from followup.models import Clock, ClockEvent, ClockPolicy, ClockState, TickerOutage
from followup.registry import load_subjects, subject_kinds
from followup.services.clocks import pause_clock, resume_clock, snooze_clock
from followup.told import told
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing
from lib.templatetags.values import when

MESSAGES, OUTAGES = 100, 200
# Events that say how late it was met.
JUDGED = ("met_late", "corrected")


class Clocks(Listing):
    """Rows with their subjects, names and lateness: two queries for the whole page."""

    @cached_property
    def rows(self) -> list[Any]:
        found = list(self.matching[self.offset : self.offset + self.limit])
        return with_subjects(found)


def with_subjects(clocks: list[Clock]) -> list[Any]:
    names, now = dict(kinds()), timezone.now()
    subjects = load_subjects((one.subject_kind, one.subject_code) for one in clocks)
    rows: list[Any] = clocks
    for row in rows:
        row.subject = subjects.get((row.subject_kind, row.subject_code))
        row.kind_name = names.get(row.kind, row.kind)
        row.late = row.is_overdue(now)
    return rows


def clock_list(request: PageRequest) -> HttpResponse:
    """Without a choice of states only what still runs is shown."""
    require(request.user, "clock.view")
    rows = Clock.objects.visible_to(request.user).for_list().defer("marks", "policy_snapshot")
    if not request.GET.getlist("state"):
        rows = rows.live()
    listing = Clocks(
        request,
        rows,
        columns=[
            Column("due", gettext_lazy("Due"), ["due_at"]),
            Column("kind", gettext_lazy("Clock"), ["kind"]),
            Column("subject", gettext_lazy("Subject"), ["subject_kind", "subject_code"]),
            Column("responsible", gettext_lazy("Responsible"), ["responsible__name"]),
            Column("next", gettext_lazy("Told next"), ["next_fire_at"]),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="followup/_clock_row.html",
        search_in=["title", "subject_code", "responsible__name"],
        filterset_class=ClockFilter,
        ordering="due",
        caption=gettext_lazy("Clocks"),
        empty={
            "title": _("Nothing is due"),
            "text": _("Clocks start by themselves: with actions, reviews, approvals, campaigns."),
            "symbol": "clock",
        },
    )
    return render_listing(request, "followup/clock_list.html", listing, {})


def clock_detail(request: PageRequest, pk: int) -> HttpResponse:
    clock = _clock(request, pk)
    [row] = with_subjects([clock])
    policy = ClockPolicy.objects.filter(code=clock.kind).first()
    events = list(clock.events.select_related("by"))
    for event in events:
        event.reason = reason_words(event.reason)
        event.mark = mark_words(event.mark) if event.mark else ""
    rows = clock.notifications.select_related("person", "user").order_by("-id")[:MESSAGES]
    if not may(request.user, "notification.view"):
        rows = clock.notifications.filter(user=request.user).order_by("-id")[:MESSAGES]
    context = {
        "clock": row,
        "policy": policy,
        "kind_label": subject_kinds().get(clock.subject_kind, clock.subject_kind),
        "policy_changed": policy is not None and policy.version != clock.policy_version,
        "marks": _marks(clock),
        "events": events[::-1],
        "messages_sent": [told(one) for one in rows],
        "lateness": _lateness(events),
    } | _controls(request, clock)
    return render(request, "followup/clock_detail.html", context)


def _lateness(events: Sequence[ClockEvent]) -> int | None:
    """As it was judged last; None in time."""
    judged = [one.payload.get("late_s", 0) for one in events if one.type in JUDGED]
    return judged[-1] or None if judged else None


def outage_list(request: PageRequest) -> HttpResponse:
    """The stretches in which nobody looked (CLK-4)."""
    require(request.user, "clock.view")
    outages = TickerOutage.objects.all()[:OUTAGES]
    return render(request, "followup/clock_outages.html", {"outages": outages})


@require_http_methods(["GET", "POST"])
def clock_snooze(request: PageRequest, pk: int) -> HttpResponse:
    clock = _clock(request, pk)
    require(request.user, "clock.control")
    longest = clock.policy_snapshot["snooze_max_s"] or 60
    form = SnoozeForm(request.POST or None, longest_s=longest)
    return _step(
        request,
        clock,
        form,
        verb=lambda: snooze_clock(clock, **form.cleaned_data, by=request.user, at=timezone.now()),
        heading=_("Snooze"),
        warning=_("At most %(longest)s. It is written to the clock’s story, with the reason.")
        % {"longest": duration(longest)},
        done=_("Snoozed."),
    )


@require_http_methods(["GET", "POST"])
def clock_pause(request: PageRequest, pk: int) -> HttpResponse:
    clock = _clock(request, pk)
    require(request.user, "clock.control")
    form = ReasonForm(request.POST or None)
    return _step(
        request,
        clock,
        form,
        verb=lambda: pause_clock(
            clock, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
        heading=_("Pause"),
        warning=_("Nothing of this clock is told until it is resumed."),
        done=_("Paused."),
    )


@require_http_methods(["GET", "POST"])
def clock_resume(request: PageRequest, pk: int) -> HttpResponse:
    clock = _clock(request, pk)
    require(request.user, "clock.control")
    return _step(
        request,
        clock,
        forms.Form(request.POST or None),
        verb=lambda: resume_clock(clock, by=request.user, at=timezone.now()),
        heading=_("Resume"),
        warning=_("The deadline and all marks move on by the time it stood still."),
        done=_("Resumed."),
    )


def _step(
    request: PageRequest,
    clock: Clock,
    form: forms.Form,
    *,
    verb: Callable[[], Any],
    heading: str,
    warning: str,
    done: str,
) -> HttpResponse:
    """A confirming page with a summary; 422 for what was typed, 409 for what is not possible."""
    status = 200
    if request.method == "POST" and (form.is_valid() or not form.fields):
        try:
            verb()
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409
        else:
            messages.success(request, done)
            return redirect(clock)
    elif form.errors:
        status = 422
    [row] = with_subjects([clock])
    context = {
        "clock": row,
        "heading": heading,
        "summary": [
            (_("Clock"), row.kind_name),
            (_("Subject"), clock.title or clock.subject_code),
            (_("Due"), when(clock.due_at)),
        ],
        "warning": warning,
        "form": form,
        "confirm_label": heading,
        "cancel_url": clock.get_absolute_url(),
    }
    return render(request, "followup/clock_step.html", context, status=status)


def _clock(request: PageRequest, pk: int) -> Clock:
    found: Clock = visible_or_404(Clock.objects.for_list(), request.user, pk=pk)
    return found


def _controls(request: PageRequest, clock: Clock) -> dict[str, bool]:
    """Which buttons the page offers."""
    free = may(request.user, "clock.control") and clock.kind not in UNMOVABLE and clock.is_live
    paused = clock.state == ClockState.PAUSED
    return {
        "may_snooze": free and not paused and clock.policy_snapshot["snooze_max_s"] > 0,
        "may_pause": free and not paused and clock.policy_snapshot["pausable"],
        "may_resume": free and paused,
    }


def _marks(clock: Clock) -> list[dict[str, Any]]:
    """Every mark of the clock with what became of it."""
    rows = []
    for row in clock.marks:
        fate = "told" if row["name"] in clock.fired_marks else ""
        if row.get("passed_over"):
            fate = "passed_over"
        elif not fate and not clock.is_live:
            fate = "never"
        rows.append(
            {
                "name": mark_words(row["name"]),
                "at": datetime.fromisoformat(row["at"]),
                "to": roles_words(row["to"]),
                "fate": fate,
            }
        )
    return rows
