"""JSON bodies: what is too large is 413, what nests too deep is no JSON to us (400), nor is half
of a character, which no database keeps and no answer could give back."""

from __future__ import annotations

import io
import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The body is too large.")


class BoundedJSONParser(JSONParser):
    keeps_halves = False

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        if _announced(parser_context) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        raw = stream.read()
        try:
            found = super().parse(io.BytesIO(raw), media_type, parser_context)
            # Where the half of a pair may hide (\ud800 to \udfff), it is looked for.
            if not self.keeps_halves and (b"\\ud" in raw or b"\\uD" in raw):
                json.dumps(found, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(_("The body is nested too deep.")) from error
        except UnicodeEncodeError as error:
            raise ParseError(_("It holds characters that cannot be kept.")) from error
        return found


class AnyTextJSONParser(BoundedJSONParser):
    """For what must not be lost over a broken character: the reader of the texts mends them."""

    keeps_halves = True


def _announced(parser_context: Any) -> int:
    """The length the client announced; the server reads no further than that."""
    request = (parser_context or {}).get("request")
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) if request else 0
    except ValueError:
        return 0
