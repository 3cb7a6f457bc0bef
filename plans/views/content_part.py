"""One part of a draft: added, edited, moved, removed; the same for every kind."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from lib.api.numbered import FITS_A_BIGINT
from lib.conflicts import merged
from lib.errors import DomainRefusal, StaleVersion
from plans.content_nouns import NOUNS, PartNoun
from plans.forms.content import PartForm
from plans.markdown import to_html
from plans.models import PlanTask, PlanVersion
from plans.models.content import Part
from plans.planned_durations import offered
from plans.services.content import add_part, change_part, move_part, remove_part
from plans.services.content_preface import NAMES, regenerate_section
from plans.views.content_version import draft_of, tabs_of


@require_http_methods(["GET", "POST"])
def part_create(request: PageRequest, code: str, number: str, noun: str) -> HttpResponse:
    """`?step=` says which step of the card a new item belongs to."""
    kind = NOUNS[noun]
    version, elsewhere = draft_of(request, code, number, contacts=kind.contacts)
    if elsewhere:
        return elsewhere
    posted = request.POST if request.method == "POST" else None
    start = {"step": request.GET.get("step")} if kind.key == "card_item" else {}
    form = kind.form(posted, plan_version=version, user=request.user, initial=start)
    if posted is not None and form.is_valid() and "preview" not in posted:
        saved = save_new(
            request, form,
            lambda by, at: add_part(version, kind.model, by=by, at=at, **form.given()),
            added=_("Added."), page=_list_url(kind, version),
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, kind, version, form, None)


@require_http_methods(["GET", "POST"])
def part_edit(request: PageRequest, code: str, number: str, noun: str, part: str) -> HttpResponse:
    kind = NOUNS[noun]
    version, elsewhere = draft_of(request, code, number, contacts=kind.contacts)
    if elsewhere:
        return elsewhere
    row = _part(kind, version, part)
    posted = merged(request.POST) if request.method == "POST" else None
    form = kind.form(posted, instance=row, plan_version=version, user=request.user)
    if posted is not None and form.is_valid() and "preview" not in posted:
        back = f"{_list_url(kind, version)}#part-{row.pk}"
        saved = save_change(
            request, form,
            lambda read_version, by, at: change_part(
                row, read_version=read_version, by=by, at=at, **form.given()
            ),
            theirs=lambda current: kind.form(
                instance=current, plan_version=version, user=request.user
            ),
            back=back,
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, kind, version, form, row)


@require_http_methods(["GET", "POST"])
def part_delete(request: PageRequest, code: str, number: str, noun: str, part: str) -> HttpResponse:
    kind = NOUNS[noun]
    version, elsewhere = draft_of(request, code, number, contacts=kind.contacts)
    if elsewhere:
        return elsewhere
    row: Any = _part(kind, version, part)
    refusals: list[Any] = []
    if request.method == "POST":
        try:
            remove_part(row, by=actor(request), at=timezone.now())
        except DomainRefusal as refusal:
            refusals = [problem.message for problem in refusal.problems]
        else:
            messages.success(request, kind.removed)
            return redirect(_list_url(kind, version))
    context = {
        **_about(kind, version),
        "heading": _("Remove: %(what)s") % {"what": row},
        "summary": [(row._meta.verbose_name, str(row))],
        "warning": _warning(kind, row),
        "confirm_label": _("Remove"),
        "danger": True,
        "refusals": refusals,
    }
    status = 409 if refusals else 200
    return render(request, "plans/content_part_delete.html", context, status=status)


@require_POST
def part_move(request: PageRequest, code: str, number: str, noun: str) -> HttpResponse:
    """`move=<id>:<place>`, places counted from 1."""
    kind = NOUNS[noun]
    version, elsewhere = draft_of(request, code, number, contacts=kind.contacts)
    if elsewhere:
        return elsewhere
    part, _colon, place = request.POST.get("move", "").partition(":")
    row = _part(kind, version, part)
    if not FITS_A_BIGINT.fullmatch(place):
        raise Http404
    try:
        move_part(row, int(place), by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_list_url(kind, version)}#part-{row.pk}")


@require_http_methods(["GET", "POST"])
def section_generate(request: PageRequest, code: str, number: str, part: str) -> HttpResponse:
    """Make one chapter of the preface anew; what was written into it is lost, so it is asked."""
    kind = NOUNS["section"]
    version, elsewhere = draft_of(request, code, number)
    if elsewhere:
        return elsewhere
    row: Any = _part(kind, version, part)
    if row.key not in NAMES:
        raise Http404
    back = f"{_list_url(kind, version)}#part-{row.pk}"
    if request.method == "POST":
        read = request.POST.get("version", "")
        try:
            changed = regenerate_section(
                row, read_version=int(read) if FITS_A_BIGINT.fullmatch(read) else None,
                by=actor(request), at=timezone.now(),
            )  # fmt: skip
        except StaleVersion:
            messages.error(request, _("Somebody changed this section meanwhile; look at it first."))
        except DomainRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect(back)
    context = {
        **_about(kind, version),
        "heading": _("Write anew: %(what)s") % {"what": row},
        "summary": [(_("Section"), str(row)), (_("Now"), row.get_source_display())],
        "warning": _("What was written into this section by hand is replaced."),
        "confirm_label": _("Write anew"),
        "row": row,
    }
    return render(request, "plans/content_part_delete.html", context)


def _form_page(
    request: PageRequest, kind: PartNoun, version: PlanVersion, form: PartForm, row: Part | None
) -> HttpResponse:
    previews = []
    if "preview" in request.POST:
        texts = [(form[name].label, form[name].value() or "") for name in ("body_en", "body_zh")]
        previews = [(label, to_html(text)) for label, text in texts if text.strip()]
    context = {
        **_about(kind, version),
        "form": form,
        "row": row,
        "heading": kind.edit if row else kind.add,
        "previews": previews,
        "generated": getattr(row, "key", "") in NAMES,
        "offered": offered(version).get(row.number) if isinstance(row, PlanTask) else None,
    }
    return render(request, kind.template, context, status=422 if form.errors else 200)


def _about(kind: PartNoun, version: PlanVersion) -> dict[str, Any]:
    back = _list_url(kind, version)
    return {
        "plan": version.plan, "version": version, "noun": kind, "cancel_url": back,
        "tabs": tabs_of(version, kind.tab),
    }  # fmt: skip


def _list_url(kind: PartNoun, version: PlanVersion) -> str:
    return reverse(f"plans:{kind.tab}", args=[version.plan.code, version.number])


def _warning(kind: PartNoun, row: Any) -> str:
    if kind.key == "task" and row.needed_rows.exists():
        return _("Tasks that wait for it will wait for what it waits for.")
    if kind.key == "card_step" and row.items.exists():
        return _("Its items are removed too.")
    return ""


def _part(kind: PartNoun, version: PlanVersion, number: str) -> Any:
    if not FITS_A_BIGINT.fullmatch(number):
        raise Http404
    rows: Any = kind.model._default_manager
    found: Any = rows.filter(plan_version=version, pk=int(number)).first()
    if found is None:
        raise Http404
    found.plan_version = version
    return found
