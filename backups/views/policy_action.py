"""What a person does with a policy beside editing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from backups.domain import schedule_text
from backups.models import BackupPolicy
from backups.policy_page.page import schedule_of
from backups.services.policies import SCHEDULE_WORDS, delete_policy, renew_ping_address
from backups.views.deletion import deletion


@require_GET
def schedule_preview(request: PageRequest) -> HttpResponse:
    """What the typed rule means: in words, with its next dates."""
    require(request.user, "backup.change")
    rule, zone = request.GET.get("schedule", ""), request.GET.get("timezone", "UTC")
    problem, shown = "", None
    if not schedule_text.is_zone(zone):
        problem = _("There is no such time zone.")
    else:
        try:
            shown = schedule_of(schedule_text.check(rule, zone), zone, timezone.now())
        except schedule_text.BadSchedule as error:
            problem = str(SCHEDULE_WORDS[error.code])
    context = {"schedule": shown, "problem": problem}
    return render(request, "backups/_schedule_preview.html", context)


@require_http_methods(["GET", "POST"])
def policy_ping(request: PageRequest, code: str) -> HttpResponse:
    policy = _policy(request, code)
    require(request.user, "backup.change", policy)
    if request.method == "POST":
        renew_ping_address(policy, by=request.user, at=timezone.now())
        messages.success(request, _("The address is new. Jobs with the old one are not heard."))
        return redirect(policy)
    context = {
        "policy": policy, "danger": True, "title": _("Make a new address"),
        "summary": [(pgettext("backup", "Policy"), policy.code), (_("System"), policy.system)],
        "warning": _("The old address stops working at once: every job that calls it needs the new one."),  # noqa: E501
        "confirm_label": _("Make a new address"), "cancel_url": policy.get_absolute_url(),
    }  # fmt: skip
    return render(request, "backups/policy_confirm.html", context)


@require_http_methods(["GET", "POST"])
def policy_delete(request: PageRequest, code: str) -> HttpResponse:
    policy = _policy(request, code)
    require(request.user, "backup.change", policy)
    return deletion(
        request, delete_policy, policy,
        template="backups/policy_confirm.html", back="backups:policy_list", name=policy.code,
        policy=policy,
        summary=[(pgettext("backup", "Policy"), policy.code), (_("System"), policy.system)],
        warning=_("Its history stays in the audit trail. A policy with sets cannot be deleted: switch it off instead."),  # noqa: E501
    )  # fmt: skip


def _policy(request: PageRequest, code: str) -> BackupPolicy:
    rows = BackupPolicy.objects.select_related("system")
    found: BackupPolicy = visible_or_404(rows, request.user, code=code)
    return found
