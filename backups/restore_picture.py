"""The phases of a restore test against its RTO, as a picture for page and report."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backups.models import RestoreTest
from backups.words import phase_words
from lib.chart_phases import Phase, phases_chart
from lib.charts import Spec
from lib.durations import format_duration


def phase_spec(test: RestoreTest) -> Spec:
    phases = [Phase(phase_words(one["name"]), float(one["seconds"])) for one in test.phases]
    return phases_chart(
        phases,
        limit_s=test.rto_s,
        words={"time": _("Time"), "phase": _("Phase"), "limit": _("RTO"), "took": _("Took")},
        duration=lambda seconds: format_duration(seconds, get_language() or "en"),
    )
