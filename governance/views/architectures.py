"""The catalogue of architectures with its selector."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.forms.levels import ArchitectureForm, SelectorForm
from governance.models import Architecture
from governance.services import architectures as verbs
from governance.views.level_step import step_page
from governance.views.levels import CRUMB
from lib.conflicts import merged
from lib.language import spoken


@require_safe
def architecture_list(request: PageRequest) -> HttpResponse:
    """The question stands in the address. Without one all are shown, none judged."""
    require(request.user, "governance.view")
    form = SelectorForm(request.GET or None)
    rto_s = rpo_s = None
    region, system = False, None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        rto_s, rpo_s, region = asked["rto_s"], asked["rpo_s"], asked["region"]
        system = asked["system"]
        if system is not None and rto_s is None and rpo_s is None:
            wanted = verbs.asked_of_system(system, timezone.now())
            rto_s, rpo_s = wanted.rto_s, wanted.rpo_s
    context = {
        "form": form, "candidates": verbs.select(rto_s, rpo_s, region=region), "system": system,
        "rto_s": rto_s, "rpo_s": rpo_s, "judged": rto_s is not None or rpo_s is not None,
        "unasked": system is not None and rto_s is None and rpo_s is None, "region": region,
        "idle": Architecture.objects.filter(is_active=False),
        "may_change": may(request.user, verbs.PERMISSION),
        "may_propose": may(request.user, "level.change"),
    }  # fmt: skip
    return render(request, "governance/architecture_list.html", context)


@require_safe
def architecture_detail(request: PageRequest, code: str) -> HttpResponse:
    row = _row(request, code)
    chinese = spoken().startswith("zh")
    points = [
        one.get("zh" if chinese else "en") or one.get("en" if chinese else "zh") or ""
        for one in row.points
    ]
    context = {
        "row": row, "points": points, "far": verbs.far_of(row),
        "strategies": row.strategies.select_related("system").order_by("-code"),
        "may_change": may(request.user, verbs.PERMISSION),
        "may_audit": may(request.user, "audit.view"),
    }  # fmt: skip
    return render(request, "governance/architecture_detail.html", context)


@require_http_methods(["GET", "POST"])
def architecture_create(request: PageRequest) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    form = ArchitectureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_architecture, **form.given())
        answer = save_new(request, form, create, added=_("The architecture was added."))
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def architecture_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row = _row(request, code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = ArchitectureForm(posted, instance=Architecture.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(verbs.change_architecture, row, **form.given()),
            theirs=lambda current: ArchitectureForm(instance=current),
            back=row.get_absolute_url(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


@require_http_methods(["GET", "POST"])
def architecture_delete(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row = _row(request, code)
    return step_page(request, row, title=_("Delete the architecture"), crumb=CRUMB, danger=True,
                     verb=verbs.delete_architecture, gone=reverse("governance:architecture_list"),
                     summary=[(_("Architecture"), row.name)])  # fmt: skip


def _form(request: PageRequest, form: ArchitectureForm, row: Architecture | None) -> HttpResponse:
    context = {
        "form": form, "row": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:architecture_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/architecture_form.html", context, status=status)


def _row(request: PageRequest, code: str) -> Architecture:
    row: Architecture = visible_or_404(Architecture.objects.for_list(), request.user, code=code)
    return row
