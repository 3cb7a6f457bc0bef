"""The settings of drills, on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.models import Organisation
from accounts.request import PageRequest
from accounts.views.settings_page import settings_page
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
from lib.days import day_in


@require_http_methods(["GET", "POST"])
def drill_settings(request: PageRequest) -> HttpResponse:
    require(request.user, "drill.view")
    return settings_page(
        request,
        "drills/settings.html",
        row=DrillSettings.current,
        form_of=DrillSettingsForm,
        change=change_settings,
        permission=PERMISSION,
        back=reverse("drills:settings"),
        parts=lambda _form: [
            (_("What counts"), COUNTING),
            (_("Scoring"), SCORING),
            (_("Low season"), SEASON),
            (_("While it runs"), RUNNING),
            (_("Afterwards"), AFTERWARDS),
        ],
        given=DrillSettingsForm.given,
        more=_seasons,
    )


def _seasons() -> dict[str, Any]:
    year = day_in(timezone.now(), Organisation.current().timezone).year
    return {"seasons": [(one, SEASON_SOURCES[one.source]) for one in seasons([year, year + 1])]}
