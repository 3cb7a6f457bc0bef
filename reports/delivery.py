"""Handing out a finished file, to browsers and programs alike."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header

from reports.models import Report, ReportFile


def delivered(request: HttpRequest, report: Report, stored: ReportFile) -> HttpResponse:
    """The bytes with their name, digest and ETag; 304 for who has them already."""
    etag = f'"{report.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(bytes(stored.content), content_type=stored.content_type)
        disposition = content_disposition_header(as_attachment=True, filename=stored.name)
        answer["Content-Disposition"] = disposition or "attachment"
        answer["X-Content-SHA256"] = report.sha256
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer
