"""PDFs: previews of a version, the file of a copy; and the photo of a copy's place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from lib.errors import DomainRefusal
from lib.pdf.rendering import FONT_PACKAGE, FontsMissing
from plans.models import CopyFormat, CopyPhoto, Plan, PlanSettings, PlanVersion, PrintCopy
from plans.printing.copy_pdf import copy_pdf
from plans.printing.plan_pdf import card_pdf, plan_pdf
from plans.printing.tongue import LANGUAGES
from plans.views.copy import copy_of


@require_safe
def preview(
    request: PageRequest, code: str, number: str, format: str, language: str
) -> HttpResponse:
    """Any version that may be seen; it carries a mark instead of a code."""
    plan: Plan = visible_or_404(Plan.objects.all(), request.user, code=code)
    require(request.user, "plan.view")
    version = _version(plan, number)
    if format not in CopyFormat.values or language not in LANGUAGES:
        raise Http404
    masked = PlanSettings.current().posters_masked
    try:
        if format == CopyFormat.PLAN:
            content = plan_pdf(version, language)
        else:
            content = card_pdf(version, format, language, masked=masked)
    except (DomainRefusal, FontsMissing) as problem:
        return _refused(request, plan, problem)
    return _pdf(content, f"{plan.code}-{version.number}-{format}-{language}.pdf")


@require_safe
def copy_file(request: PageRequest, token: str) -> HttpResponse:
    """The copy as it is printed: with its code."""
    copy = copy_of(request, token)
    require(request.user, "plan.view")
    try:
        content = copy_pdf(copy)
    except (DomainRefusal, FontsMissing) as problem:
        return _refused(request, copy, problem)
    version = copy.plan_version
    return _pdf(content, f"{version.plan.code}-{version.number}-{copy.format}-{copy.token}.pdf")


@require_safe
def copy_photo(request: PageRequest, token: str) -> HttpResponse:
    copy = copy_of(request, token)
    photo = CopyPhoto.objects.filter(copy=copy).first()
    if photo is None:
        raise Http404
    answer = HttpResponse(bytes(photo.content), content_type=photo.content_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _version(plan: Plan, number: str) -> PlanVersion:
    major, _dot, minor = number.partition(".")
    if not (major.isdecimal() and minor.isdecimal() and len(number) < 12):
        raise Http404
    found = plan.versions.select_related("plan__owner").filter(major=int(major), minor=int(minor))
    version = found.first()
    if version is None:
        raise Http404
    return version


def _refused(request: PageRequest, back: Any, problem: Exception) -> HttpResponse:
    """Said on the page it was asked from."""
    if isinstance(problem, FontsMissing):
        words = _("The server has no font with Chinese characters; install %(package)s.")
        messages.error(request, words % {"package": FONT_PACKAGE})
    elif isinstance(problem, DomainRefusal):
        for one in problem.problems:
            messages.error(request, str(one.message))
    if isinstance(back, PrintCopy):
        return redirect("plans:copy_detail", back.token)
    return redirect("plans:plan_detail", back.code)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=False, filename=name)
    answer.headers["Content-Disposition"] = disposition or "inline"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
