"""The coverage matrix."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import may, require
from accounts.request import PageRequest
from drills.models import DrillType
from drills.programme_pages.matrix import matrix_page
from drills.programme_pages.words import CELL
from drills.services.coverage import TYPES, coverage
from lib.asked_once import asking_once


@require_safe
def matrix(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    asked = request.GET.get("type", "")
    chosen = asked if asked in TYPES else ""
    names = dict(DrillType.choices)
    with asking_once():
        found = coverage(request.user, at=timezone.now(), type=chosen)
    context = {
        "page": matrix_page(found, sees_library=may(request.user, "scenario_library.view")),
        "type": chosen,
        "types": [("", _("All types")), *((one, names[one]) for one in TYPES)],
        "may_plan": may(request.user, "drill.change"),
        "legend": CELL.values(),
    }
    return render(request, "drills/matrix.html", context)
