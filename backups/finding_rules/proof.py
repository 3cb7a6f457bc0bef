"""What backups promise and do not prove: nothing restorable, too old, damaged, never restored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backups.finding_rules.reading import asked_by, backups_of, mentions, subject_of
from backups.finding_rules.words import say
from backups.recovery_points import key_of
from bia.finding_rules import NameOf, Params, Raised, Rule, World
from bia.finding_rules.sentences import together
from lib.language import listed

SHOWN = 3


def check_nothing(world: World) -> Iterator[Raised]:
    for family in backups_of(world).families:
        if family.state("freshness") == "nothing" and family.point.status == "nothing":
            yield family.raised(rpo_s=family.point.required_s, by=asked_by(family), severity="high")


def nothing_words(params: Params, name: NameOf) -> str:
    found = [say(_("%(data)s: nothing is left that could be restored."), data=params["data"])]
    if params["rpo_s"] is not None:
        found.append(say(_("At most %(rpo_s)s may be lost."), rpo_s=params["rpo_s"]))
    return together(*found)


def check_missed(world: World) -> Iterator[Raised]:
    """The age itself grows every second, so the newest set is told, and the limit."""
    for family in backups_of(world).families:
        if family.state("freshness") == "missed" and family.point.status == "missed":
            point = family.point
            yield family.raised(
                set=point.newest_set_code,
                stands_at=point.restore_point_at.isoformat() if point.restore_point_at else None,
                rpo_s=point.required_s,
                by=asked_by(family),
            )


def missed_words(params: Params, name: NameOf) -> str:
    found = [
        say(
            _("%(data)s: the newest state that could be restored (%(set)s) is older than the %(rpo_s)s that may be lost."),  # noqa: E501
            data=params["data"], set=params["set"] or "–", rpo_s=params["rpo_s"],
        )
    ]  # fmt: skip
    if params["by"]:
        found.append(say(_("Asked for by %(node)s."), node=name(params["by"])))
    return together(*found)


def check_failed(world: World) -> Iterator[Raised]:
    """A set of an active policy failed, or one of its copies is damaged or gone."""
    found = backups_of(world)
    for row in found.rows:
        kept = found.states.get(row.id, {}).get("verification")
        key = key_of(world.stored, row.system_id)
        if not row.active or not key or not kept or kept["state"] != "failed":
            continue
        broken = found.failing.get(row.id, [])
        critical = found.critical(key)
        params = {
            "policy": row.code, "data": row.data_class,
            "sets": broken[:SHOWN], "count": len(broken),
        }  # fmt: skip
        yield Raised(
            subject_of(key, f"policy:{row.code}"), params, key,
            "high" if critical else "medium", critical,
        )  # fmt: skip


def failed_words(params: Params, name: NameOf) -> str:
    sets = listed(params["sets"])
    if params["count"] > len(params["sets"]):
        return say(
            _("%(data)s (%(policy)s): %(count)s sets are damaged, among them %(sets)s."),
            **{**params, "sets": sets},
        )
    return say(
        _("%(data)s (%(policy)s): not everything of %(sets)s is as it should be."),
        **{**params, "sets": sets},
    )


def check_copies(world: World) -> Iterator[Raised]:
    found = backups_of(world)
    for family in found.families:
        if family.state("copies") != "broken":
            continue
        scored = found.scores.get((family.point.system_id, family.point.data_class))
        if scored is None or scored.score.of_three == 3 or not scored.set_code:
            continue
        counts: dict[str, Any] = {line.rule: line.found for line in scored.score.lines[:3]}
        yield family.raised(**counts, met=scored.score.of_three)


def copies_words(params: Params, name: NameOf) -> str:
    return say(
        _("%(data)s: %(copies)s of 3 copies, %(media)s of 2 media, %(offsite)s of 1 off-site. Only verified copies count."),  # noqa: E501
        **{key: params[key] for key in ("data", "copies", "media", "offsite")},
    )  # fmt: skip


def check_restores(world: World) -> Iterator[Raised]:
    """A backup is no recovery (S3-033): what was never restored, or not for too long, is unproven.

    Where no policy of the family plans a test, nobody waits for the first one.
    """
    found = backups_of(world)
    for family in found.families:
        state = family.state("restore_test")
        planned = [
            found.policies[one.id].restore_test_every_s
            for one in family.point.policies
            if one.id in found.policies
        ]
        unplanned = not state and all(one is None for one in planned)
        if unplanned and family.point.newest_set_id is not None:
            state = "unplanned"
        if state in ("never", "overdue", "failed", "unplanned"):
            every_s = min((one for one in planned if one is not None), default=None)
            yield family.raised(state=state, every_s=every_s)


def restores_words(params: Params, name: NameOf) -> str:
    data, every_s = params["data"], params["every_s"]
    if params["state"] == "failed":
        return say(_("%(data)s: the last restore test failed."), data=data)
    if params["state"] == "overdue" and every_s is not None:
        return say(
            _("%(data)s: the last restore test is longer ago than the %(every_s)s planned."),
            data=data, every_s=every_s,
        )  # fmt: skip
    if params["state"] == "overdue":
        return say(_("%(data)s: no restore was tested for more than a month."), data=data)
    return say(_("%(data)s: no restore was ever tested. A backup is no recovery."), data=data)


def check_late(world: World) -> Iterator[Raised]:
    """Every byte must be read again before its backup is deleted (backups.md §4)."""
    found = backups_of(world)
    for policy in found.policies.values():
        every_s, kept_s = policy.verify_every_s, policy.retention_s
        key = key_of(world.stored, policy.system_id)
        if every_s is None or kept_s is None or every_s < kept_s or not key:
            continue
        params = {"policy": policy.code, "data": policy.data_class}
        params |= {"every_s": every_s, "kept_s": kept_s}
        yield Raised(
            subject_of(key, f"policy:{policy.code}"), params, key, critical=found.critical(key)
        )


def late_words(params: Params, name: NameOf) -> str:
    return say(
        _("%(data)s (%(policy)s): bytes are read every %(every_s)s and deleted after %(kept_s)s. What rots meanwhile is found when the last good backup is gone."),  # noqa: E501
        **params,
    )  # fmt: skip


NOTHING_RESTORABLE = Rule(
    code="backup_nothing_restorable",
    title=gettext_lazy("Nothing restorable"),
    severity="high",
    check=check_nothing,
    words=nothing_words,
    section="§28.2",
    advice=gettext_lazy("Take a full backup now and have it verified."),
    mentions=mentions,
)
RPO_MISSED = Rule(
    code="backup_rpo_missed",
    title=gettext_lazy("Newest restorable state too old"),
    severity="high",
    check=check_missed,
    words=missed_words,
    section="§28.2",
    advice=gettext_lazy("Take a backup now; see why the newer ones cannot be restored."),
    mentions=mentions,
)
VERIFICATION_FAILED = Rule(
    code="backup_verification_failed",
    title=gettext_lazy("Backup failed its verification"),
    severity="medium",
    check=check_failed,
    words=failed_words,
    section="§26",
    advice=gettext_lazy("Repair it from the good copy named there, or take a new backup."),
)
COPIES_TOO_FEW = Rule(
    code="backup_copies_too_few",
    title=gettext_lazy("3-2-1 rule broken"),
    severity="medium",
    check=check_copies,
    words=copies_words,
    section="§28.1",
    advice=gettext_lazy("Add a copy on another medium and at another site, and verify it."),
)
RESTORE_UNPROVEN = Rule(
    code="backup_restore_unproven",
    title=gettext_lazy("Restore not proven"),
    severity="medium",
    check=check_restores,
    words=restores_words,
    section="§28.1",
    advice=gettext_lazy("Test a restore; plan one every month."),
)
FOUND_TOO_LATE = Rule(
    code="backup_found_too_late",
    title=gettext_lazy("Damage would be found too late"),
    severity="medium",
    check=check_late,
    words=late_words,
    section="§28.3",
    advice=gettext_lazy("Keep the backups longer, or read their bytes more often."),
)
