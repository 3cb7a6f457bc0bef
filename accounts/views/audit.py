"""The audit trail: everything, filtered, of one object, and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.access import actor, may, require
from accounts.forms.audit import AuditFilterForm
from accounts.models import AuditAnchor
from accounts.trail.differences import Entry, entries
from accounts.trail.events import Cursor, Question, read, stream
from accounts.trail.kinds import Kind, kinds

PAGE = 50
# What the objects without an own visibility rule need.
PERMISSIONS = {
    "accounts.user": "user.view",
    "accounts.rolegrant": "user.view",
    "accounts.apitoken": "user.view",
    "accounts.invitation": "user.view",
    "accounts.organisation": "organisation.view",
}


def audit_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "audit.view")
    form = AuditFilterForm(request.GET)
    form.is_valid()
    question = form.question(request.GET.get("after", ""))
    context = _page(request, question) | {
        "form": form,
        "filtered": any(form.cleaned_data.values()),
        "anchor": AuditAnchor.objects.order_by("-number").defer("tables").first(),
        "export_query": _query(request, after=None),
        "with_object": True,
        "with_address": True,
    }
    partial = request.headers.get("HX-Request") and request.GET.get("after")
    return render(
        request, "accounts/_events.html" if partial else "accounts/audit_list.html", context
    )


def audit_object(request: HttpRequest, type: str, object_id: str) -> HttpResponse:
    """The history of one object, for auditors and for who may see the object."""
    kind = kinds().get(type)
    if kind is None or not _is_id(kind, object_id):
        raise Http404
    subject = kind.model._base_manager.filter(pk=object_id).first()
    if not _may_see(request, kind, object_id):
        raise PermissionDenied
    question = Question(
        type=type, object_id=object_id, after=Cursor.parse(request.GET.get("after", ""))
    )
    context = _page(request, question)
    if not context["entries"] and subject is None and question.after is None:
        raise Http404
    context |= {
        "kind": kind,
        "subject": subject,
        "with_address": may(request.user, "audit.view"),
        "url": getattr(subject, "get_absolute_url", str)() if subject else "",
    }
    fragment = bool(request.headers.get("HX-Request"))
    return render(
        request, "accounts/_events.html" if fragment else "accounts/audit_object.html", context
    )


def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered trail as CSV, read batch by batch."""
    require(request.user, "audit.view")
    form = AuditFilterForm(request.GET)
    form.is_valid()
    lines = _csv_lines(form.question(), get_language() or "en")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


def _page(request: HttpRequest, question: Question) -> dict[str, Any]:
    """One event more than the page is read, to know whether there are older ones."""
    found = read(question, PAGE + 1)
    older = found[PAGE - 1].cursor if len(found) > PAGE else None
    return {
        "entries": entries(found[:PAGE]),
        "older": _query(request, after=str(older)) if older else "",
        "newest": _query(request, after=None) if question.after else "",
    }


def _may_see(request: HttpRequest, kind: Kind, object_id: str) -> bool:
    if may(request.user, "audit.view"):
        return True
    needed = PERMISSIONS.get(kind.type)
    if needed is not None:
        return may(request.user, needed)
    manager: Any = kind.model._default_manager
    if not hasattr(manager, "visible_to"):
        return False
    return bool(manager.visible_to(actor(request)).filter(pk=object_id).exists())


def _is_id(kind: Kind, text: str) -> bool:
    try:
        value = kind.model._meta.pk.to_python(text)
    except ValidationError:
        return False
    return not isinstance(value, int) or 0 <= value < 2**31


def _query(request: HttpRequest, **changes: str | None) -> str:
    params = request.GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value is not None:
            params[name] = value
    return f"?{params.urlencode()}"


class _Echo:
    """csv writes to it and gets the line back."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(question: Question, language: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # The stream is read after the request's language is put away.
    with override(language):
        head = [_("When"), _("Who"), _("Address"), _("Kind"), _("Code"), _("Name")]
        head += [_("Action"), _("Field"), _("Before"), _("After"), _("Request")]
    yield "\ufeff" + writer.writerow(head)
    for batch in stream(question):
        with override(language):
            lines = [writer.writerow(row) for entry in entries(batch) for row in _rows(entry)]
        yield "".join(lines)


def _rows(entry: Entry) -> Iterator[list[str]]:
    event = entry.event
    action = {"insert": _("Added"), "update": _("Changed"), "delete": _("Removed")}[event.action]
    who = f"{entry.who} ({entry.asked_by})" if entry.asked_by else entry.who
    what = [event.kind.label, entry.code, entry.name, str(capfirst(action))]
    changes = [[one.label, one.before or "", one.after or ""] for one in entry.differences]
    for change in changes or [["", "", ""]]:
        cells = [event.at.isoformat(), who, entry.address, *what, *change, entry.number]
        yield [_harmless(cell) for cell in cells]


def _harmless(text: str) -> str:
    """A spreadsheet must not take a value for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
