"""Bulk edit: rows → fields → preview → all or nothing. Every step is a plain form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import may
from bia.forms.bulk import BulkForm
from bia.nouns import NOUNS, Noun
from bia.services.register import change_each
from bia.showing import in_words
from bia.views.register_edit import permission_for, subject_of
from lib.errors import DomainRefusal, StaleVersion

MOST = 500


@require_POST
def register_bulk(request: HttpRequest, noun: str) -> HttpResponse:
    """`action` is edit (choose fields), preview, or apply."""
    kind = NOUNS[noun]
    rows = _chosen(request, kind)
    if not rows:
        messages.warning(request, _("Choose at least one row first."))
        return redirect(kind.list_url)
    action = request.POST.get("action")
    if action not in ("preview", "apply"):
        return _ask(request, kind, rows, BulkForm(kind, by=request.user))
    form = BulkForm(kind, request.POST, by=request.user)
    if not form.is_valid():
        return _ask(request, kind, rows, form)
    if action == "preview":
        return _preview(request, kind, rows, form)
    return _apply(request, kind, rows, form)


def _apply(request: HttpRequest, noun: Noun, rows: list[Any], form: BulkForm) -> HttpResponse:
    versions = {row.code: _version(request, row.code) for row in rows}
    try:
        assert noun.change is not None
        count = change_each(
            rows,
            change_one=noun.change,
            fields=form.values,
            versions=versions,
            by=request.user,
            at=timezone.now(),
        )
    except DomainRefusal as refusal:
        refusals = [problem.message for problem in refusal.problems]
        return _preview(request, noun, _chosen(request, noun), form, refusals)
    except StaleVersion as stale:
        message = _("Somebody changed %(row)s meanwhile; nothing was written. Look again.")
        refusals = [message % {"row": stale.current}]
        return _preview(request, noun, _chosen(request, noun), form, refusals)
    words = ngettext("%(count)s row was changed.", "%(count)s rows were changed.", count)
    messages.success(request, words % {"count": count})
    return redirect(noun.list_url)


def _ask(request: HttpRequest, noun: Noun, rows: list[Any], form: BulkForm) -> HttpResponse:
    context = {"noun": noun, "rows": rows, "form": form, "cancel_url": noun.list_url}
    return render(request, "bia/register_bulk.html", context)


def _preview(
    request: HttpRequest,
    noun: Noun,
    rows: list[Any],
    form: BulkForm,
    refusals: list[Any] | None = None,
) -> HttpResponse:
    labels = {field.name: field.verbose_name for field in noun.model._meta.concrete_fields}
    changes = [
        {
            "row": row,
            "label": labels[name],
            "before": in_words(row, name),
            "after": in_words(row, name, value),
        }
        for row in rows
        for name, value in form.values.items()
        if getattr(row, name) != value
    ]
    context = {
        "noun": noun,
        "rows": rows,
        "form": form,
        "changes": changes,
        "moved": len({change["row"].code for change in changes}),
        "posted": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "refusals": refusals or [],
        "cancel_url": noun.list_url,
    }
    status = 409 if refusals else 200
    return render(request, "bia/register_bulk_preview.html", context, status=status)


def _chosen(request: HttpRequest, noun: Noun) -> list[Any]:
    """The rows that were ticked; one that may not be changed refuses the whole."""
    codes = request.POST.getlist("selected")[:MOST]
    rows = list(noun.rows(request.user).filter(code__in=[c for c in codes if "\x00" not in c]))
    for row in rows:
        if not may(request.user, permission_for(noun, row), subject_of(noun, row)):
            raise PermissionDenied
    return rows


def _version(request: HttpRequest, code: str) -> int:
    text = request.POST.get(f"version-{code}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
