"""Plans that cannot keep what is asked even when everything goes well (X4, X5, X6, X7)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backups.finding_rules.reading import Family, asked_by, backups_of, mentions
from backups.finding_rules.words import say
from bia.domain.catalogue_dr import CatalogueDrLevel
from bia.domain.dr_level import needed_level, rpo_shortfall_s
from bia.finding_rules import NameOf, Params, Raised, Rule, World
from bia.finding_rules.sentences import together


def check_plan(world: World) -> Iterator[Raised]:
    """The worst loss of the plan, interval and duration, against the RPO (AT-024).

    Where the system's recovery level promises less loss than the plan keeps, that is told too:
    two statements about the same backups contradict each other.
    """
    for family in backups_of(world).families:
        over_s = family.point.plan_gap_s
        if not over_s:
            continue
        level = _level(world, family)
        promised_s = level.worst_rpo_s if level is not None else None
        contradicts = (
            level is not None
            and promised_s is not None
            and (family.point.worst_s or 0) > promised_s
        )
        yield family.raised(
            worst_s=family.point.worst_s,
            rpo_s=family.point.required_s,
            over_s=over_s,
            by=asked_by(family),
            level=level.level if level is not None and contradicts else None,
            promised_s=promised_s if contradicts else None,
        )


def plan_words(params: Params, name: NameOf) -> str:
    found = [
        say(
            _("%(data)s: the plan loses up to %(worst_s)s, %(rpo_s)s are allowed: %(over_s)s too much."),  # noqa: E501
            **{key: params[key] for key in ("data", "worst_s", "rpo_s", "over_s")},
        )
    ]  # fmt: skip
    if params["by"]:
        found.append(say(_("Asked for by %(node)s."), node=name(params["by"])))
    if params["level"] is not None:
        found.append(
            say(
                _("Its recovery level %(level)s promises at most %(promised_s)s: one of the two is not true."),  # noqa: E501
                level=params["level"], promised_s=params["promised_s"],
            )
        )  # fmt: skip
    return together(*found)


def check_level(world: World) -> Iterator[Raised]:
    """A class of data with a limit of its own, stricter than its system's, on a level that loses
    more even at its best (X5). The system's own limit is the register's rule."""
    if world.levels is None:
        return
    for family in backups_of(world).families:
        level, rpo_s = _level(world, family), family.point.required_s
        if level is None or rpo_s is None:
            continue
        need = world.stored.rpo.get(family.key)
        if need is not None and need.rpo_s <= rpo_s:
            continue
        over_s = rpo_shortfall_s(level, rpo_s)
        if over_s:
            yield family.raised(
                level=level.level,
                best_rpo_s=level.best_rpo_s,
                rpo_s=rpo_s,
                over_s=over_s,
                needed=needed_level(world.levels.levels, None, rpo_s).level,
            )


def level_words(params: Params, name: NameOf) -> str:
    found = [
        say(
            _("%(data)s: level %(level)s of the system loses %(best_rpo_s)s at its best, %(rpo_s)s are allowed: %(over_s)s too much."),  # noqa: E501
            **{key: params[key] for key in ("data", "level", "best_rpo_s", "rpo_s", "over_s")},
        )
    ]  # fmt: skip
    needed = params["needed"]
    if needed is None:
        found.append(_("No level of the catalogue is enough."))
    else:
        found.append(say(_("Level %(level)s is needed."), level=needed))
    return together(*found)


def _level(world: World, family: Family) -> CatalogueDrLevel | None:
    if world.levels is None:
        return None
    return world.levels.level(world.stored.named[family.key].dr_level)


PLAN_MISSES_RPO = Rule(
    code="backup_plan_misses_rpo",
    title=gettext_lazy("Backup plan misses the RPO"),
    severity="medium",
    check=check_plan,
    words=plan_words,
    section="§27.8",
    advice=gettext_lazy(
        "Back up more often or copy in real time, or agree on a longer RPO with those who use the"
        " data."
    ),
    mentions=mentions,
)
LEVEL_LOSES_TOO_MUCH = Rule(
    code="backup_level_misses_rpo",
    title=gettext_lazy("Recovery level loses too much of a class of data"),
    severity="medium",
    check=check_level,
    words=level_words,
    section="§27.8",
    advice=gettext_lazy(
        "Raise the level of the system, or prove by measurement that this class is copied in"
        " real time."
    ),
)
