"""One drill."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.request import PageRequest
from drills.views.one import drill_of


@require_safe
def drill_detail(request: PageRequest, code: str) -> HttpResponse:
    return render(request, "drills/drill_detail.html", {"drill": drill_of(request, code)})
