"""Files of timeline entries: sent as multipart, always answered as a download (E43)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.access import actor
from incidents.api.below import BelowIncident
from incidents.domain.attachments import MOST_BYTES
from incidents.models import Attachment
from incidents.serializers.timeline import SentFile
from incidents.services.logbook import MOST_FILES, visibilities_of
from lib.api.numbered import FITS_A_BIGINT
from lib.api.parsers import TooLarge


class FilesParser(MultiPartParser):
    """Text fields as plain values, files as `SentFile`s. More than fits is 413."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        request = (parser_context or {}).get("request")
        length = str(request.META.get("CONTENT_LENGTH") or "") if request is not None else ""
        if length.isdigit() and int(length) > MOST_FILES * MOST_BYTES:
            raise TooLarge
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except TooManyFilesSent as error:
            raise ParseError(_("These are too many files.")) from error
        values: dict[str, Any] = {name: parsed.data.get(name) for name in parsed.data}
        for name in parsed.files:
            for one in parsed.files.getlist(name):
                if (one.size or 0) > MOST_BYTES:
                    raise TooLarge(_("“%(name)s” is larger than 20 MB.") % {"name": one.name})
            values[name] = [
                SentFile(one.name or "", one.read()) for one in parsed.files.getlist(name)
            ]
        return values


class AttachmentView(BelowIncident):
    """A file is never shown in place."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, code: str, number: str, file: str) -> HttpResponse:
        """Download a file of an entry, by its `id`."""
        incident = self.incident()
        if not FITS_A_BIGINT.fullmatch(file):
            raise Http404
        seen = visibilities_of(incident, actor(request))
        rows = Attachment.objects.filter(
            event__incident=incident, event__seq=min(self.number(), 2**31 - 1),
            event__visibility__in=seen,
        )  # fmt: skip
        row: Attachment = self.one(rows, pk=int(file))
        response = HttpResponse(bytes(row.content), content_type=row.content_type)
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, no-store"
        return response
