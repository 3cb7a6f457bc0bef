"""What no plan covers: systems without backups, chains without a full, laws not kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backups.finding_rules.reading import backups_of, subject_of
from backups.finding_rules.words import say
from backups.recovery_points import key_of
from bia.finding_rules import NameOf, Params, Raised, Rule, World

HOLDERS = ("application", "data_set")


def check_no_backup(world: World) -> Iterator[Raised]:
    """Core systems, and what a critical process cannot do without, with no active policy.

    A data set is covered where a system that uses it is, or its own lack is that system's.
    """
    found = backups_of(world)
    covered = {point.key for point in found.points.values()}
    named = world.stored.named
    users: dict[str, set[str]] = {}
    for edge in world.stored.register.stated:
        if named[edge.needs].kind == "data_set" and named[edge.dependent].kind in HOLDERS:
            users.setdefault(edge.needs, set()).add(edge.dependent)
    own = {key for key, above in users.items() if key in covered for key in above}
    for key, one in named.items():
        if one.kind not in HOLDERS or key in covered or key in own or key in users:
            continue
        critical = found.critical(key)
        if one.critical or critical:
            params = {"rpo_s": need.rpo_s if (need := world.stored.rpo.get(key)) else None}
            yield Raised(key, params, key, "high" if critical else "medium", critical)


def no_backup_words(params: Params, name: NameOf) -> str:
    if params["rpo_s"] is None:
        return _("No backup of it is planned here. A second site copies what was deleted, too.")
    return say(
        _("No backup of it is planned here, although at most %(rpo_s)s of its data may be lost."),
        rpo_s=params["rpo_s"],
    )


def check_no_full(world: World) -> Iterator[Raised]:
    """Only changes are backed up: they build on nothing."""
    for family in backups_of(world).families:
        methods = {one.method for one in family.point.policies if one.active}
        if methods and not methods & {"full", "realtime"}:
            yield family.raised()


def no_full_words(params: Params, name: NameOf) -> str:
    return say(
        _("%(data)s: only changes are backed up, and no full backup that they could build on."),
        data=params["data"],
    )


def check_kept(world: World) -> Iterator[Raised]:
    """Kept for less than the law asks."""
    found = backups_of(world)
    for policy in found.policies.values():
        legal_s, kept_s = policy.legal_retention_s, policy.retention_s
        key = key_of(world.stored, policy.system_id)
        if legal_s is None or kept_s is None or kept_s >= legal_s or not key:
            continue
        params = {"policy": policy.code, "data": policy.data_class}
        params |= {"kept_s": kept_s, "legal_s": legal_s, "short_s": legal_s - kept_s}
        yield Raised(
            subject_of(key, f"policy:{policy.code}"), params, key, critical=found.critical(key)
        )


def kept_words(params: Params, name: NameOf) -> str:
    return say(
        _("%(data)s (%(policy)s) is kept for %(kept_s)s, the law asks for %(legal_s)s."),
        **{key: params[key] for key in ("data", "policy", "kept_s", "legal_s")},
    )


NO_BACKUP = Rule(
    code="system_without_backup",
    title=gettext_lazy("System without a backup policy"),
    severity="high",
    check=check_no_backup,
    words=no_backup_words,
    section="§27.8",
    advice=gettext_lazy("Make a backup policy for it, or state why it needs none."),
)
NO_FULL = Rule(
    code="backup_without_full",
    title=gettext_lazy("Backups of changes without a full backup"),
    severity="high",
    check=check_no_full,
    words=no_full_words,
    section="§27.8",
    advice=gettext_lazy("Plan a full backup of the same class of data."),
)
KEPT_TOO_SHORT = Rule(
    code="backup_kept_too_short",
    title=gettext_lazy("Backups kept for less than the law asks"),
    severity="high",
    check=check_kept,
    words=kept_words,
    section="§27.8",
    advice=gettext_lazy("Keep them for as long as the law asks."),
)
