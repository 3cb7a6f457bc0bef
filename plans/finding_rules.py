"""A decision chain longer than the RTO (X9, docs/method.md §32.6).

Notifying and assessing alone may take longer than a process may stand still. Then only a plan
that is authorised beforehand helps, and only if it is in force and works in time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bia.finding_rules import NameOf, Params, Raised, Rule, World, watch
from bia.finding_rules import register as register_rules
from bia.finding_rules.sentences import together
from followup.models import ClockPolicy
from lib.durations import format_duration
from lib.history import event_model
from plans.domain.feasibility import Light
from plans.feasible import feasibility_of
from plans.models import Plan, PlanProcess, PlanSystem, PlanVersion, VersionStatus
from plans.services.response_limits import response_limits

IN_TIME = (Light.GREEN, Light.AMBER)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_rules(DECISION_TOO_SLOW)
    watch("plans", seen)


def check(world: World) -> Iterator[Raised]:
    """AT-029: notify 5 + assess 15 = 20 min, and the RTO is 15."""
    limits = response_limits()
    sum_s = limits.notify_s + limits.assess_s
    short = {
        named.code: (key, named)
        for key, named in world.stored.named.items()
        if named.table == "process" and named.rto_s is not None and named.rto_s < sum_s
    }
    if not short:
        return
    at = world.at or timezone.now()
    covered, in_time = _plans(short, at)
    for code, (key, named) in short.items():
        if code in in_time:
            continue
        assert named.rto_s is not None
        params = {
            "notify_s": limits.notify_s,
            "assess_s": limits.assess_s,
            "sum_s": sum_s,
            "rto_s": named.rto_s,
            "over_s": sum_s - named.rto_s,
            "plan": covered.get(code, "none"),
        }
        critical = named.critical or named.life_safety
        yield Raised(key, params, key, "high" if critical else "medium", critical)


def _plans(short: Collection[str], at: datetime) -> tuple[dict[str, str], set[str]]:
    """Process → how far its best plan in force comes, and those whose plan works in time."""
    effective = PlanVersion.objects.filter(status=VersionStatus.EFFECTIVE, plan__retired_at=None)
    covered: dict[str, str] = {}
    asking = effective.filter(pre_authorised=False, plan__processes__code__in=short)
    for code in asking.values_list("plan__processes__code", flat=True):
        covered[code] = "asks_first"
    in_time: set[str] = set()
    for version in effective.filter(pre_authorised=True).select_related("plan"):
        view = feasibility_of(version, at)
        for verdict in view.result.verdicts if view.result else ():
            if verdict.status in IN_TIME:
                in_time.add(verdict.process)
            else:
                covered[verdict.process] = "too_slow"
    return covered, in_time


def words(params: Params, name: NameOf) -> str:
    language = get_language() or "en"
    times = {
        key: format_duration(value, language) for key, value in params.items() if key.endswith("_s")
    }
    first = _(
        "Notifying (%(notify_s)s) and assessing (%(assess_s)s) take %(sum_s)s, the RTO is"
        " %(rto_s)s: %(over_s)s too long before anything is done."
    )
    then = {
        "none": _("No plan in force covers the process."),
        "asks_first": _("The plan in force is not authorised beforehand."),
        "too_slow": _("The plan in force is authorised beforehand and still takes too long."),
    }
    return together(first % times, then.get(params["plan"], ""))


def seen(at: datetime) -> str:
    """Versions, what plans cover, and the limits of the clocks; one query.

    What a version in force says is frozen, so its row tells of all its content.
    """
    watched: tuple[Any, ...] = (Plan, PlanVersion, PlanProcess, PlanSystem, ClockPolicy)
    tables = [event_model(model)._meta.db_table for model in watched]
    newest = ", ".join(f'(SELECT max(pgh_id) FROM "{table}")' for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}")  # names of our own tables
        return "|".join(str(part) for part in cursor.fetchone())


DECISION_TOO_SLOW = Rule(
    code="decision_longer_than_rto",
    title=gettext_lazy("Deciding takes longer than the RTO"),
    severity="high",
    check=check,
    words=words,
    section="§32.6",
    advice=gettext_lazy(
        "Authorise the switch-over beforehand in the plan of this process and publish it, or fail"
        " over automatically."
    ),
)
