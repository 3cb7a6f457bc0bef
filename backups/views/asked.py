"""What a person asks for with one press: done, or the reasons against it, on its own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.request import PageRequest
from lib.errors import DomainRefusal


def asked(request: PageRequest, row: Any, ask: Callable[[], Any], told: str) -> HttpResponse:
    """Call `ask`, a verb of the services; back to `row`, which says `told` or what was refused."""
    try:
        ask()
    except DomainRefusal as refusal:
        for problem in refusal.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, told)
    return redirect(row)
