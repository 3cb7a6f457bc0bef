"""A system stands on a level that cannot keep what is asked of it (docs/method.md §21.1, X3)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from bia.analysis.levels import asked_of, level_of
from bia.domain.dr_level import rpo_shortfall_s, rto_shortfall_s
from bia.finding_rules.rule import NameOf, Params, Raised, Rule, World
from bia.finding_rules.sentences import say, together


def check(world: World) -> Iterator[Raised]:
    if world.levels is None:
        return
    for key, named in world.stored.named.items():
        level = world.levels.level(named.dr_level)
        asked = asked_of(world.stored, key)
        if level is None or asked is None:
            continue
        over_rto_s = rto_shortfall_s(level, asked.rto_s)
        over_rpo_s = rpo_shortfall_s(level, asked.rpo_s)
        if not over_rto_s and not over_rpo_s:
            continue
        critical = world.stored.behind_of(key).critical > 0
        params = {
            "catalogue": world.levels.code,
            "level": level.level,
            "best_rto_s": level.best_rto_s,
            "best_rpo_s": level.best_rpo_s,
            "rto_s": asked.rto_s,
            "rpo_s": asked.rpo_s,
            "over_rto_s": over_rto_s,
            "over_rpo_s": over_rpo_s,
            "rto_by": asked.rto_by if over_rto_s else None,
            "rpo_by": asked.rpo_by if over_rpo_s else None,
            "needed": level_of(world.levels, asked).level,
        }
        yield Raised(key, params, key, "high" if critical else "medium", critical)


def words(params: Params, name: NameOf) -> str:
    found = []
    if params["over_rto_s"]:
        code = "level_too_slow" if params["rto_s"] >= 0 else "level_too_slow_by_far"
        found.append(
            say(
                code,
                level=params["level"],
                best_rto_s=params["best_rto_s"],
                rto_s=params["rto_s"],
                over_s=params["over_rto_s"],
            )
        )
        found += _asked_by(params["rto_by"], name)
    if params["over_rpo_s"]:
        found.append(
            say(
                "level_loses_too_much",
                level=params["level"],
                best_rpo_s=params["best_rpo_s"],
                rpo_s=params["rpo_s"],
                over_s=params["over_rpo_s"],
            )
        )
        if params["rpo_by"] != params["rto_by"] or not params["over_rto_s"]:
            found += _asked_by(params["rpo_by"], name)
    needed = params["needed"]
    found.append(say("no_level_is_enough") if needed is None else say("level_needed", level=needed))
    return together(*found)


def mentions(params: Params) -> list[str]:
    return list(dict.fromkeys(key for key in (params["rto_by"], params["rpo_by"]) if key))


def _asked_by(key: str | None, name: NameOf) -> list[str]:
    return [say("asked_by", node=name(key))] if key else []


LEVEL_TOO_LOW = Rule(
    code="dr_level_too_low",
    title=_("Recovery level too low"),
    severity="medium",
    check=check,
    words=words,
    section="§21.1",
    advice=_("Raise the level, or agree on a longer objective with those who depend on it."),
    mentions=mentions,
)
