"""The settings of drills, on one page."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import may, require
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.saving import save_change
from drills.forms.settings import (
    AFTERWARDS,
    COUNTING,
    RUNNING,
    SCORING,
    SEASON,
    DrillSettingsForm,
)
from drills.models import DrillSettings
from drills.programme_pages.words import SEASON_SOURCES
from drills.services.drill_settings import PERMISSION, change_settings
from drills.services.seasons import seasons
from lib.conflicts import merged
from lib.days import day_in


@require_http_methods(["GET", "POST"])
def drill_settings(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    row = DrillSettings.current()
    posted = None
    if request.method == "POST":
        require(request.user, PERMISSION)
        posted = merged(request.POST)
    form = DrillSettingsForm(posted, instance=row)
    if posted is not None and form.is_valid():
        answer = save_change(
            request,
            form,
            partial(change_settings, **form.given()),
            theirs=lambda current: DrillSettingsForm(instance=current),
            back=reverse("drills:settings"),
        )
        if answer is not None:
            return answer
    may_change = may(request.user, PERMISSION)
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    parts = [
        (_("What counts"), COUNTING),
        (_("Scoring"), SCORING),
        (_("Low season"), SEASON),
        (_("While it runs"), RUNNING),
        (_("Afterwards"), AFTERWARDS),
    ]
    year = day_in(timezone.now(), Organisation.current().timezone).year
    context = {
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in parts],
        "may_change": may_change,
        "may_audit": may(request.user, "audit.view"),
        "row": DrillSettings.current(),
        "seasons": [(one, SEASON_SOURCES[one.source]) for one in seasons([year, year + 1])],
    }
    status = 422 if form.errors else 200
    return render(request, "drills/settings.html", context, status=status)
