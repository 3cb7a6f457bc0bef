"""What should have an objective and has none (docs/method.md §21.3, X14)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from bia.finding_rules.rule import NameOf, Params, Raised, Rule, World
from bia.finding_rules.sentences import names, say, together


def needed_directly(world: World) -> dict[str, list[str]]:
    """Application → the processes that need it, optional needs aside; both by key, sorted."""
    named = world.stored.named
    found: dict[str, list[str]] = {}
    for edge in world.stored.register.stated:
        needs, dependent = named.get(edge.needs), named.get(edge.dependent)
        if needs is None or dependent is None or edge.strength == "optional":
            continue
        if needs.kind == "application" and dependent.table == "process":
            found.setdefault(edge.needs, []).append(edge.dependent)
    return {key: sorted(set(found[key])) for key in sorted(found)}


def check_systems(world: World) -> Iterator[Raised]:
    named = world.stored.named
    for key, processes in needed_directly(world).items():
        if named[key].rto_s is not None:
            continue
        critical = [one for one in processes if named[one].critical]
        params = {
            "processes": processes,
            "critical_processes": critical,
            "without_mtd": [one for one in processes if named[one].mtd_s is None],
        }
        yield Raised(key, params, key, "high" if critical else "medium", bool(critical))


def system_words(params: Params, name: NameOf) -> str:
    processes = params["processes"]
    all_critical = params["critical_processes"] == processes
    code = "no_rto_critical" if all_critical else "no_rto"
    found = [say(code, processes=names(processes, name))]
    if params["critical_processes"] and not all_critical:
        critical = names(params["critical_processes"], name)
        found.append(say("needed_by_critical", processes=critical))
    if params["without_mtd"] == processes:
        found.append(say("no_mtd_there_either"))
    elif params["without_mtd"]:
        without = names(params["without_mtd"], name)
        found.append(say("processes_without_mtd", processes=without))
    return together(*found)


def check_processes(world: World) -> Iterator[Raised]:
    """Critical ones whose systems raised nothing: there the same gap would be told twice."""
    named = world.stored.named
    told = {
        process
        for key, processes in needed_directly(world).items()
        if named[key].rto_s is None
        for process in processes
    }
    for key, one in named.items():
        complete = one.mtd_s is not None and one.rto_s is not None
        if one.table != "process" or not one.critical or complete or key in told:
            continue
        params = {"mtd_missing": one.mtd_s is None, "rto_missing": one.rto_s is None}
        yield Raised(key, params, key, critical=True)


def process_words(params: Params, name: NameOf) -> str:
    if params["mtd_missing"] and params["rto_missing"]:
        return say("no_mtd_no_rto")
    return say("no_mtd" if params["mtd_missing"] else "no_process_rto")


SYSTEM_WITHOUT_RTO = Rule(
    code="system_without_rto",
    title=_("System without an RTO"),
    severity="medium",
    check=check_systems,
    words=system_words,
    section="§21.3",
    advice=_("Assess the processes that need it, then set the system’s RTO by what they allow."),
    mentions=lambda params: params["processes"],
)
PROCESS_WITHOUT_OBJECTIVES = Rule(
    code="process_without_objectives",
    title=_("Critical process without objectives"),
    severity="high",
    check=check_processes,
    words=process_words,
    section="§21.3",
    advice=_("Assess the process and have the assessment approved."),
)
