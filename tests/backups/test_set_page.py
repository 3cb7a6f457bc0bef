"""A set: why it is (not) restorable, its checks, copies, chain, files, and what a person asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from backups.models import BackupSet, RestoreTest, Verification
from backups.set_page.chain import chain_of
from backups.words.evidence import evidence_rows
from tests import factories
from tests.backups import made
from tests.backups.story import HOSTILE, Story, story
from tests.factories import NOON

DAY = timedelta(days=1)


@pytest.fixture
def told(db: None) -> Story:
    return story(NOON)


@pytest.fixture
def ops(db: None) -> User:
    return factories.user("ops", "it_operations")


def page(user: User, one: BackupSet, part: str = "") -> Any:
    answer = factories.login(user).get(f"/backups/sets/{one.code}/{part}")
    assert answer.status_code == 200
    return answer


def test_a_failed_set_says_what_failed_and_how_to_go_on(told: Story, manager: User) -> None:
    shown = page(manager, told.damaged).context["page"]
    assert shown.obstacle == "A check failed and no good copy is left."
    assert [(row.check.name, row.look) for row in shown.checks] == [
        ("checksum", "fail"), ("completeness", "fail"),
        ("verification_age", "overdue"), ("size", "warn"),
    ]  # fmt: skip
    assert [(row.measured, row.limit) for row in shown.checks][2:] == [
        ("27 h", "24 h"), ("4.7\xa0GB", "4.3\xa0GB"),
    ]  # fmt: skip
    assert [bool(row.action_url) for row in shown.checks] == [True, True, True, False]
    assert shown.problems == len(HOSTILE)
    form = factories.login(manager).get(shown.checks[0].action_url).context["form"]
    assert form.initial["subject"] == "system:orders"
    assert form.initial["criterion_limit_s"] == 14_400


def test_what_nobody_asked_for_worries_nobody(told: Story, manager: User) -> None:
    run = made.verification(told.child)
    made.check(run, "encryption", "not_run", "not_asked")
    row = page(manager, told.child).context["page"].checks[0]
    assert (row.look, row.action_url) == ("not_asked", "")


def test_copies_say_which_holds_the_good_bytes(told: Story, manager: User) -> None:
    rows = page(manager, told.good).context["page"].copies
    assert [(row.copy.location.code, row.good) for row in rows] == [
        ("nas", True), ("vault", True), ("cloud", True),
    ]  # fmt: skip
    damaged = page(manager, told.damaged).context["page"].copies
    assert [(row.copy.state, row.problems) for row in damaged] == [("failed", 4), ("missing", 0)]


def test_the_chain_shows_where_it_is_broken(told: Story, manager: User) -> None:
    chain = page(manager, told.child).context["page"].chain
    assert [(link.backup_set, link.broken, link.here) for link in chain.links] == [
        (told.damaged, True, False), (told.child, False, True),
    ]  # fmt: skip
    assert chain_of(told.suspicious).incomplete


def test_a_long_chain_is_read_in_three_questions(told: Story) -> None:
    last = told.good
    for number in range(12):
        last = made.backup_set(told.daily, at=NOON - DAY + timedelta(hours=number), parent=last)
    with CaptureQueriesContext(connection) as questions:
        chain = chain_of(last)
    assert (len(questions), len(chain.links), chain.hidden) == (3, 13, 4)
    assert [len(chain.first), len(chain.between), len(chain.last)] == [2, 4, 7]


def test_hostile_names_are_shown_and_do_nothing(told: Story, manager: User) -> None:
    for part in ("files/", "problems/"):
        text = page(manager, told.damaged, part).content.decode()
        assert "<script>alert" not in text
        assert "data/&lt;script&gt;alert(1)&lt;\\x2fscript&gt;.sql" in text
        assert "data/line\\nbreak and \\x1b[31mred.bin" in text
        assert "数据/订单 2026.dump" in text


def test_files_are_searched_and_paged(told: Story, manager: User) -> None:
    listing = page(manager, told.damaged, "files/?search=订单").context["listing"]
    assert [row.path for row in listing.rows] == ["数据/订单 2026.dump"]
    listing = page(manager, told.damaged, "files/?limit=2&offset=2").context["listing"]
    assert (listing.first, listing.last, listing.count) == (3, 4, 6)


def test_a_problem_names_where_the_good_bytes_lie(told: Story, manager: User) -> None:
    rows = page(manager, told.damaged, "problems/?search=script").context["listing"].rows
    assert [(row["good"].location.code, row["agreeing"]) for row in rows] == [("vault", 2)]


def test_progress_is_asked_for_while_something_runs(told: Story, manager: User) -> None:
    one = told.waiting.backup_set
    live = page(manager, one, "live/")
    assert live.context["page"].running.percent == 42
    assert 'hx-trigger="every 2s"' in live.content.decode()
    assert "HX-Refresh" not in live.headers
    Verification.objects.filter(pk=told.waiting.pk).update(
        state="finished", outcome="pass", finished_at=NOON
    )
    assert page(manager, one, "live/").headers["HX-Refresh"] == "true"


def test_a_person_asks_for_a_verification_and_ends_it(told: Story, ops: User) -> None:
    client = factories.login(ops)
    answer = client.post(f"/backups/sets/{told.good.code}/verification/")
    assert answer.headers["Location"] == told.good.get_absolute_url()
    run = told.good.verifications.get(state="waiting")
    assert (run.reason, run.requested_by) == ("demand", ops)
    client.post(f"/backups/verifications/{run.code}/cancellation/")
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_a_person_asks_for_a_restore_test_and_ends_it(told: Story, ops: User) -> None:
    client = factories.login(ops)
    client.post(f"/backups/sets/{told.good.code}/restore-test/")
    test = RestoreTest.objects.get(state="waiting")
    assert (test.backup_set, test.requested_by) == (told.good, ops)
    client.post(f"/backups/restore-tests/{test.code}/cancellation/")
    test.refresh_from_db()
    assert test.state == "cancelled"


def test_only_a_person_with_the_right_releases_and_says_why(
    told: Story, manager: User, ops: User
) -> None:
    address = f"/backups/sets/{told.suspicious.code}/release/"
    assert factories.login(ops).get(address).status_code == 403
    client = factories.login(manager)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Looked at it with the team."}).status_code == 302
    told.suspicious.refresh_from_db()
    assert told.suspicious.quarantined_at is None
    assert told.suspicious.release_reason == "Looked at it with the team."


def test_quarantine_needs_a_reason(told: Story, ops: User) -> None:
    address = f"/backups/sets/{told.good.code}/quarantine/"
    client = factories.login(ops)
    assert client.post(address, {}).status_code == 422
    client.post(address, {"reason": "Odd names."})
    told.good.refresh_from_db()
    assert (told.good.restorable, told.good.obstacle) == (False, "quarantine")


def test_who_may_only_look_finds_no_buttons(told: Story, auditor: User) -> None:
    text = page(auditor, told.good).content.decode()
    assert "Verify now" not in text
    answer = factories.login(auditor).post(f"/backups/sets/{told.good.code}/verification/")
    assert answer.status_code == 403


def test_the_list_filters(told: Story, manager: User) -> None:
    client = factories.login(manager)

    def listed(query: str) -> set[str]:
        rows = client.get(f"/backups/sets/?{query}").context["listing"].rows
        return {row.code for row in rows}

    assert listed("state=failed") == {told.damaged.code}
    assert listed("quarantined=true") == {told.suspicious.code}
    assert listed("location=vault") == {told.good.code, told.damaged.code}
    assert listed("restorable=true&system=orders") == {told.good.code}


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Expected: Size in bytes", "Expected: piece 3", "Error of the system",
                "Both reads agree", "Missing", "paths"]),
        ("zh-hans", ["预期：大小（字节）", "预期：片段3", "系统错误", "两次读取一致", "缺失",
                     "paths"]),
    ],
)  # fmt: skip
def test_evidence_is_told_line_by_line(language: str, names: list[str]) -> None:
    """A key nobody named is shown as it is."""
    evidence = {
        "expected": {"size": 7, "piece 3": "ab"}, "errno": "EIO", "reads_agree": True,
        "missing": 2, "paths": ["a", "b"],
    }  # fmt: skip
    with translation.override(language):
        yes = translation.gettext("yes")
        assert evidence_rows(evidence) == list(
            zip(names, [7, "ab", "EIO", yes, 2, "a, b"], strict=True)
        )
