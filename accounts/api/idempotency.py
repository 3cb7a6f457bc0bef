"""`Idempotency-Key`: a repeated create answers what the first one answered.

The key's row is inserted in the transaction of the creation: a duplicate that arrives
meanwhile waits at the unique constraint and then finds the answer. A refusal leaves no row,
because nothing was created. Keys are kept for seven days.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyKey
from accounts.services.idempotency import KEPT_FOR
from lib.errors import GuardsUnmet

LONGEST = 200


class IdempotentCreate:
    """Mixin before the viewset: `class MeasurementViewSet(IdempotentCreate, ResourceViewSet)`."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return super().create(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        if not 1 <= len(key) <= LONGEST or not key.isprintable():
            words = _("Between 1 and 200 printable characters.")
            raise ValidationError({"Idempotency-Key": [words]})
        with transaction.atomic():
            row, is_first = _claim(request, key)
            if not is_first:
                return _same_answer(row)
            response: Response = super().create(request, *args, **kwargs)  # type: ignore[misc]
            row.status = response.status_code
            row.answer = response.data
            row.save(update_fields=["status", "answer"])
            return response


def _claim(request: Request, key: str) -> tuple[IdempotencyKey, bool]:
    place = {"user": request.user, "key": key, "path": request.path[:300]}
    IdempotencyKey.objects.filter(**place, created_at__lt=timezone.now() - KEPT_FOR).delete()
    digest = _digest(request.data)
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(**place, body_digest=digest), True
    except IntegrityError:
        row = IdempotencyKey.objects.get(**place)
    if row.body_digest != digest:
        words = _("This Idempotency-Key was used with another body.")
        raise GuardsUnmet.one("idempotency_key_reused", words)
    return row, False


def _same_answer(row: IdempotencyKey) -> Response:
    answer = row.answer
    headers = {"Idempotent-Replay": "true"}
    if isinstance(answer, dict) and answer.get("url"):
        headers["Location"] = answer["url"]
    return Response(answer, status=row.status, headers=headers)


def _digest(body: Any) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
