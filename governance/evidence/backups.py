"""What the backups show: that they exist, where they lie, and that restores were tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from backups.models import BackupPolicy, BackupSet, Outcome, PolicyLocation, RestoreTest, RunState
from backups.recovery_points import PolicyRow, SystemPoint, points_of, policy_rows
from backups.scores import SystemScore, scores_of
from governance.evidence.found import Found, Look, Proof, share, state
from governance.evidence.pages import page
from governance.evidence.recovery import NO_CORE, core
from governance.evidence.registry import evidence

NO_POLICY = _("No backup policy is in use yet.")
LIMIT_S = 31 * 86_400
RECENT = timedelta(days=8)


def _rows(look: Look) -> list[PolicyRow]:
    return look.once("backup policies", policy_rows)


def _points(look: Look) -> Mapping[int, SystemPoint]:
    return look.once("recovery points", lambda: points_of(_rows(look), look.at, None, look.world))


def _scores(look: Look) -> Mapping[int, SystemScore]:
    def ask() -> Mapping[int, SystemScore]:
        families = [one for point in _points(look).values() for one in point.families]
        return scores_of(families, look.at, look.world) if families else {}

    return look.once("backup scores", ask)


@evidence("backup_process", _("Backups are made by a plan"))
def backup_process(look: Look) -> Found:
    """Half where a plan exists but no backup is younger than eight days."""
    plans = [one for one in _rows(look) if one.active]
    url = page("backups:policy_list")
    if not plans:
        return state("0", NO_POLICY, url=url)
    newest = BackupSet.objects.filter(finished_at__lte=look.at).aggregate(at=Max("finished_at"))[
        "at"
    ]
    if newest is None or look.at - newest > RECENT:
        return state(
            "0.5", _("%(policies)s backup policies are in use, but no backup is recent."),
            url=url, at=newest, policies=len(plans),
        )  # fmt: skip
    return state(
        "1", _("%(policies)s backup policies are in use, and backups arrive."),
        url=url, at=newest, policies=len(plans),
    )  # fmt: skip


@evidence("backups_exist", _("Core systems with a backup policy"))
def backups_exist(look: Look) -> Found:
    """Those that hold data: somebody asks that only so much of it may be lost."""
    things = [one for one in core(look) if one.key in look.world.rpo]
    covered = {one.system_id for one in _rows(look) if one.active}
    return share(
        sum(one.pk in covered for one in things), len(things),
        _("%(count)s of %(of)s core systems that hold data have a backup policy."),
        nothing=NO_CORE, url=page("backups:policy_list"),
    )  # fmt: skip


@evidence("backups_321", _("3-2-1 is kept"))
def backups_321(look: Look) -> Found:
    """Of every system with a policy; its worst class of data speaks for it."""
    scores = [one.score for one in _scores(look).values() if one.score is not None]
    return share(
        sum(one.of_three == 3 for one in scores), len(scores),
        _("%(count)s of %(of)s backed up systems keep 3-2-1 by verified copies."),
        nothing=NO_POLICY, url=page("backups:overview"),
    )  # fmt: skip


@evidence("backups_verified", _("Verified backups within the RPO"))
def backups_verified(look: Look) -> Found:
    """The newest restorable point counts, which is a verified set or a live copy."""
    points = _points(look)
    judged = [one for one in points.values() if one.status in ("met", "missed", "nothing")]
    newest = max(
        (
            family.restore_point_at
            for one in judged
            for family in one.families
            if family.restore_point_at is not None
        ),
        default=None,
    )
    return share(
        sum(one.status == "met" for one in judged), len(judged),
        _("%(count)s of %(of)s backed up systems could be restored within their RPO by a verified backup."),  # noqa: E501
        nothing=NO_POLICY, url=page("backups:overview"), at=newest,
    )  # fmt: skip


@evidence("backups_offsite", _("Backups kept at another place"))
def backups_offsite(look: Look) -> Found:
    away = PolicyLocation.objects.filter(policy=OuterRef("pk"), location__offsite=True)
    counts = (
        BackupPolicy.objects.filter(active=True)
        .order_by()
        .annotate(away=Exists(away))
        .aggregate(all=Count("pk"), away_n=Count("pk", filter=Q(away=True)))
    )
    return share(
        counts["away_n"], counts["all"],
        _("%(count)s of %(of)s backup policies keep a copy at another place."),
        nothing=NO_POLICY, url=page("backups:location_list"),
    )  # fmt: skip


@evidence("restore_tests", _("Restores are tested in time"))
def restore_tests(look: Look) -> Found:
    """Of every class of data: the newest test passed and is younger than its policy asks (31 days
    where it asks nothing)."""
    families = [family for one in _scores(look).values() for family in one.families]
    good = [
        one
        for one in families
        if one.last_test is not None
        and one.last_test.outcome == Outcome.PASS
        and look.at - one.last_test.finished_at <= timedelta(seconds=one.test_every_s or LIMIT_S)
    ]
    tests = look.once("restore tests", lambda: _newest_tests(look))
    return share(
        len(good), len(families),
        _("A restore of %(count)s of %(of)s classes of data was tested in time and passed."),
        nothing=NO_POLICY, url=page("backups:restore_test_list"),
        at=tests[0].at if tests else None, proofs=tuple(tests),
    )  # fmt: skip


def _newest_tests(look: Look) -> Sequence[Proof]:
    rows = (
        RestoreTest.objects.filter(
            state=RunState.FINISHED, outcome=Outcome.PASS, finished_at__lte=look.at
        )
        .order_by("-finished_at", "-pk")
        .values_list("code", "backup_set__policy__data_class", "finished_at")[:5]
    )
    return [
        Proof(f"{code} {data}", page("backups:restore_test_detail", code), at)
        for code, data, at in rows
    ]
