"""What the programme of drills shows of the BIA: never drilled, or too long ago (DRL-4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organisation
from bia.finding_rules import NameOf, Params, Raised, Rule, World, watch
from bia.finding_rules import register as register_rules
from bia.finding_rules.sentences import together
from bia.models import Process
from drills.domain.states import AFTER
from drills.models import Drill, DrillSettings
from lib.days import day_in
from lib.history import event_model


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_rules(NEVER_DRILLED, DRILL_OUTDATED)
    watch("drills", seen)


def never_drilled(world: World) -> Iterator[Raised]:
    """Critical processes that no drill was ever about. Silent until the first drill was held:
    before that the programme itself says that all of it is missing."""
    if not Drill.objects.filter(status__in=AFTER).exists():
        return
    for code, life_safety, last in _critical():
        if last is None:
            key = f"process:{code}"
            yield Raised(key, {"life_safety": life_safety}, key, "medium", life_safety)


def never_drilled_words(params: Params, name: NameOf) -> str:
    first = _("No drill was ever about this critical process.")
    if not params["life_safety"]:
        return first
    return together(first, _("Lives depend on it."))


def drill_outdated(world: World) -> Iterator[Raised]:
    """Critical processes whose last drill proves nothing any more. `on` is the day it was held, so
    the fact stays the same while nothing is done."""
    at = world.at or timezone.now()
    zone = Organisation.current().timezone
    # Looking writes nothing: a row made here would look like a change to the next check.
    settings = DrillSettings.objects.filter(pk=1).first() or DrillSettings()
    valid = settings.valid_days
    today = day_in(at, zone)
    for code, life_safety, last in _critical():
        if last is None or (today - day_in(last, zone)).days <= valid:
            continue
        key = f"process:{code}"
        params = {"on": day_in(last, zone).isoformat(), "valid_days": valid}
        yield Raised(key, params, key, "medium", life_safety)


def drill_outdated_words(params: Params, name: NameOf) -> str:
    return ngettext(
        "The last drill was held on %(on)s; a drill proves for %(valid_days)s day.",
        "The last drill was held on %(on)s; a drill proves for %(valid_days)s days.",
        int(params["valid_days"]),
    ) % dict(params)


def _critical() -> Iterator[tuple[str, bool, datetime | None]]:
    """(code, do lives depend on it, when its last drill began); one question."""
    held = Max("drills__started_at", filter=Q(drills__status__in=AFTER))
    rows = Process.objects.filter(Q(critical=True) | Q(life_safety=True))
    yield from rows.annotate(last=held).order_by("code").values_list("code", "life_safety", "last")


def seen(at: datetime) -> str:
    """Every change of a drill or of its settings leaves a row of history, and a day may end what
    a drill proves; one question."""
    tables = [event_model(model)._meta.db_table for model in (Drill, DrillSettings)]
    newest = ", ".join(f'(SELECT max(pgh_id) FROM "{table}")' for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}")  # names of our own tables
        told = "|".join(str(part) for part in cursor.fetchone())
    return f"{told}|{at.date().isoformat()}"


NEVER_DRILLED = Rule(
    code="process_never_drilled",
    title=gettext_lazy("A critical process was never drilled"),
    severity="medium",
    check=never_drilled,
    words=never_drilled_words,
    section="§41",
    advice=gettext_lazy("Plan a tabletop exercise for it: the coverage matrix proposes which."),
)
DRILL_OUTDATED = Rule(
    code="drill_outdated",
    title=gettext_lazy("The last drill of a critical process is too long ago"),
    severity="medium",
    check=drill_outdated,
    words=drill_outdated_words,
    section="§41",
    advice=gettext_lazy("Drill it again; “Run again” copies script and people of the last one."),
)
