"""What is done on the runner: deliver, skip, log, hurry, look at an inject beforehand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.request import PageRequest
from drills.forms.runner import DeliverForm, LogForm, SkipForm, SpeedForm
from drills.models import Drill, Inject
from drills.services import running
from drills.services.inject_preview import send_to_me
from drills.views.deed import Deed, deed_page, drill_for, posted


def _inject(drill: Drill, pk: int) -> Inject:
    return get_object_or_404(Inject, script__drill=drill, pk=pk)


def _back(drill: Drill) -> str:
    return reverse("drills:runner", args=[drill.code])


def _about(inject: Inject) -> tuple[tuple[Any, Any], ...]:
    rows = (
        (gettext_lazy("Inject"), f"{inject.key} {inject.title}".strip()),
        (gettext_lazy("Scenario time"), inject.scenario_time),
        (gettext_lazy("Channel"), inject.get_channel_display()),
        (gettext_lazy("Text"), inject.body),
        (gettext_lazy("For controllers"), inject.note),
    )
    return tuple((label, value) for label, value in rows if value)


@require_http_methods(["GET", "POST"])
def inject_delivery(request: PageRequest, code: str, pk: int) -> HttpResponse:
    drill = drill_for(request, code, "inject")
    inject = _inject(drill, pk)
    deed = Deed(
        title=gettext_lazy("Deliver an inject"),
        label=pgettext_lazy("inject", "Deliver now"),
        icon="arrow-big-right",
        do=lambda values, call: running.deliver(drill, inject=inject, text=values["text"], **call),
        back=_back(drill),
        summary=_about(inject),
    )
    return deed_page(request, drill, deed, DeliverForm(posted(request)))


@require_http_methods(["GET", "POST"])
def inject_skipping(request: PageRequest, code: str, pk: int) -> HttpResponse:
    drill = drill_for(request, code, "inject")
    inject = _inject(drill, pk)
    deed = Deed(
        title=gettext_lazy("Leave an inject out"),
        label=pgettext_lazy("inject", "Leave out"),
        icon="player-skip-forward",
        do=lambda values, call: running.skip(drill, inject=inject, reason=values["reason"], **call),
        back=_back(drill),
        summary=_about(inject),
    )
    return deed_page(request, drill, deed, SkipForm(posted(request)))


@require_POST
def inject_preview(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """To whoever asks and nobody else; nothing is delivered."""
    drill = drill_for(request, code, "see_script")
    send_to_me(_inject(drill, pk), by=request.user, at=timezone.now())
    messages.success(request, _("It is on its way to you, and to nobody else."))
    response = HttpResponseRedirect(_back(drill))
    response.status_code = 303
    return response


@require_http_methods(["GET", "POST"])
def runner_log(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_for(request, code, "log")
    deed = Deed(
        title=gettext_lazy("Write into the log"),
        label=pgettext_lazy("button", "Log"),
        icon="pencil",
        do=lambda values, call: running.log(drill, text=values["text"], **call),
        back=_back(drill),
        done=gettext_lazy("Written into the timeline."),
    )
    return deed_page(request, drill, deed, LogForm(posted(request)))


@require_http_methods(["GET", "POST"])
def runner_speed(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_for(request, code, "control")
    deed = Deed(
        title=gettext_lazy("Speed of the script"),
        label=pgettext_lazy("button", "Set"),
        icon="gauge",
        do=lambda values, call: running.set_speed(drill, speed=values["speed"], **call),
        back=_back(drill),
    )
    form = SpeedForm(posted(request), initial={"speed": drill.speed})
    return deed_page(request, drill, deed, form)
