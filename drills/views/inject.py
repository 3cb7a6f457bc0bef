"""What an inject hands out, and the preview of it: "send to me"."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor
from accounts.request import PageRequest
from drills.script_nouns import NOUNS
from drills.script_page import script_page
from drills.services.inject_files import add_file, remove_file
from drills.services.inject_preview import send_to_me
from drills.views.script_part import part_of
from lib.api.numbered import FITS_A_BIGINT
from lib.errors import DomainRefusal


@require_POST
def inject_preview(
    request: PageRequest, code: str, part: str, library: bool = False
) -> HttpResponse:
    page = script_page(request, code, library)
    inject = part_of(page, NOUNS["inject"], part)
    try:
        send_to_me(inject, by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sent to you, and to nobody else. See your messages."))
    return redirect(page.url("inject_edit", inject.pk))


@require_POST
def file_add(request: PageRequest, code: str, part: str, library: bool = False) -> HttpResponse:
    page = script_page(request, code, library)
    if not page.may_inject:
        raise PermissionDenied("drill.inject")
    inject = part_of(page, NOUNS["inject"], part)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a file."))
        return redirect(page.url("inject_edit", inject.pk))
    try:
        add_file(
            inject, name=file.name or "", content=file.read(), by=actor(request), at=timezone.now()
        )
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Added."))
    return redirect(page.url("inject_edit", inject.pk))


@require_POST
def file_remove(
    request: PageRequest, code: str, part: str, file: str, library: bool = False
) -> HttpResponse:
    page = script_page(request, code, library)
    if not page.may_inject:
        raise PermissionDenied("drill.inject")
    inject = part_of(page, NOUNS["inject"], part)
    row = inject.files.filter(pk=int(file)).first() if FITS_A_BIGINT.fullmatch(file) else None
    if row is not None:
        try:
            remove_file(row, by=actor(request), at=timezone.now())
        except DomainRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The file was removed."))
    return redirect(page.url("inject_edit", inject.pk))


@require_safe
def file_download(
    request: PageRequest, code: str, part: str, file: str, library: bool = False
) -> HttpResponse:
    """Always a download, never shown in the browser (E43)."""
    page = script_page(request, code, library)
    inject = part_of(page, NOUNS["inject"], part)
    row = inject.files.filter(pk=int(file)).first() if FITS_A_BIGINT.fullmatch(file) else None
    if row is None:
        raise Http404
    answer = HttpResponse(bytes(row.content), content_type=row.content_type)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(True, row.name) or "attachment"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
