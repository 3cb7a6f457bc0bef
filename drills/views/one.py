"""The drill an address names."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.request import PageRequest
from drills.models import Drill


def drill_of(request: PageRequest, code: str) -> Drill:
    """403 for who may see no drills, 404 for one this person does not know of (DRL-5)."""
    require(request.user, "drill.view")
    return get_object_or_404(Drill.objects.visible_to(request.user).for_list(), code=code)
