"""Everything the first tab of a set shows, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.access import may
from accounts.models import User
from backups import action_links
from backups.models import BackupSet, FileProblem, RestoreTest, Verification
from backups.set_page.chain import Chain, chain_of
from backups.set_page.checks import CheckRow, check_rows
from backups.set_page.copies import CopyRow, copy_rows
from backups.set_page.running import Running, running_of
from backups.words import obstacle_words, phase_words
from backups.words.suspicion import suspicion_words

UNFINISHED = ("waiting", "running")


@dataclass(frozen=True)
class SetPage:
    """`newest` is the last finished verification, `running` the unfinished one."""

    backup_set: BackupSet
    obstacle: str
    newest: Verification | None
    checks: list[CheckRow]
    copies: list[CopyRow]
    chain: Chain
    running: Running | None
    tests: list[RestoreTest]
    testing: RestoreTest | None
    test_action_url: str
    problems: int
    suspicion: list[str]

    @property
    def good_copies(self) -> list[CopyRow]:
        return [row for row in self.copies if row.good]

    @property
    def phase(self) -> str:
        """What the restore test under way is at."""
        return phase_words(self.testing.phase) if self.testing and self.testing.phase else ""

    @property
    def live(self) -> bool:
        return self.running is not None or self.testing is not None


def set_page(user: User, one: BackupSet, at: datetime) -> SetPage:
    may_act = may(user, "action.change")
    runs = one.verifications.select_related("backup_set__policy__system", "requested_by")
    newest = (
        runs.filter(state="finished").prefetch_related("checks__copy__location").order_by("-id")
    ).first()
    tests = list(
        one.restore_tests.select_related("backup_set", "requested_by", "copy__location")
        .defer("output")
        .order_by("-id")[:6]
    )
    finished = next((test for test in tests if test.state == "finished"), None)
    system = one.policy.system
    return SetPage(
        backup_set=one,
        obstacle=obstacle_words(one.obstacle),
        newest=newest,
        checks=check_rows(newest, may_act=may_act) if newest else [],
        copies=copy_rows(one, newest, at),
        chain=chain_of(one),
        running=running_of(runs.filter(state__in=UNFINISHED).first()),
        tests=tests,
        testing=next((test for test in tests if test.state in UNFINISHED), None),
        test_action_url=action_links.of_test(finished, system) if finished and may_act else "",
        suspicion=suspicion_words(one.suspicion),
        problems=FileProblem.objects.filter(verification=newest).count() if newest else 0,
    )


def allowed(user: User, page: SetPage) -> dict[str, Any]:
    """Which buttons there are; a set that has not arrived or is gone cannot be read."""
    one = page.backup_set
    there = one.state in ("registered", "verifying", "verified", "failed")
    return {
        "may_verify": there and page.running is None and may(user, "backup.verify"),
        "may_test": there and page.testing is None and may(user, "backup.verify"),
        "may_cancel": may(user, "backup.verify"),
        "may_quarantine": there and one.quarantined_at is None and may(user, "backup.verify"),
        "may_release": one.quarantined_at is not None and may(user, "backup.release"),
    }
