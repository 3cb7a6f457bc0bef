"""A form sent twice does its deed once (CON-3): by a double tap, a retry on a bad signal, or the
queue of a phone that was offline.

Each such form carries a hidden `key` (uuid4, `new_key()`), made when the page was rendered. The
key is claimed in the transaction of the deed: a second post that arrives meanwhile waits at the
unique constraint and then finds the first one's answer. A refusal leaves no key behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.db import IntegrityError, transaction

from accounts.models import IdempotencyKey
from accounts.request import PageRequest

# What may differ between two sendings of the same words: the queue adds when it was meant.
NOT_PART = ("csrfmiddlewaretoken", "key", "at")
LONGEST = 100


def new_key() -> str:
    return str(uuid4())


class KeyField(forms.CharField):
    """The hidden key of a form; a form without one is done as often as it is sent."""

    def __init__(self, **options: Any) -> None:
        settings: dict[str, Any] = {
            "required": False, "max_length": LONGEST, "initial": new_key
        }  # fmt: skip
        super().__init__(widget=forms.HiddenInput, **(settings | options))


def once(request: PageRequest, do: Callable[[], str]) -> tuple[str, bool]:
    """`do` answers where to go next; here with whether this call did it.

    The same key with other words is another deed: somebody went back and wrote anew.
    """
    key = request.POST.get("key", "").replace("\0", "")[:LONGEST]
    if not key:
        return do(), True
    digest = _digest(request)
    place = {"user": request.user, "key": f"{key}:{digest[:32]}", "path": request.path[:300]}
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = IdempotencyKey.objects.create(**place, body_digest=digest)
        except IntegrityError:
            return str(IdempotencyKey.objects.get(**place).answer), False
        answer = do()
        row.status, row.answer = 303, answer
        row.save(update_fields=["status", "answer"])
        return answer, True


def _digest(request: PageRequest) -> str:
    said = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_PART:
            said.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        said.update(repr((name, [(one.name, one.size) for one in files])).encode())
    return said.hexdigest()
