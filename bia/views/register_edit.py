"""Adding, changing and deleting rows of the register."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import may, require, visible_or_404
from bia.nouns import NOUNS, Noun
from bia.services.dependencies import may_change
from bia.views.register_list import folder
from lib.conflicts import conflict, merged
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion


def register_create(request: HttpRequest, noun: str) -> HttpResponse:
    kind = NOUNS[noun]
    _require_some(request.user, kind)
    start = kind.fixed | {
        name: request.GET[name] for name in ("dependent", "department") if name in request.GET
    }
    form = kind.form(request.POST or None, initial=start, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            assert kind.create is not None
            row = kind.create(**_values(form), by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": row})
            return redirect(page_of(row))
    context = {"form": form, "noun": kind, "cancel_url": kind.list_url}
    return render(request, "bia/register_form.html", context)


def register_edit(request: HttpRequest, noun: str, code: str) -> HttpResponse:
    kind = NOUNS[noun]
    row = visible_or_404(_shown(kind), request.user, code=code)
    require(request.user, permission_for(kind, row), subject_of(kind, row))
    page = page_of(row)
    posted = merged(request.POST) if request.method == "POST" else None
    form = kind.form(posted, instance=copy(row), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            assert kind.change is not None
            kind.change(
                row,
                **_values(form),
                read_version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        except StaleVersion as stale:
            theirs = kind.form(instance=_shown(kind).get(pk=row.pk), by=request.user)
            current = stale.current
            both = conflict(
                mine=form, theirs=theirs, version=current.version, at=current.updated_at
            )
            context = {"conflict": both, "cancel_url": page}
            return render(request, "base_conflict.html", context, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect(page_of(row))
    context = {"form": form, "noun": kind, "row": row, "cancel_url": page}
    return render(request, "bia/register_form.html", context)


def register_delete(request: HttpRequest, noun: str, code: str) -> HttpResponse:
    kind = NOUNS[noun]
    row = visible_or_404(_shown(kind), request.user, code=code)
    require(request.user, permission_for(kind, row), subject_of(kind, row))
    refusals: list[Any] = []
    if request.method == "POST":
        try:
            assert kind.delete is not None
            kind.delete(row, by=request.user, at=timezone.now())
        except GuardsUnmet as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            messages.success(request, _("%(name)s was deleted.") % {"name": row})
            return redirect(kind.list_url)
    context = {
        "noun": kind,
        "row": row,
        "summary": _summary(row),
        "confirm_label": _("Delete"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": page_of(row),
    }
    return render(request, "bia/register_delete.html", context, status=409 if refusals else 200)


def show_refusal(form: Any, refusal: DomainRefusal) -> None:
    """Each problem at its field; what has none stands on top."""
    for problem in refusal.problems:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)


def permission_for(noun: Noun, row: Any) -> str:
    return may_change(row.dependent) if noun.key == "dependency" else noun.permission


def subject_of(noun: Noun, row: Any) -> Any:
    return row.dependent if noun.key == "dependency" else row


def page_of(row: Any) -> str:
    """Where the row is shown."""
    return NOUNS[row._meta.model_name].url("detail", row.code)


def _shown(noun: Noun) -> Any:
    manager: Any = noun.model._default_manager
    return manager.for_list()


def _require_some(user: Any, noun: Noun) -> None:
    if noun.key == "dependency" and may(user, "infrastructure.change"):
        return
    shared = noun.key in ("product", "obligation")
    require(user, noun.permission, noun.model() if shared else None)


def _values(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _summary(row: Any) -> list[tuple[Any, Any]]:
    """What goes: the row itself and what goes with it."""
    rows = [(_("Code"), row.code), (_("Name"), str(row))]
    if folder(NOUNS[row._meta.model_name]) in ("process", "system"):
        needed = ", ".join(str(one.needs) for one in row.needs.for_list()[:10])
        rows.append((_("Its own dependencies, deleted with it"), needed or "0"))
    return rows
