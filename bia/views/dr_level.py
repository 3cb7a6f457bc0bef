"""The catalogues of recovery levels: what stands in them, edits, the one in use."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require
from accounts.request import PageRequest
from bia.analysis.levels import recommended_levels
from bia.analysis.stored import stored
from bia.forms.dr_level import DrCatalogueForm, DrLevelForm
from bia.models import DrCatalogue, DrLevel
from bia.services.catalogue import current_catalogue
from bia.services.dr_levels import PERMISSION, change_dr_catalogue, change_dr_level
from bia.views.register_edit import show_refusal
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, StaleVersion


def dr_level_list(request: PageRequest) -> HttpResponse:
    """All editions with their levels; the one in use stands first."""
    require(request.user, "catalogue.view")
    catalogues = DrCatalogue.objects.prefetch_related("levels").order_by("-in_use", "code")
    context = {"catalogues": catalogues, "may_change": may(request.user, PERMISSION)}
    return render(request, "bia/dr_level_list.html", context)


def dr_catalogue_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, PERMISSION)
    catalogue = _catalogue(code)

    def form(data: Any, row: DrCatalogue) -> DrCatalogueForm:
        return DrCatalogueForm(data, instance=copy(row), read_version=row.version)

    def save(values: dict[str, Any], read_version: int) -> None:
        now = timezone.now()
        change_dr_catalogue(catalogue, **values, read_version=read_version, by=request.user, at=now)

    return _edit(request, catalogue, catalogue.name, form, save)


def dr_level_edit(request: PageRequest, code: str, level: int) -> HttpResponse:
    require(request.user, PERMISSION)
    catalogue = _catalogue(code)
    row = get_object_or_404(DrLevel, catalogue=catalogue, level=level)

    def form(data: Any, fresh: DrCatalogue) -> DrLevelForm:
        one = row if data is not None else DrLevel.objects.get(pk=row.pk)
        return DrLevelForm(data, instance=copy(one), read_version=fresh.version)

    def save(values: dict[str, Any], read_version: int) -> None:
        now = timezone.now()
        change_dr_level(
            catalogue, level, **values, read_version=read_version, by=request.user, at=now
        )

    heading = _("Level %(level)s: %(name)s") % {"level": level, "name": row.name}
    return _edit(request, catalogue, heading, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
def dr_catalogue_use(request: PageRequest, code: str) -> HttpResponse:
    """Which systems would need another level, before the catalogue is put in use."""
    require(request.user, PERMISSION)
    catalogue = _catalogue(code)
    if request.method == "POST":
        change_dr_catalogue(
            catalogue, in_use=True, read_version=None, by=request.user, at=timezone.now()
        )
        messages.success(request, _("%(name)s is in use.") % {"name": catalogue.name})
        return redirect("bia:dr_level_list")
    context = {
        "catalogue": catalogue,
        "summary": [
            (_("In use now"), _in_use_name()),
            (_("In use from now on"), catalogue.name),
        ],
        "warning": _superseded(catalogue),
        "rows": _moved(catalogue),
        "confirm_label": _("Put in use"),
        "cancel_url": reverse("bia:dr_level_list"),
    }
    return render(request, "bia/dr_catalogue_use.html", context)


def _edit(request: PageRequest, catalogue: Any, heading: str, make: Any, save: Any) -> HttpResponse:
    posted = merged(request.POST) if request.method == "POST" else None
    form = make(posted, catalogue)
    context = {
        "form": form,
        "title": heading,
        "catalogue": catalogue,
        "cancel_url": reverse("bia:dr_level_list"),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "bia/dr_level_form.html", context)
    try:
        save(form.values, form.cleaned_data["version"] or 0)
    except DomainRefusal as refusal:
        show_refusal(form, refusal)
        return render(request, "bia/dr_level_form.html", context)
    except StaleVersion as stale:
        current = stale.current
        both = conflict(
            mine=form, theirs=make(None, current), version=current.version, at=current.updated_at
        )
        context = {"conflict": both, "cancel_url": reverse("bia:dr_level_list")}
        return render(request, "base_conflict.html", context, status=409)
    messages.success(request, _("Saved."))
    return redirect("bia:dr_level_list")


def _catalogue(code: str) -> DrCatalogue:
    if "\0" in code:
        raise Http404
    return get_object_or_404(DrCatalogue.objects.prefetch_related("levels"), code=code)


def _in_use_name() -> str:
    in_use = current_catalogue().dr_in_use
    return in_use.name if in_use else _("none")


def _superseded(catalogue: DrCatalogue) -> str:
    if catalogue.superseded_on is None:
        return ""
    return _("Replaced by %(by)s on %(day)s.") % {
        "by": catalogue.superseded_by or "?",
        "day": catalogue.superseded_on.isoformat(),
    }


def _moved(catalogue: DrCatalogue) -> list[dict[str, Any]]:
    """Systems whose needed level differs between the catalogue in use and this one."""
    known = current_catalogue()
    theirs = next((one for one in known.dr_catalogues if one.code == catalogue.code), None)
    world = stored(timezone.now())
    before = dict(recommended_levels(world, known.dr_in_use))
    after = recommended_levels(world, theirs)
    return [
        {
            "label": world.named[key].name,
            "before": _level_words(before[key].level) if key in before else "",
            "after": _level_words(needed.level),
            "kind": "changed",
        }
        for key, needed in after.items()
        if key not in before or before[key].level != needed.level
    ]


def _level_words(level: int | None) -> str:
    return _("none is enough") if level is None else _("Level %(level)s") % {"level": level}
