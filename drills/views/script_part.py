"""One part of a script: added, edited, removed; the same for every kind, in drills and library."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from drills.forms.script import PartForm
from drills.models import Expectation, Inject
from drills.script_nouns import NOUNS, PartNoun
from drills.script_page import ScriptPage, script_page
from drills.services.inject_preview import address_of
from drills.services.script_parts import add_part, change_part, remove_part
from drills.views.script import about
from lib.api.numbered import FITS_A_BIGINT
from lib.conflicts import merged
from lib.errors import DomainRefusal


@require_http_methods(["GET", "HEAD", "POST"])
def part_create(request: PageRequest, code: str, noun: str, library: bool = False) -> HttpResponse:
    """`?inject=` or `?objective=` say what a new one belongs to, `?like=` which it repeats."""
    kind = NOUNS[noun]
    page = _open(request, code, library, kind)
    posted = request.POST if request.method == "POST" else None
    form = kind.form(posted, script=page.script, initial=_start(request, page, kind))
    if posted is not None and form.is_valid():

        def add(by: Any, at: Any) -> Any:
            return add_part(page.script, kind.model, by=by, at=at, **form.given())

        saved = save_new(request, form, add, added=_("Added."), page=_back(page, kind))
        if saved is not None:
            return saved
    return _form_page(request, page, kind, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def part_edit(
    request: PageRequest, code: str, noun: str, part: str, library: bool = False
) -> HttpResponse:
    kind = NOUNS[noun]
    page = _open(request, code, library, kind, reading=request.method != "POST")
    row = part_of(page, kind, part)
    posted = merged(request.POST) if request.method == "POST" else None
    form = kind.form(posted, instance=kind.model.objects.get(pk=row.pk), script=page.script)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_part(
                row, read_version=read_version, by=by, at=at, **form.given()
            ),
            theirs=lambda current: kind.form(instance=current, script=page.script),
            back=f"{_back(page, kind)}#part-{getattr(row, 'inject_id', None) or row.pk}",
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, page, kind, form, row)


@require_http_methods(["GET", "HEAD", "POST"])
def part_delete(
    request: PageRequest, code: str, noun: str, part: str, library: bool = False
) -> HttpResponse:
    kind = NOUNS[noun]
    page = _open(request, code, library, kind)
    row = part_of(page, kind, part)
    refusals: list[Any] = []
    if request.method == "POST":
        try:
            remove_part(row, by=actor(request), at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            messages.success(request, kind.removed)
            return redirect(_back(page, kind))
    words = getattr(row, "title", "") or row.text
    context = {
        **about(page, kind.tab),
        "heading": _("Remove: %(what)s") % {"what": f"{row.key} {words}"[:90]},
        "summary": [(row._meta.verbose_name, f"{row.key} {words}")],
        "warning": _warning(row),
        "confirm_label": _("Remove"),
        "danger": True,
        "refusals": refusals,
        "cancel_url": _back(page, kind),
    }
    status = 409 if refusals else 200
    return render(request, "drills/script_part_delete.html", context, status=status)


def part_of(page: ScriptPage, kind: PartNoun, part: str) -> Any:
    if not FITS_A_BIGINT.fullmatch(part):
        raise Http404
    row = kind.model.objects.filter(script=page.script, pk=int(part)).first()
    if row is None:
        raise Http404
    return row


def _open(
    request: PageRequest, code: str, library: bool, kind: PartNoun, reading: bool = False
) -> ScriptPage:
    page = script_page(request, code, library)
    if not reading and not (page.may_inject if kind.live else page.may_change):
        raise PermissionDenied("drill.prepare")
    return page


def _start(request: PageRequest, page: ScriptPage, kind: PartNoun) -> dict[str, Any]:
    start: dict[str, Any] = {}
    like = request.GET.get("like", "")
    if kind.model is Inject and FITS_A_BIGINT.fullmatch(like):
        row = Inject.objects.filter(script=page.script, pk=int(like)).first()
        if row is not None:
            fields = kind.form._meta.fields or ()  # type: ignore[attr-defined]
            names = [name for name in fields if name != "key"]
            start = {name: getattr(row, name) for name in names}
            start["people"] = list(row.to_people.all())
    for name in ("inject", "objective"):
        given = request.GET.get(name, "")
        if FITS_A_BIGINT.fullmatch(given):
            start[name] = int(given)
    return start


def _back(page: ScriptPage, kind: PartNoun) -> str:
    return page.url(kind.tab)


def _form_page(
    request: PageRequest, page: ScriptPage, kind: PartNoun, form: PartForm, row: Any
) -> HttpResponse:
    context = {
        **about(page, kind.tab),
        "form": form,
        "row": row,
        "noun": kind,
        "heading": kind.edit if row else kind.add,
        "cancel_url": _back(page, kind),
        "may_save": page.may_inject if kind.live else page.may_change,
    }
    template = "drills/script_part_form.html"
    if kind.model is Inject:
        template = "drills/inject_form.html"
        if row is not None:
            expected = Expectation.objects.filter(inject=row).select_related("criterion")
            context |= {
                "expectations": expected,
                "files": row.files.defer("content"),
                "my_address": address_of(request.user),
            }
    return render(request, template, context, status=422 if form.errors else 200)


def _warning(row: Any) -> str:
    if isinstance(row, Inject) and row.expectations.exists():
        return _("What is expected after it is removed too.")
    return ""
