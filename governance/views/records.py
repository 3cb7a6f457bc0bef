"""Records of the management system: the list by kind, one of them, a form, who has read it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from governance.filters.records import BcmsRecordFilter
from governance.forms.records import RecordForm
from governance.models import BcmsRecord, RecordKind, RecordState
from governance.record_kinds import KIND_NOTES
from governance.record_page import edition_text, record_page
from governance.services import record_reading as reading
from governance.services import records as verbs
from governance.views.confirming import offered, refusing
from governance.views.record_steps import STEPS
from lib.conflicts import merged
from lib.days import day_in
from lib.errors import DomainRefusal
from lib.listing import Column, Listing, render_listing


def _one(request: PageRequest, code: str) -> BcmsRecord:
    rows = BcmsRecord.objects.for_list().select_related("owner", "auditor", "submitted_by")
    found: BcmsRecord = visible_or_404(rows, request.user, code=code)
    return found


@require_safe
def record_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    keeps = may(request.user, verbs.PERMISSION)
    rows = BcmsRecord.objects.visible_to(request.user)
    counts: dict[str, Any] = {
        one["kind"]: one
        for one in rows.order_by()
        .exclude(state=RecordState.RETIRED)
        .values("kind")
        .annotate(n=Count("pk"), force=Count("pk", filter=Q(state=RecordState.IN_FORCE)))
    }
    kinds = [
        (key, label, KIND_NOTES[key], counts.get(key, {}).get("n", 0),
         counts.get(key, {}).get("force", 0))
        for key, label in RecordKind.choices
    ]  # fmt: skip
    listing = Listing(
        request,
        rows.for_list(),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("title", gettext_lazy("Record"), ["title"]),
            Column("kind", gettext_lazy("Kind"), ["kind"]),
            Column("edition", gettext_lazy("Edition"), ["edition"], css="num"),
            Column("owner", gettext_lazy("Owner"), ["owner__name"]),
            Column("next", gettext_lazy("Next date"), ["next_review"]),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_record_row.html",
        search_in=["code", "title", "text"],
        filterset_class=BcmsRecordFilter,
        ordering="kind",
        key="code",
        caption=_("Records of the management system"),
        empty={
            "title": _("No records yet"),
            "text": _(
                "What a management system writes down about itself: context, interested parties, "
                "scope, policy, objectives, communication, resources, internal audits."
            ),
            "href": reverse("governance:record_create") if keeps else "",
            "action": _("Add a record") if keeps else "",
        },
    )
    context = {
        "may_change": keeps, "kinds": kinds, "chosen": request.GET.getlist("kind"),
        "today": day_in(timezone.now(), Organisation.current().timezone),
    }  # fmt: skip
    return render_listing(request, "governance/record_list.html", listing, context)


@require_safe
def record_detail(request: PageRequest, code: str) -> HttpResponse:
    row = _one(request, code)
    page = record_page(row, actor(request), at=timezone.now())
    steps = [
        (noun, one)
        for noun, one in offered(STEPS, row, actor(request))
        if not (noun == "revision" and page.revision is not None)
    ]
    context = {
        "record": row,
        "page": page,
        "steps": steps,
        "may_change": may(request.user, verbs.PERMISSION)
        and row.state in (RecordState.DRAFT, RecordState.IN_FORCE),
        "may_act": may(request.user, "action.change"),
        "may_audit": may(request.user, "audit.view"),
        "is_audit": row.kind == RecordKind.AUDIT,
    }
    return render(request, "governance/record_detail.html", context)


@require_safe
def record_edition(request: PageRequest, code: str, number: int) -> HttpResponse:
    row = _one(request, code)
    edition = edition_text(row, number)
    if edition is None:
        raise Http404
    context = {"record": row, "edition": edition}
    return render(request, "governance/record_edition.html", context)


@require_http_methods(["GET", "POST"])
def record_create(request: PageRequest) -> HttpResponse:
    """First its kind, then what that kind needs."""
    require(request.user, verbs.PERMISSION)
    kind = request.GET.get("kind", "")
    if kind not in RecordKind.values:
        kinds = [(key, label, KIND_NOTES[key]) for key, label in RecordKind.choices]
        return render(request, "governance/record_kinds.html", {"kinds": kinds})
    initial = {"must_be_read": kind == RecordKind.POLICY}
    form = RecordForm(request.POST or None, kind=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_record, kind=kind, **form.given())
        answer = save_new(request, form, create, added=_("The record was added."))
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def record_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.PERMISSION)
    row = _one(request, code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = RecordForm(posted, kind=row.kind, instance=BcmsRecord.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = refusing(
            form,
            lambda: save_change(
                request, form, partial(verbs.change_record, row, **form.given()),
                theirs=lambda current: RecordForm(kind=current.kind, instance=current),
                back=row.get_absolute_url(),
            ),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: RecordForm, row: BcmsRecord | None) -> HttpResponse:
    context = {
        "form": form, "record": row, "kind_label": RecordKind(form.kind).label,
        "kind_note": KIND_NOTES[form.kind],
        "cancel_url": row.get_absolute_url() if row else reverse("governance:record_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/record_form.html", context, status=status)


@require_POST
def record_acknowledgement(request: PageRequest, code: str) -> HttpResponse:
    row = _one(request, code)
    try:
        reading.acknowledge(row, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, " ".join(str(one.message) for one in refusal.problems))
    else:
        messages.success(request, _("Written down: you have read and understood it."))
    return redirect(row)


@require_http_methods(["GET", "POST"])
def record_readers(request: PageRequest, code: str) -> HttpResponse:
    """Who has read it and who has not; POST tells those again, or says who signed on paper."""
    row = _one(request, code)
    keeps = may(request.user, verbs.PERMISSION)
    if request.method == "POST":
        require(request.user, verbs.PERMISSION)
        _carry_out(request, row)
        return redirect("governance:record_readers", row.code)
    rows: Any = reading.readings(row)
    context = {
        "record": row, "rows": rows, "done": sum(one.at is not None for one in rows),
        "wanted": reading.is_to_be_read(row), "may_change": keeps,
    }  # fmt: skip
    return render(request, "governance/record_readers.html", context)


def _carry_out(request: PageRequest, row: BcmsRecord) -> None:
    by, at = actor(request), timezone.now()
    signed = [
        one
        for one in reading.readings(row)
        if one.at is None and one.person.code in request.POST.getlist("signed")
    ]
    try:
        if "signed" in request.POST:
            for one in signed:
                reading.acknowledge(row, person=one.person, by=by, at=at)
            messages.success(request, _("Written down."))
        else:
            told = reading.remind_readers(row, by=by, at=at)
            words = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", told)
            messages.success(request, words % {"n": told})
    except DomainRefusal as refusal:
        messages.error(request, " ".join(str(one.message) for one in refusal.problems))
