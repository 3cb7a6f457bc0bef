"""A file of evidence as it came, always as a download (E43)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from followup.models import Evidence


def file_response(row: Evidence) -> HttpResponse:
    """Never shown in the browser: whatever it holds, it runs nowhere. 404 without a file."""
    if row.content is None or not row.file_name:
        raise Http404
    answer = HttpResponse(bytes(row.content), content_type=row.content_type)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=row.file_name) or "attachment"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
