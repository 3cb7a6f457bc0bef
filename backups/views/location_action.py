"""What a person does with a location: try it out, have it searched, delete it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from backups.models import BackupLocation
from backups.services.locations import ask_for_scan, delete_location, try_location
from backups.views.deletion import deletion
from lib.templatetags.values import size


@require_POST
def location_try(request: PageRequest, code: str) -> HttpResponse:
    """Opens it now, within the time limits of its kind."""
    location = _location(request, code)
    require(request.user, "backup_location.change", location)
    trial = try_location(location, by=request.user, at=timezone.now())
    if not trial.reachable:
        messages.error(request, trial.message)
    elif trial.free_bytes is None or trial.total_bytes is None:
        messages.success(request, _("It can be reached. It does not tell its free space."))
    else:
        figures = {"free": size(trial.free_bytes), "total": size(trial.total_bytes)}
        told = _("It can be reached; %(free)s of %(total)s are free.") % figures
        messages.success(request, told)
    return redirect(location)


@require_POST
def location_scan(request: PageRequest, code: str) -> HttpResponse:
    location = _location(request, code)
    ask_for_scan(location, by=request.user, at=timezone.now())
    messages.success(request, _("A worker looks for new sets there now."))
    return redirect(location)


@require_http_methods(["GET", "POST"])
def location_delete(request: PageRequest, code: str) -> HttpResponse:
    location = _location(request, code)
    require(request.user, "backup_location.change", location)
    return deletion(
        request, delete_location, location,
        template="backups/location_confirm.html", back="backups:location_list", name=location.name,
        location=location,
        summary=[(_("Location"), location.name), (_("Address"), location.url)],
        warning=_("Its history stays in the audit trail. The files that lie there are not touched."),  # noqa: E501
    )  # fmt: skip


def _location(request: PageRequest, code: str) -> BackupLocation:
    rows = BackupLocation.objects.for_list()
    found: BackupLocation = visible_or_404(rows, request.user, code=code)
    return found
