"""Dependencies that cannot work as they are stated (docs/method.md §21.5, AT-103)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from bia.finding_rules.rule import NameOf, Params, Raised, Rule, Severity, World
from bia.finding_rules.sentences import names, say, together


def check_circles(world: World) -> Iterator[Raised]:
    """The finding stands at the member whose key comes first."""
    for cycle in world.stored.analysis.cycles:
        members = sorted(cycle.members)
        critical = any(world.stored.behind_of(key).critical for key in members)
        params = {"members": members, "deadlock": cycle.deadlock}
        severity: Severity = "high" if cycle.deadlock else "medium"
        yield Raised(members[0], params, members[0], severity, critical)


def circle_words(params: Params, name: NameOf) -> str:
    told = "circle_deadlock" if params["deadlock"] else "circle_parallel"
    return together(say("circle", nodes=names(params["members"], name)), say(told))


def check_groups(world: World) -> Iterator[Raised]:
    """A group of alternatives asks for more than it has; the analysis counts all of them."""
    groups: dict[tuple[str, str], list[tuple[str, int | None]]] = {}
    for edge in world.stored.register.stated:
        if edge.group and edge.strength == "hard":
            groups.setdefault((edge.dependent, edge.group), []).append(
                (edge.needs, edge.group_needs)
            )
    for (dependent, group), alternatives in groups.items():
        members = sorted({needs for needs, _asked in alternatives})
        asked = max((one for _needs, one in alternatives if one is not None), default=1)
        if asked <= len(members):
            continue
        params = {"group": group, "needs": asked, "count": len(members), "members": members}
        critical = world.stored.behind_of(dependent).critical > 0
        yield Raised(f"{dependent}/{group}"[:200], params, dependent, None, critical)


def group_words(params: Params, name: NameOf) -> str:
    return say(
        "group_too_small",
        group=params["group"],
        needs=params["needs"],
        count=params["count"],
        nodes=names(params["members"], name),
    )


def mentions(params: Params) -> list[str]:
    members: list[str] = params["members"]
    return members


CIRCULAR_DEPENDENCY = Rule(
    code="circular_dependency",
    title=_("Circular dependency"),
    severity="medium",
    check=check_circles,
    words=circle_words,
    section="§21.5",
    advice=_("Find the need that is not real, or state how one of them starts without the other."),
    mentions=mentions,
)
GROUP_TOO_SMALL = Rule(
    code="group_too_small",
    title=_("More alternatives asked for than there are"),
    severity="high",
    check=check_groups,
    words=group_words,
    section="§21.5",
    advice=_("Add the missing alternatives, or ask for fewer of them."),
    mentions=mentions,
)
