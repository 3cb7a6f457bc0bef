"""The two pictures of an answer, in the reader's words; pages and reports draw the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bia.analysis.what_if import Asked
from bia.domain.outage.events import Outage
from bia.domain.outage.moments import stretches
from lib.chart_outage import cumulative_loss, state_timeline


def picture_words() -> dict[str, str]:
    """The words of the pictures."""
    return {
        "d": _("Days since the disruption"),
        "h": _("Hours since the disruption"),
        "min": _("Minutes since the disruption"),
        "from": _("From"),
        "until": _("Until"),
        "process": _("Process"),
        "state": _("State"),
        "down": _("Down"),
        "workaround": _("On workaround"),
        "reduced": _("Short of people"),
        "unstated": _("Duration not stated"),
        "rto": _("RTO passed"),
        "mtd": _("MTD passed"),
        "loss": _("Loss"),
        "variant": _("Variant"),
    }


def timeline(
    asked: Asked, drawn: Sequence[Outage], horizon_s: int, at_s: int | None = None
) -> dict[str, Any]:
    """Who is down when; `drawn` in the order of the rows, `at_s` marks a moment."""
    marks = []
    bars = []
    for one in drawn:
        name = asked.sight.name(one.key)
        for kind, passed_s in (("rto", one.rto_passed_s), ("mtd", one.mtd_passed_s)):
            if passed_s is not None and passed_s <= horizon_s:
                marks.append((name, passed_s, kind))
        bars.append((name, _bars(asked, one, horizon_s)))
    return state_timeline(
        rows=bars, horizon_s=horizon_s, labels=picture_words(), marks=marks, at_s=at_s
    )


def _bars(asked: Asked, one: Outage, horizon_s: int) -> list[tuple[int, int, str]]:
    """The stretches of one process as the picture draws them, the open ones to its end."""
    own = asked.answer.segments.get(one.key, ())
    return [
        (from_s, horizon_s if to_s is None else to_s, str(state))
        for from_s, to_s, state in stretches(own, lower_bound=one.lower_bound)
    ]


def losses(asked: Asked, other: Asked | None, horizon_s: int, at_s: int) -> dict[str, Any]:
    """What has been lost by when, beside the variant if there is one."""
    series = [(_("This question"), _line(asked, horizon_s))]
    if other is not None:
        series.append((_("The variant"), _line(other, horizon_s)))
    labels = picture_words() | {"loss": f"{_('Loss')} ({asked.state.register.currency})"}
    return cumulative_loss(series=series, horizon_s=horizon_s, labels=labels, at_s=at_s)


def _line(asked: Asked, horizon_s: int) -> list[tuple[int, Decimal]]:
    points = [(one.at_s, one.loss) for one in asked.answer.loss]
    if points and points[-1][0] < horizon_s:
        points.append((horizon_s, points[-1][1]))
    return points
