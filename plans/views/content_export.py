"""A version as a Word document."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.request import PageRequest
from plans.exporting.docx import LANGUAGES, version_as_docx
from plans.views.content_version import version_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def version_docx(request: PageRequest, code: str, number: str) -> HttpResponse:
    """`?language=` en, zh-hans or both; without it what the plan has, in the reader's first."""
    version = version_of(request, code, number)
    language = request.GET.get("language") or _usual(version.plan.languages)
    if language not in LANGUAGES:
        raise Http404
    answer = HttpResponse(version_as_docx(version, language), content_type=DOCX)
    name = f"{version.plan.code}-{version.number}.docx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _usual(languages: str) -> str:
    if languages in LANGUAGES:
        return languages
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"
