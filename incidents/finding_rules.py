"""What incidents show of the BIA: it is missing (E29), or its loss curve is off (§37.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bia.domain.reasons import Reason
from bia.finding_rules import NameOf, Params, Raised, Rule, World, watch
from bia.finding_rules import register as register_rules
from bia.finding_rules.sentences import together
from bia.models import Assessment, Process
from bia.reasons import explain
from incidents.models import Impact, Incident
from incidents.services.calibrating import calibration_of
from lib.history import event_model


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_rules(WITHOUT_BIA, CURVE_OFF)
    watch("incidents", seen)


def without_bia(world: World) -> Iterator[Raised]:
    """Processes that real incidents held down, which no approved BIA describes."""
    approved = Assessment.objects.approved().values("process_id")
    rows = (
        _counted()
        .exclude(process__in=approved)
        .values_list("process__code", "process__critical", "process__life_safety", "incident")
        .distinct()
    )
    hit: dict[str, set[int]] = defaultdict(set)
    grave: set[str] = set()
    for code, critical, life_safety, incident in rows:
        hit[code].add(incident)
        if critical or life_safety:
            grave.add(code)
    for code, incidents in hit.items():
        key = f"process:{code}"
        is_grave = code in grave
        params = {"count": len(incidents)}
        yield Raised(key, params, key, "high" if is_grave else "medium", is_grave)


def without_bia_words(params: Params, name: NameOf) -> str:
    return together(
        ngettext(
            "%(count)s incident held the process down, and no approved BIA describes it.",
            "%(count)s incidents held the process down, and no approved BIA describes it.",
            params["count"],
        )
        % params,
        _("So no recovery time ran, and what it cost was unknown."),
    )


def curve_off(world: World) -> Iterator[Raised]:
    """Processes whose actual losses differ from the curve by a tenth or more."""
    told = _counted().filter(actual_loss__isnull=False, incident__status="closed")
    for process in Process.objects.filter(pk__in=told.values("process_id")).order_by("code"):
        found = calibration_of(process)
        if found.result is None or not found.asks_for_change:
            continue
        key = f"process:{process.code}"
        because = found.result.because
        yield Raised(key, {"reason": because.code, **dict(because.params)}, key, "medium", False)


def curve_off_words(params: Params, name: NameOf) -> str:
    values = {key: value for key, value in params.items() if key != "reason"}
    return explain(Reason.of(str(params["reason"]), **values))


def seen(at: datetime) -> str:
    """Every change of an impact or an incident leaves a row of history; one query."""
    tables = [event_model(model)._meta.db_table for model in (Impact, Incident)]
    newest = ", ".join(f'(SELECT max(pgh_id) FROM "{table}")' for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}")  # names of our own tables
        return "|".join(str(part) for part in cursor.fetchone())


def _counted() -> QuerySet[Impact]:
    """Of real incidents that were no false alarm, suspected ones too: nobody took them out."""
    return Impact.objects.filter(incident__in=Incident.objects.counted())


WITHOUT_BIA = Rule(
    code="incident_without_bia",
    title=gettext_lazy("An incident hit a process without a BIA"),
    severity="medium",
    check=without_bia,
    words=without_bia_words,
    section="§37.1",
    advice=gettext_lazy("Assess the process, so that the next incident has deadlines and a loss."),
)
CURVE_OFF = Rule(
    code="loss_curve_off",
    title=gettext_lazy("Actual losses contradict the loss curve"),
    severity="medium",
    check=curve_off,
    words=curve_off_words,
    section="§37.5",
    advice=gettext_lazy(
        "Assess the process again with the amounts of these incidents, or give it rates of its own."
    ),
)
