"""Files of evidence on their way out: always a download, never shown in the browser (E43)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from followup.models import Evidence


def evidence_response(row: Evidence) -> HttpResponse:
    """Raises Http404 for evidence without a file."""
    if row.content is None or not row.file_name:
        raise Http404
    answer = HttpResponse(bytes(row.content), content_type=row.content_type)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=row.file_name) or "attachment"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
