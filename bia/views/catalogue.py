"""The catalogues: what stands in them, edits with a preview of whom they move, versions."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.access import may, require
from accounts.models import Organisation
from accounts.request import PageRequest
from bia.domain.catalogue import Difference, differences
from bia.forms.catalogue import FORMS
from bia.forms.dr_level import LABELS as LEVEL_LABELS
from bia.models import CatalogueVersion, DrCatalogue, DrLevel
from bia.services.catalogue import current_catalogue
from bia.services.catalogue_editing import TABLES, Edit, apply_edit, find_row, preview_edit
from bia.views.register_edit import show_refusal
from lib.conflicts import conflict, merged
from lib.durations import format_duration
from lib.errors import DomainRefusal, StaleVersion

TITLES = {
    "tiers": gettext_lazy("Tiers"),
    "categories": gettext_lazy("Impact categories"),
    "levels": gettext_lazy("Impact levels"),
    "bands": gettext_lazy("Time bands"),
    "ladder": gettext_lazy("RTO ladder"),
}
# Lists of a version that are edited on pages of their own (bia/views/dr_level.py).
OTHER_LISTS: dict[str, tuple[Any, type[Model]]] = {
    "dr_catalogues": (gettext_lazy("Catalogues of recovery levels"), DrCatalogue),
    "dr_levels": (gettext_lazy("Recovery levels"), DrLevel),
}
FIELDS = {
    **LEVEL_LABELS,
    "name_en": gettext_lazy("Name (English)"),
    "name_zh": gettext_lazy("Name (Chinese)"),
    "importance_en": gettext_lazy("Importance (English)"),
    "importance_zh": gettext_lazy("Importance (Chinese)"),
    "text_en": gettext_lazy("Meaning (English)"),
    "text_zh": gettext_lazy("Meaning (Chinese)"),
    "anchors": gettext_lazy("meaning of the score"),
}
KINDS = {
    "tier": gettext_lazy("Tier"),
    "mtd": gettext_lazy("MTD proposed"),
    "rto": gettext_lazy("RTO proposed"),
}
MOVES = 200


def catalogue(request: PageRequest) -> HttpResponse:
    require(request.user, "catalogue.view")
    context = {
        "catalogue": current_catalogue(),
        "titles": TITLES,
        "may_change": may(request.user, "catalogue.change"),
    }
    return render(request, "bia/catalogue.html", context)


def row_create(request: PageRequest, table: str) -> HttpResponse:
    _known(table)
    require(request.user, "catalogue.change")
    return _edit(request, table, None)


def row_edit(request: PageRequest, table: str, key: str) -> HttpResponse:
    _known(table)
    require(request.user, "catalogue.change")
    return _edit(request, table, _row(table, key))


def row_delete(request: PageRequest, table: str, key: str) -> HttpResponse:
    """Only what nobody uses goes; the rest is taken out of use."""
    _known(table)
    require(request.user, "catalogue.change")
    row = _row(table, key)
    now, refusals, preview = timezone.now(), [], None
    edit = Edit(table, row, delete=True)
    try:
        if request.method == "POST":
            apply_edit(edit, by=request.user, at=now)
            messages.success(request, _("%(name)s was deleted.") % {"name": _name(row)})
            return redirect("bia:catalogue")
        preview = preview_edit(edit, by=request.user, at=now)
    except DomainRefusal as refusal:
        refusals = [problem.message for problem in refusal.problems]
    context = {
        "title": TITLES[table],
        "summary": [(TITLES[table], _name(row))],
        "moves": _moves(preview.moves) if preview else [],
        "refusals": refusals,
        "danger": True,
        "confirm_label": _("Delete"),
        "cancel_url": reverse("bia:catalogue"),
    }
    # Looking is no conflict: only an attempt to delete what is in use answers 409.
    status = 409 if refusals and request.method == "POST" else 200
    return render(request, "bia/catalogue_delete.html", context, status=status)


def version_list(request: PageRequest) -> HttpResponse:
    require(request.user, "catalogue.view")
    versions = CatalogueVersion.objects.select_related("created_by").defer("content")
    return render(request, "bia/catalogue_versions.html", {"versions": versions[:500]})


def version_detail(request: PageRequest, number: int) -> HttpResponse:
    """What changed from one version to another (the one before, or `?since=`)."""
    require(request.user, "catalogue.view")
    version = get_object_or_404(
        CatalogueVersion.objects.select_related("created_by"), number=number
    )
    since = request.GET.get("since", "")
    earlier = CatalogueVersion.objects.filter(number__lt=number)
    if since.isascii() and since.isdigit() and len(since) < 9:
        earlier = CatalogueVersion.objects.filter(number=int(since))
    before = earlier.order_by("-number").first()
    found = differences(before.content, version.content) if before else []
    context = {"version": version, "before": before, "rows": _rows(found)}
    return render(request, "bia/catalogue_version.html", context)


def _edit(request: PageRequest, table: str, row: Any) -> HttpResponse:
    current = current_catalogue()
    given = {"catalogue": current, "currency": Organisation.current().currency}
    posted = merged(request.POST) if request.method == "POST" else None
    form = FORMS[table](posted, instance=copy(row) if row else None, **given)
    context = {
        "table": table,
        "title": TITLES[table],
        "row": row,
        "row_name": _name(row) if row else "",
        "form": form,
        "submit_label": _("Preview"),
        "cancel_url": reverse("bia:catalogue"),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "bia/catalogue_form.html", context)
    version = form.cleaned_data["version"]
    edit = Edit(table, row, form.values, form.anchors, read_version=version if row else None)
    now = timezone.now()
    try:
        if request.POST.get("step") == "apply":
            done = apply_edit(edit, by=request.user, at=now, reason=request.POST.get("reason", ""))
            words = _("Saved as catalogue version %(number)s.") % {"number": done.number}
            messages.success(request, words)
            return redirect("bia:catalogue")
        preview = preview_edit(edit, by=request.user, at=now)
    except DomainRefusal as refusal:
        show_refusal(form, refusal)
        return render(request, "bia/catalogue_form.html", context)
    except StaleVersion as stale:
        fresh = stale.current
        theirs = FORMS[table](instance=fresh, **(given | {"catalogue": current_catalogue()}))
        number = getattr(fresh, "version", None) or current_catalogue().version or 0
        both = conflict(mine=form, theirs=theirs, version=number)
        context = {"conflict": both, "cancel_url": reverse("bia:catalogue")}
        return render(request, "base_conflict.html", context, status=409)
    context |= {
        "rows": _rows(preview.differences),
        "moves": _moves(preview.moves),
        "move_count": len(preview.moves),
        "posted": [(name, value) for name in form.fields for value in form.data.getlist(name)],
    }
    return render(request, "bia/catalogue_preview.html", context)


def _known(table: str) -> None:
    if table not in TABLES:
        raise Http404


def _row(table: str, key: str) -> Any:
    column = TABLES[table][1]
    if "\x00" in key or (column != "code" and not (key.isascii() and key.isdigit())):
        raise Http404
    if column != "code" and int(key) > 2**31 * 1000:
        raise Http404
    try:
        return find_row(table, key)
    except TABLES[table][0].DoesNotExist:  # type: ignore[attr-defined]
        raise Http404 from None


def _name(row: Any) -> str:
    if hasattr(row, "at_s"):
        return format_duration(row.at_s, get_language() or "en")
    return str(row)


def _moves(moves: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "process": move.process,
            "kind": KINDS[move.kind],
            "before": _value("", move.before, is_duration=move.kind != "tier"),
            "after": _value("", move.after, is_duration=move.kind != "tier"),
        }
        for move in moves[:MOVES]
    ]


def _rows(found: list[Difference]) -> list[dict[str, Any]]:
    """Differences in words, for the difference table."""
    return [
        {
            "label": _where(one.where),
            "before": _value(one.where[-1], one.before),
            "after": _value(one.where[-1], one.after),
            "kind": _kind(one),
        }
        for one in found
    ]


def _kind(one: Difference) -> str:
    whole_row = len(one.where) <= 2
    if whole_row and one.before is None:
        return "added"
    return "removed" if whole_row and one.after is None else "changed"


def _where(where: tuple[str, ...]) -> str:
    table, *rest = where
    if rest and table == "bands":
        rest[0] = format_duration(int(rest[0]), get_language() or "en")
    title, model = OTHER_LISTS.get(table) or (TITLES[table], TABLES[table][0])
    labels = {field.name: field.verbose_name for field in model._meta.concrete_fields}
    words = [str(FIELDS.get(part) or labels.get(part) or part) for part in rest]
    return " · ".join([str(title), *words])


def _value(name: str, value: Any, *, is_duration: bool = False) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int) and (
        is_duration or name.endswith("_s") or name in ("ladder", "bands")
    ):
        return format_duration(value, get_language() or "en")
    return "" if value is None else str(value)
