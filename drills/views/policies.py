"""Drill policies: the list with how far each is met, one of them, a form."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import may, require, visible_or_404
from accounts.request import PageRequest
from accounts.views.saving import save_change, save_new
from drills.filters.programme import PolicyFilter
from drills.forms.programme import ASKED, HOW, NAMES, SCOPE, WHEN, PolicyForm
from drills.models import DrillPolicy
from drills.programme_pages.policy import asks, policy_page
from drills.services.policies import PERMISSION, change_policy, create_policy
from drills.services.programme_compliance import programme, programme_of_active
from lib.asked_once import asking_once
from lib.conflicts import merged
from lib.listing import Column, Listing, render_listing


@require_safe
def policy_list(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    may_change = may(request.user, PERMISSION)
    add = {"href": reverse("drills:policy_create"), "action": pgettext("drill", "Add a policy")}
    listing = Listing(
        request,
        DrillPolicy.objects.visible_to(request.user).select_related("owner"),
        columns=[
            Column("code", gettext_lazy("Code"), ["code"]),
            Column("name", gettext_lazy("Drill policy"), ["name_en"]),
            Column("type", gettext_lazy("Type"), ["type"]),
            Column("frequency", gettext_lazy("Required")),
            Column("rate", gettext_lazy("Done, last 12 months"), css="num"),
            Column("due", gettext_lazy("Next one by")),
            Column("owner", gettext_lazy("Owner"), ["owner__name"]),
        ],
        row_template="drills/_policy_row.html",
        search_in=["code", "name_en", "name_zh"],
        filterset_class=PolicyFilter,
        ordering="code",
        key="code",
        caption=_("Drill policies"),
        empty={
            "title": _("No drill policies yet"),
            "text": _("What must be drilled how often; slots, reminders and the rate follow."),
            **(add if may_change else {}),
        },
    )
    with asking_once():
        figures = programme(at=timezone.now(), active_only=False)
    by_code = {one.policy.code: one for one in figures.policies}
    for one in listing.rows:
        one.compliance = by_code.get(one.code)
        one.asks = asks(one)
    context = {"may_change": may_change, "figures": programme_of_active(figures)}
    return render_listing(request, "drills/policy_list.html", listing, context)


@require_safe
def policy_detail(request: PageRequest, code: str) -> HttpResponse:
    row: DrillPolicy = visible_or_404(DrillPolicy.objects.for_list(), request.user, code=code)
    with asking_once():
        page = policy_page(row, request.user, at=timezone.now())
    context = {
        "policy": row,
        "page": page,
        "may_change": may(request.user, PERMISSION),
        "may_plan": may(request.user, "drill.change"),
        "may_audit": may(request.user, "audit.view"),
    }
    return render(request, "drills/policy_detail.html", context)


@require_http_methods(["GET", "POST"])
def policy_create(request: PageRequest) -> HttpResponse:
    require(request.user, PERMISSION)
    form = PolicyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = _("The policy was added; its slots stand.")
        answer = save_new(request, form, partial(create_policy, **form.given()), added=added)
        if answer is not None:
            return answer
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def policy_edit(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, PERMISSION)
    row: DrillPolicy = visible_or_404(DrillPolicy.objects.all(), request.user, code=code)
    posted = merged(request.POST) if request.method == "POST" else None
    # The form's instance is its own: what is typed must not stand in the row.
    form = PolicyForm(posted, instance=DrillPolicy.objects.get(pk=row.pk))
    if posted is not None and form.is_valid():
        answer = save_change(
            request, form, partial(change_policy, row, **form.given()),
            theirs=lambda current: PolicyForm(instance=current), back=row.get_absolute_url(),
        )  # fmt: skip
        if answer is not None:
            return answer
    return _form(request, form, row)


def _form(request: PageRequest, form: PolicyForm, row: DrillPolicy | None) -> HttpResponse:
    parts = [
        (_("Drill policy"), NAMES),
        (_("What is required"), ASKED),
        (_("Of what"), SCOPE),
        (_("When"), WHEN),
        (_("How"), HOW),
    ]
    context = {
        "form": form,
        "policy": row,
        "parts": [(title, [form[name] for name in names]) for title, names in parts],
        "cancel_url": row.get_absolute_url() if row else reverse("drills:policy_list"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "drills/policy_form.html", context, status=status)
