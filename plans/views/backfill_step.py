"""What the pages of a batch share: who may open them, and a verb with its refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import visible_or_404
from accounts.request import PageRequest
from lib.errors import DomainRefusal, StaleVersion
from plans.backfill_access import may_open
from plans.models import Backfill


def batch_or_404(request: PageRequest, code: str) -> Backfill:
    if not may_open(request.user):
        raise PermissionDenied("backfill.view")
    found: Backfill = visible_or_404(Backfill.objects.for_list(), request.user, code=code)
    return found


def attempt(request: HttpRequest, verb: Callable[..., Any], *args: Any, **about: Any) -> list[str]:
    """Call the verb as the one signed in, now; the words of its refusal, [] when it was done."""
    try:
        verb(*args, by=request.user, at=timezone.now(), **about)
    except DomainRefusal as refusal:
        return [str(problem.message) for problem in refusal.problems]
    except StaleVersion:
        return [_("Somebody else changed it meanwhile. Look at it again.")]
    return []


def tell(request: HttpRequest, refusals: list[str], done: str) -> None:
    for words in refusals:
        messages.error(request, words)
    if not refusals:
        messages.success(request, done)
