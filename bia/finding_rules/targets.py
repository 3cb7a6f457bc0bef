"""Objectives that cannot hold together (docs/method.md §21.2, X11, and §21.4)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from bia.analysis.levels import asked_of
from bia.finding_rules.rule import NameOf, Params, Raised, Rule, Severity, World
from bia.finding_rules.sentences import say, together


def check_reentry(world: World) -> Iterator[Raised]:
    """RTO + WRT ≤ MTD. A WRT that is not said to block counts as if it did: an open question."""
    for key, named in world.stored.named.items():
        if named.mtd_s is None or named.rto_s is None or named.wrt_s is None:
            continue
        sum_s = named.rto_s + named.wrt_s
        if sum_s <= named.mtd_s:
            continue
        params = {
            "rto_s": named.rto_s,
            "wrt_s": named.wrt_s,
            "mtd_s": named.mtd_s,
            "sum_s": sum_s,
            "over_s": sum_s - named.mtd_s,
            "blocking": named.wrt_blocking,
        }
        severity: Severity = "high" if named.wrt_blocking else "medium"
        yield Raised(key, params, key, severity, named.critical)


def reentry_words(params: Params, name: NameOf) -> str:
    code = "reentry_over_mtd" if params["blocking"] else "reentry_over_mtd_if_blocking"
    times = {one: params[one] for one in ("rto_s", "wrt_s", "mtd_s", "sum_s", "over_s")}
    return say(code, **times)


def check_looser(world: World) -> Iterator[Raised]:
    """A system's own RTO or RPO is longer than what its dependents leave it."""
    for key, named in world.stored.named.items():
        asked = asked_of(world.stored, key)
        if asked is None:
            continue
        over_rto_s = _over(named.rto_s, asked.rto_s)
        over_rpo_s = _over(named.rpo_s, asked.rpo_s)
        if not over_rto_s and not over_rpo_s:
            continue
        critical = world.stored.behind_of(key).critical > 0
        params = {
            "rto_s": named.rto_s if over_rto_s else None,
            "required_rto_s": asked.rto_s if over_rto_s else None,
            "over_rto_s": over_rto_s,
            "rto_by": asked.rto_by if over_rto_s else None,
            "rpo_s": named.rpo_s if over_rpo_s else None,
            "required_rpo_s": asked.rpo_s if over_rpo_s else None,
            "over_rpo_s": over_rpo_s,
            "rpo_by": asked.rpo_by if over_rpo_s else None,
        }
        yield Raised(key, params, key, "high" if critical else "medium", critical)


def looser_words(params: Params, name: NameOf) -> str:
    found = []
    if params["over_rto_s"]:
        required_s = params["required_rto_s"]
        found.append(
            say(
                "looser_rto" if required_s >= 0 else "looser_rto_no_time",
                rto_s=params["rto_s"],
                required_s=required_s,
                over_s=params["over_rto_s"],
                node=name(params["rto_by"] or ""),
            )
        )
    if params["over_rpo_s"]:
        found.append(
            say(
                "looser_rpo",
                rpo_s=params["rpo_s"],
                required_s=params["required_rpo_s"],
                over_s=params["over_rpo_s"],
                node=name(params["rpo_by"] or ""),
            )
        )
    return together(*found)


def looser_mentions(params: Params) -> list[str]:
    return list(dict.fromkeys(key for key in (params["rto_by"], params["rpo_by"]) if key))


def _over(stated_s: int | None, required_s: int | None) -> int:
    if stated_s is None or required_s is None:
        return 0
    return max(0, stated_s - required_s)


REENTRY_OVER_MTD = Rule(
    code="reentry_over_mtd",
    title=_("Re-entry does not fit into the MTD"),
    severity="high",
    check=check_reentry,
    words=reentry_words,
    section="§21.2",
    advice=_(
        "Shorten the RTO or the re-entry, or state that re-entry does not block the business."
    ),
)
TARGET_TOO_LOOSE = Rule(
    code="target_too_loose",
    title=_("Target looser than what is asked for"),
    severity="medium",
    check=check_looser,
    words=looser_words,
    section="§21.4",
    advice=_("Tighten the system’s target, or agree on a longer one with those who depend on it."),
    mentions=looser_mentions,
)
