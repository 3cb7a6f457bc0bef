"""How recurring duties stand: what the data and people say was done, period by period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Organisation
from drills.domain.periods import period_of, year_back
from governance.domain.cadence import Cadence, cadence
from governance.evidence import OCCURRENCES, occurrences
from governance.models import Duty, DutyDone
from lib.days import day_in


@dataclass(frozen=True)
class DutyStand:
    """`is_open`: this period wants it still; `late`: periods of the last year without it."""

    duty: Duty
    cadence: Cadence

    @property
    def is_open(self) -> bool:
        return any(one.stand == "open" for one in self.cadence.periods)


def duties_of(*, at: datetime, duties: Iterable[Duty] | None = None) -> Sequence[DutyStand]:
    """Of every duty in use, in their order; a constant number of queries for each key."""
    rows = list(Duty.objects.for_list().filter(is_active=True) if duties is None else duties)
    today = day_in(at, Organisation.current().timezone)
    said: dict[int, list[date]] = defaultdict(list)
    for duty_id, on in DutyDone.objects.filter(duty__in=rows).values_list("duty_id", "on"):
        said[duty_id].append(on)
    since = period_of(year_back(today).first, "year").first
    counted = {
        key: occurrences(key, since=since, until=today)
        for key in {one.evidence for one in rows if one.evidence in OCCURRENCES}
    }
    return [
        DutyStand(
            one,
            cadence(
                one.period,
                starts_on=one.starts_on,
                occurrences=[*said[one.pk], *counted.get(one.evidence, ())],
                today=today,
            ),
        )
        for one in rows
    ]
