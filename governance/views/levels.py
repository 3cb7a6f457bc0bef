"""Level assessments: the list, one of them, its form, its steps."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, may, require, visible_or_404
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from bia.models import System
from bia.reasons import explain
from governance.filters.levels import LevelFilter
from governance.forms.levels import LevelForm
from governance.models import ElementRequirement, LevelAssessment, LevelState
from governance.services import levels as verbs
from governance.services.levels import Stand, stand_of
from governance.views.level_step import step_page
from lib.conflicts import merged
from lib.days import day_in
from lib.listing import Column, Listing, render_listing

CRUMB = (gettext_lazy("Levels and architectures"), "governance:level_list")


@require_safe
def level_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    may_change = may(request.user, verbs.CHANGE)
    listing = Listing(
        request,
        LevelAssessment.objects.visible_to(request.user)
        .for_list()
        .prefetch_related("ratings__element"),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("system", gettext_lazy("System"), ["system__code"]),
            Column("needed", gettext_lazy("Needed"), css="num"),
            Column("achieved", gettext_lazy("Reached"), css="num"),
            Column("on", gettext_lazy("Assessed on"), ["assessed_on"]),
            Column("state", gettext_lazy("State"), ["state"]),
        ],
        row_template="governance/_level_row.html",
        search_in=["code", "system__code", "system__name_en", "system__name_zh"],
        filterset_class=LevelFilter,
        ordering="-on",
        key="code",
        caption=_("Level assessments"),
        empty={
            "title": _("No system was assessed yet"),
            "text": _(
                "Rate the seven elements of a system, from data backup to the plan: the weakest"
                " is the level it really holds, whatever the paper says."
            ),
            "href": reverse("governance:level_create") if may_change else "",
            "action": _("Assess a system") if may_change else "",
        },
    )
    now = timezone.now()
    for row in listing.rows:
        row.stand = stand_of(row, now)
    return render_listing(
        request, "governance/level_list.html", listing, {"may_change": may_change}
    )


@require_safe
def level_detail(request: PageRequest, code: str) -> HttpResponse:
    row = _row(request, code)
    stand = stand_of(row, timezone.now())
    draft = row.state == LevelState.DRAFT
    own = row.created_by_id == actor(request).pk
    context = {
        "row": row, "stand": stand, "lines": _lines(row, stand),
        "because": explain(stand.because.because) if stand.because else "",
        "may_change": draft and may(request.user, verbs.CHANGE),
        "may_confirm": draft and not own and may(request.user, verbs.CONFIRM)
        and not stand.held.open,
        "own": own and draft,
        "may_assess": not draft and may(request.user, verbs.CHANGE),
        "may_audit": may(request.user, "audit.view"),
        "others": LevelAssessment.objects.filter(system=row.system).exclude(pk=row.pk)[:10],
    }  # fmt: skip
    return render(request, "governance/level_detail.html", context)


def _lines(row: LevelAssessment, stand: Stand) -> list[dict[str, Any]]:
    """Each element with its rating, what its level asks, and what the missing levels ask."""
    texts: dict[int, dict[int, ElementRequirement]] = {}
    for one in ElementRequirement.objects.all():
        texts.setdefault(one.element_id, {})[one.level] = one
    short = {one.element: one for one in stand.shortfalls}
    found = []
    for rating in row.ratings.select_related("element").order_by("element__order"):
        known = texts.get(rating.element_id, {})
        lack = short.get(rating.element.code)
        found.append({
            "rating": rating, "weakest": rating.element.code in stand.held.weakest,
            "text": known.get(rating.level or 0),
            "short": lack, "wanted": known.get(lack.needs) if lack else None,
        })  # fmt: skip
    return found


@require_http_methods(["GET", "POST"])
def level_create(request: PageRequest) -> HttpResponse:
    """`?system=` fills it in; the ratings of the one in force are copied."""
    require(request.user, verbs.CHANGE)
    asked = request.GET.get("system", "").replace("\0", "")
    initial: dict[str, Any] = {
        "assessed_on": day_in(timezone.now(), Organisation.current().timezone),
        "system": System.objects.filter(code=asked).first(),
    }
    last = LevelAssessment.objects.filter(system__code=asked, state=LevelState.CONFIRMED).first()
    for one in last.ratings.select_related("element") if last else ():
        initial[f"level_{one.element.code}"] = "" if one.level is None else str(one.level)
        initial[f"note_{one.element.code}"] = one.note
    form = LevelForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        create = partial(verbs.create_level_assessment, **form.given())
        answer = save_new(request, form, create, added=_("The assessment was added."))
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def level_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.CHANGE)
    row = _row(request, code)
    posted = merged(request.POST) if request.method == "POST" else None
    form = LevelForm(posted, instance=LevelAssessment.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(verbs.change_level_assessment, row, **form.given()),
            theirs=lambda current: LevelForm(instance=current), back=row.get_absolute_url(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: LevelForm, row: LevelAssessment | None) -> HttpResponse:
    context = {
        "form": form, "row": row,
        "cancel_url": row.get_absolute_url() if row else reverse("governance:level_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/level_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def level_confirmation(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.CONFIRM)
    row = _row(request, code)
    stand = stand_of(row, timezone.now())
    summary = [
        (_("System"), row.system), (_("Reached"), stand.held.level), (_("Needed"), stand.needed),
    ]  # fmt: skip
    return step_page(request, row, title=_("Confirm the assessment"), crumb=CRUMB,
                     verb=verbs.confirm_level_assessment, summary=summary)  # fmt: skip


@require_http_methods(["GET", "POST"])
def level_delete(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, verbs.CHANGE)
    row = _row(request, code)
    return step_page(request, row, title=_("Delete the draft"), crumb=CRUMB, danger=True,
                     verb=verbs.delete_level_assessment, gone=reverse("governance:level_list"),
                     summary=[(_("System"), row.system)])  # fmt: skip


def _row(request: PageRequest, code: str) -> LevelAssessment:
    row: LevelAssessment = visible_or_404(
        LevelAssessment.objects.for_list().select_related("created_by"), request.user, code=code
    )
    return row
