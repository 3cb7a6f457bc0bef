"""The runner: injects in time order for who controls, what was told for who plays (DRL-8)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.request import PageRequest
from drills.models import LIVE, Drill, DrillStatus, InjectFile, InjectStatus
from drills.stage import Stage
from drills.stage_parts import RUNNER, Part, Shown, shown_parts
from drills.views.one import drill_of
from incidents.once import new_key
from incidents.views.room import HAVE, milliseconds, stamped

LOGGED = (*LIVE, DrillStatus.DEBRIEF.value, DrillStatus.REPORTING.value)
MOST_ROWS = 2000


def stage_of(request: PageRequest, code: str) -> Stage:
    """For who takes part or may read the script (else 403)."""
    role = request.GET.get("role", "").replace("\0", "")[:64]
    stage = Stage(drill_of(request, code), request.user, timezone.now(), role)
    if not stage.may("log") and not stage.sees_script:
        raise PermissionDenied("drill.log")
    return stage


@require_safe
def runner(request: PageRequest, code: str) -> HttpResponse:
    stage = stage_of(request, code)
    return stage_page(request, stage, RUNNER, "drills/runner.html", "runner_feed")


@require_safe
def runner_feed(request: PageRequest, code: str) -> HttpResponse:
    return feed(request, code, RUNNER, "runner_feed")


@require_safe
def runner_injects(request: PageRequest, code: str) -> HttpResponse:
    """Every inject of the script with what became of it, on one page."""
    stage = stage_of(request, code)
    if not stage.sees_script:
        raise PermissionDenied("drill.see_script")
    rows = stage.shown(stage.injects.order_by("offset_s", "position", "pk"), MOST_ROWS)
    context = {
        "drill": stage.drill,
        "stage": stage,
        "rows": [(one, stage.addressees(one)) for one in rows],
        "delivers": stage.controls and stage.is_going,
        "open": (InjectStatus.PENDING, InjectStatus.DUE, InjectStatus.SKIPPED),
    }
    return render(request, "drills/runner_injects.html", context)


@require_safe
def told_file(request: PageRequest, code: str, pk: int) -> HttpResponse:
    """A file of an inject: for who sees the script, and for players once it was told to them.
    Always downloaded, never shown in place (E43)."""
    stage = stage_of(request, code)
    file = get_object_or_404(InjectFile, inject__script__drill=stage.drill, pk=pk)
    if not stage.sees_script and not stage.was_told(file.inject_id):
        raise Http404
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def stage_page(
    request: PageRequest, stage: Stage, parts: Sequence[Part], template: str, feed_name: str
) -> HttpResponse:
    shown = shown_parts(request, stage, parts)
    context = {
        "drill": stage.drill,
        "stage": stage,
        "parts": shown,
        "columns": {
            name: [one for one in shown if one.part.column == name]
            for name in ("top", "main", "side")
        },
        "now_ms": milliseconds(stage.at),
        "feed_url": _feed_url(feed_name, stage),
        "log_url": _log_url(stage),
        "log_key": new_key(),
    }
    return render(request, template, context)


def _feed_url(name: str, stage: Stage) -> str:
    query = f"?{urlencode({'role': stage.role})}" if stage.role else ""
    return reverse(f"drills:{name}", args=[stage.drill.code]) + query


def _log_url(stage: Stage) -> str:
    """Where the big button sends to; "" for who may not write."""
    if stage.drill.status not in LOGGED or not stage.may("log"):
        return ""
    return reverse("drills:runner_log", args=[stage.drill.code])


def feed(request: PageRequest, code: str, parts: Sequence[Part], name: str) -> HttpResponse:
    """What changed since entry `?since=`; 204 and one indexed query while nothing did."""
    require(request.user, "drill.view")
    if "\0" in code:
        raise Http404  # no database keeps such a text
    rows = Drill.objects.visible_to(request.user).filter(code=code)
    seq = rows.order_by().values_list("seq", flat=True).first()
    at = timezone.now()
    nothing_new = seq is not None and str(seq) == request.GET.get("since")
    if nothing_new and "minute" not in request.GET:
        return stamped(HttpResponse(status=204), at)
    stage = stage_of(request, code)
    nothing_new = str(stage.drill.seq) == request.GET.get("since")
    moving = frozenset(one.name for one in parts if one.moves) if nothing_new else None
    context = {
        "drill": stage.drill,
        "feed_url": _feed_url(name, stage),
        "parts": _changed(request, shown_parts(request, stage, parts, only=moving)),
    }
    return stamped(render(request, "drills/_stage_feed.html", context), at)


def _changed(request: PageRequest, parts: Sequence[Shown]) -> list[Shown]:
    pairs = (one.partition("=") for one in request.headers.get(HAVE, "").split(","))
    have = {name: digest for name, _is, digest in pairs}
    return [one for one in parts if have.get(one.name) != one.digest]
