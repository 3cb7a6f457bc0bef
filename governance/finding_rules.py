"""What levels and strategies show of the BIA (docs/method.md §45.4): X10, and too low a level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bia.analysis.levels import asked_of
from bia.analysis.levels import level_of as needed_by
from bia.finding_rules import NameOf, Params, Raised, Rule, World, watch
from bia.finding_rules import register as register_rules
from bia.finding_rules.sentences import together
from governance.domain.architecture import Verdict, fit
from governance.models import Architecture, LevelAssessment, LevelState, Strategy, StrategyState
from lib.durations import format_duration
from lib.history import event_model
from lib.language import spoken


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_rules(NO_HEADROOM, LEVEL_MISSED)
    watch("governance", seen)


def no_headroom(world: World) -> Iterator[Raised]:
    """Approved strategies whose architecture keeps what is asked only at best, or not at all."""
    rows = Strategy.objects.filter(state=StrategyState.APPROVED).order_by("system__code")
    for one in rows.select_related("system", "architecture"):
        key = f"system:{one.system.code}"
        asked = asked_of(world.stored, key) if key in world.stored.named else None
        if asked is None:
            continue
        found = fit(one.architecture, asked.rto_s, asked.rpo_s)
        if found.verdict not in (Verdict.AT_BEST, Verdict.NEVER):
            continue
        critical = world.stored.behind_of(key).critical > 0
        params = {
            "architecture": one.architecture.code, "name_en": one.architecture.name_en,
            "name_zh": one.architecture.name_zh, "verdict": found.verdict.value,
            "rto_s": asked.rto_s, "rpo_s": asked.rpo_s,
            "rto_worst_s": one.architecture.rto_worst_s,
            "rpo_worst_s": one.architecture.rpo_worst_s,
        }  # fmt: skip
        severity = "high" if critical and found.verdict == Verdict.NEVER else "medium"
        yield Raised(key, params, key, severity, critical)  # type: ignore[arg-type]


def no_headroom_words(params: Params, name: NameOf) -> str:
    chinese = spoken().startswith("zh")
    called = params["name_zh" if chinese else "name_en"] or params["architecture"]
    if params["verdict"] == Verdict.NEVER:
        first = _("“%(name)s” does not keep what is asked, not even in its best case.")
    else:
        first = _("“%(name)s” keeps what is asked only in its best case.")
    told = [first % {"name": called}]
    for kind, label in (("rto", _("RTO")), ("rpo", _("RPO"))):
        asked, worst = params[f"{kind}_s"], params[f"{kind}_worst_s"]
        if asked is not None and worst > asked:
            words = _("%(label)s: %(asked)s asked, %(worst)s in the worst case.")
            told.append(words % {
                "label": label, "asked": format_duration(max(asked, 0), spoken()),
                "worst": format_duration(worst, spoken()),
            })  # fmt: skip
    return together(*told)


def level_missed(world: World) -> Iterator[Raised]:
    """Systems whose confirmed assessment reaches less than the analysis asks for now."""
    if world.levels is None:
        return
    rows = LevelAssessment.objects.filter(state=LevelState.CONFIRMED).order_by("system__code")
    for one in rows.select_related("system"):
        key = f"system:{one.system.code}"
        asked = asked_of(world.stored, key) if key in world.stored.named else None
        if asked is None:
            continue
        needed = needed_by(world.levels, asked)
        if not needed.falls_short(one.achieved):
            continue
        critical = world.stored.behind_of(key).critical > 0
        params = {"achieved": one.achieved, "needed": needed.level, "assessment": one.code}
        yield Raised(key, params, key, "high" if critical else "medium", critical)


def level_missed_words(params: Params, name: NameOf) -> str:
    if params["needed"] is None:
        words = _("Its seven elements reach level %(achieved)s; no level would be enough.")
    else:
        words = _("Its seven elements reach level %(achieved)s; level %(needed)s is needed.")
    return words % dict(params)


def seen(at: datetime) -> str:
    """Every change leaves a row of history; one question."""
    models = (Strategy, Architecture, LevelAssessment)
    tables = [event_model(model)._meta.db_table for model in models]
    newest = ", ".join(f'(SELECT max(pgh_id) FROM "{table}")' for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}")  # names of our own tables
        return "|".join(str(part) for part in cursor.fetchone())


NO_HEADROOM = Rule(
    code="architecture_no_headroom",
    title=gettext_lazy("The architecture leaves no headroom"),
    severity="medium",
    check=no_headroom,
    words=no_headroom_words,
    section="§45.4",
    advice=gettext_lazy("Choose an architecture that keeps it in the worst case, or prove by"
                        " tests that yours does better than its range."),
)  # fmt: skip
LEVEL_MISSED = Rule(
    code="level_not_reached",
    title=gettext_lazy("The recovery level needed is not reached"),
    severity="medium",
    check=level_missed,
    words=level_missed_words,
    section="§45.4",
    advice=gettext_lazy("Close what the weakest elements lack; the assessment lists it."),
)
