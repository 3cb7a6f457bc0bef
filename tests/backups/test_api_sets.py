"""Backup sets through the API, as a backup tool's hook would speak to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from backups.models import BackupSet, ManifestFile
from followup.models import WebhookEndpoint, WebhookEvent
from tests import factories
from tests.backups import made
from tests.factories import NOON

SETS = "/api/v1/backup-sets/"
MD5 = "d" * 32


@pytest.fixture
def tool(db: None) -> APIClient:
    """A service user, as a hook has one."""
    return factories.api(factories.user("hook", "it_operations"))


@pytest.fixture
def policy(db: None) -> Any:
    return made.policy("orders-full", locations=(made.location("nas"),), schedule="")


def body(**changes: Any) -> dict[str, Any]:
    return {
        "policy": "orders-full",
        "started_at": "2026-03-02T02:00:00+08:00",
        "finished_at": "2026-03-02T02:20:00+08:00",
        "location": "nas",
        "path": "orders/20260302.dump",
        "size_bytes": 5,
        "digests": [{"algorithm": "md5", "value": MD5}],
        "log": "all went well",
        "tool": "pg_dump 18",
    } | changes


def errors(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 400, response.content
    return [(one["code"], one["attr"]) for one in response.json()["errors"]]


def test_a_set_is_registered_with_its_copy_and_digest(tool: APIClient, policy: Any) -> None:
    response = tool.post(SETS, body())
    assert response.status_code == 201, response.content
    told = response.json()
    assert told["state"] == "registered"
    assert told["restore_point_at"] == "2026-03-02T02:00:00+08:00"
    assert [(one["location"], one["path"]) for one in told["copies"]] == [
        ("nas", "orders/20260302.dump")
    ]
    assert told["digests"] == [{"algorithm": "md5", "value": MD5}]
    assert [one["path"] for one in told["files"]] == ["20260302.dump"]
    assert (told["log_given"], told["restorable"], told["obstacle"]) == (True, False, "unverified")
    assert response.headers["Location"] == told["url"]
    assert tool.get(told["url"]).json() == told
    assert tool.get(f"{told['url']}log/").content == b"all went well"


def test_a_manifest_of_many_files_is_kept_whole(tool: APIClient, policy: Any) -> None:
    files = [
        {"path": f"base/{n:05}.bin", "size_bytes": n, "mtime": "2026-03-02T02:00:00.123456789Z"}
        for n in range(150)
    ]
    response = tool.post(SETS, body(files=files, digests=[], size_bytes=None))
    assert response.status_code == 201, response.content
    told = response.json()
    assert (told["file_count"], told["size_bytes"], told["files"]) == (150, 11175, None)
    page = tool.get(f"{told['url']}files/?limit=2").json()
    assert page["count"] == 150
    assert page["results"][1] == files[1] | {"digests": []}


def test_who_may_not_register_is_refused_before_the_body_is_read(policy: Any, db: None) -> None:
    auditor = factories.api(factories.user("auditor", "auditor"))
    assert auditor.post(SETS, {"nonsense": 1}).status_code == 403
    assert auditor.get(SETS).status_code == 200
    assert APIClient().post(SETS, body()).status_code == 401


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"policy": "nobody"}, ("does_not_exist", "policy")),
        ({"policy": None}, ("null", "policy")),
        ({"kind": "huge"}, ("invalid_choice", "kind")),
        ({"finished_at": "2026-03-02T01:00:00+08:00"}, ("invalid", "finished_at")),
        ({"started_at": "2026-03-02T02:00:00"}, ("naive", "started_at")),
        ({"started_at": "2999-03-02T02:00:00Z", "finished_at": None}, ("in_future", "started_at")),
        ({"size_bytes": -1}, ("min_value", "size_bytes")),
        ({"size_bytes": 2**63}, ("max_value", "size_bytes")),
        ({"size_bytes": "5"}, ("invalid", "size_bytes")),
        ({"path": "../etc/passwd"}, ("invalid_path", "copies")),
        ({"path": "/etc/passwd"}, ("invalid_path", "copies")),
        ({"path": None}, ("null", "path")),
        ({"location": "nowhere"}, ("does_not_exist", "location")),
        ({"digests": [{"algorithm": "md5", "value": "zz"}]}, ("invalid", "digests.0.value")),
        (
            {"digests": [{"algorithm": "crc", "value": "00"}]},
            ("invalid_choice", "digests.0.algorithm"),
        ),
        ({"files": [{"path": "a/../b"}]}, ("invalid_path", "files.1")),
        ({"files": [{"path": "a"}, {"path": "a"}]}, ("duplicate", "files.2")),
        ({"nonsense": 1}, ("invalid", "nonsense")),
        ({"code": "no spaces"}, ("invalid_code", "code")),
        ({"parent": "SET-1"}, ("does_not_exist", "parent")),
        ({"log": 5}, ("invalid", "log")),
        ({"facts": []}, ("not_a_dict", "facts")),
        ({"facts": {"a": "\0"}}, ("invalid", "facts")),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(
    tool: APIClient, policy: Any, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in errors(tool.post(SETS, body(**changes)))
    assert not BackupSet.objects.exists()


@pytest.mark.parametrize(
    "odd", [r'{"a": "\ud800"}', '{"a": 1e999}', '{"a": NaN}', '{"a": [[["\\u0000"]]]}']
)
def test_facts_that_no_database_keeps_are_refused(tool: APIClient, policy: Any, odd: str) -> None:
    sent = '{"policy": "orders-full", "facts": %s}' % odd  # noqa: UP031
    response = tool.post(SETS, data=sent, content_type="application/json")
    assert response.status_code == 400


def test_who_listens_is_told_of_an_arrival(tool: APIClient, policy: Any) -> None:
    WebhookEndpoint.objects.create(
        code="lake", name="Lake", url="https://hooks.example.org/in", event_types=["backup_set.*"]
    )
    told = tool.post(SETS, body()).json()
    event = WebhookEvent.objects.get()
    assert (event.type, event.subject_code) == ("backup_set.registered", told["code"])
    assert event.data["copies"][0]["path"] == "orders/20260302.dump"
    assert event.data["url"].endswith(f"/api/v1/backup-sets/{told['code']}/")


@pytest.mark.parametrize("nonsense", ["[", "7", '"x"', "null", "[[]]", '{"policy": {"a": 1}}'])
def test_nonsense_is_no_server_error(tool: APIClient, policy: Any, nonsense: str) -> None:
    response = tool.post(SETS, data=nonsense, content_type="application/json")
    assert response.status_code == 400


def test_the_same_idempotency_key_registers_once(tool: APIClient, policy: Any) -> None:
    key = {"idempotency-key": "run-17"}
    first, second = (tool.post(SETS, body(), headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert BackupSet.objects.count() == 1
    assert tool.post(SETS, body(size_bytes=6), headers=key).status_code == 409


def test_an_arrival_turns_the_expected_row_into_the_set(tool: APIClient, policy: Any) -> None:
    policy.schedule = "FREQ=DAILY;BYHOUR=2;BYMINUTE=0"
    policy.timezone = "Asia/Shanghai"
    policy.save()
    due = NOON.replace(day=1, hour=18)
    waiting = BackupSet.objects.create(
        code="SET-W", policy=policy, kind="full", state="expected", due_at=due
    )
    told = tool.post(SETS, body()).json()
    assert (told["code"], told["id"], told["state"]) == ("SET-W", waiting.pk, "registered")


def test_an_incremental_builds_on_the_newest_set_of_its_family(
    tool: APIClient, policy: Any
) -> None:
    made.policy("orders-incr", method="incremental", schedule="")
    full = made.backup_set(policy, at=NOON - timedelta(days=2))
    one = body(policy="orders-incr", started_at=None, finished_at=None)
    late = tool.post(SETS, one | {"restore_point_at": "2026-03-02T10:00:00Z", "path": "i2"}).json()
    assert late["parent"] == full.code
    early = tool.post(SETS, one | {"restore_point_at": "2026-03-01T10:00:00Z", "path": "i1"}).json()
    assert early["parent"] == full.code
    # The one that slipped in between is what the later one builds on.
    assert tool.get(late["url"]).json()["parent"] == early["code"]


def test_an_incremental_without_a_full_says_so(tool: APIClient, policy: Any) -> None:
    made.policy("orders-incr", method="incremental", schedule="")
    told = tool.post(SETS, body(policy="orders-incr")).json()
    assert (told["parent"], told["restorable"]) == (None, False)


def test_a_parent_of_other_data_is_refused(tool: APIClient, policy: Any) -> None:
    other = made.backup_set(made.policy("stock-full", system="stock"), at=NOON)
    assert errors(tool.post(SETS, body(parent=other.code))) == [("other_family", "parent")]


def test_a_change_names_the_version_it_read(tool: APIClient, policy: Any) -> None:
    told = tool.post(SETS, body()).json()
    assert tool.patch(told["url"], {"size_bytes": 7}).status_code == 400
    changed = tool.patch(told["url"], {"size_bytes": 7, "version": told["version"]})
    assert (changed.status_code, changed.json()["size_bytes"]) == (200, 7)
    stale = tool.patch(told["url"], {"size_bytes": 8, "version": told["version"]})
    assert (stale.status_code, stale.json()["current"]["size_bytes"]) == (409, 7)
    assert tool.delete(told["url"]).status_code == 405


def test_a_second_copy_is_added(tool: APIClient, policy: Any) -> None:
    made.location("tape")
    told = tool.post(SETS, body()).json()
    copies = f"{told['url']}copies/"
    added = tool.post(copies, {"location": "tape", "path": "20260302.dump"})
    assert added.status_code == 201, added.content
    assert [one["location"] for one in added.json()["copies"]] == ["nas", "tape"]
    assert tool.get(copies).json()["count"] == 2


def test_quarantine_is_lifted_only_by_who_may_release(
    tool: APIClient, policy: Any, manager: User
) -> None:
    row = made.backup_set(policy, at=NOON)
    url = f"{SETS}{row.code}/quarantine/"
    held = tool.post(url, {"reason": "Twice as large as ever"})
    assert (held.status_code, held.json()["restorable"], held.json()["obstacle"]) == (
        200, False, "quarantine",
    )  # fmt: skip
    assert tool.post(url, {"reason": "again"}).status_code == 409
    assert tool.post(f"{url}release/", {"reason": "fine"}).status_code == 403
    boss = factories.api(manager)
    assert boss.post(f"{url}release/", {}).status_code == 400
    freed = boss.post(f"{url}release/", {"reason": "A migration doubled the data"}).json()
    assert (freed["quarantined_at"], freed["release_reason"], freed["released_by"]) == (
        None, "A migration doubled the data", "manager",
    )  # fmt: skip


def test_a_set_whose_time_is_over_expires(tool: APIClient, policy: Any) -> None:
    row = made.backup_set(policy, at=NOON)
    url = f"{SETS}{row.code}/expiry/"
    told = tool.post(url, {}).json()
    assert (told["state"], told["restorable"]) == ("expired", False)
    assert tool.post(url, {}).status_code == 409


def test_many_are_registered_at_once_or_none(tool: APIClient, policy: Any) -> None:
    rows = [body(path=f"orders/{n}.dump") for n in range(3)]
    done = tool.post(f"{SETS}bulk/", {"sets": rows})
    assert (done.status_code, done.json()["count"]) == (201, 3)
    assert tool.get(done.json()["sets"][2]["url"]).json()["copies"][0]["path"] == "orders/2.dump"
    assert tool.post(SETS, rows).status_code == 201
    wrong = tool.post(f"{SETS}bulk/", {"sets": [*rows, body(policy="nobody"), body(path="../x")]})
    assert ("does_not_exist", "sets.3.policy") in errors(wrong)
    wrong = tool.post(f"{SETS}bulk/", {"sets": [*rows, body(path="../x")]})
    assert errors(wrong) == [("invalid_path", "sets.3.copies")]
    assert BackupSet.objects.count() == 6


def test_too_many_at_once_are_refused(tool: APIClient, policy: Any) -> None:
    wrong = tool.post(f"{SETS}bulk/", {"sets": [1] * 10_001})
    assert errors(wrong) == [("too_many", "sets")]


def test_a_list_takes_as_many_queries_for_three_as_for_one(
    tool: APIClient, policy: Any, django_assert_num_queries: Any
) -> None:
    tool.get(SETS)  # what is asked once: the token, the organisation
    for n in range(1, 4):
        row = made.backup_set(policy, at=NOON + timedelta(hours=n), file_count=1)
        made.copy(row, policy.locations.get())
        made.manifest(row, "one.dump")
        if n in (1, 3):
            with django_assert_num_queries(QUERIES):
                assert tool.get(SETS).json()["count"] == n


QUERIES = 7


def test_a_log_of_any_length_is_kept_by_both_ends(tool: APIClient, policy: Any) -> None:
    log = "first line\n" + "é" * 1_200_000 + "\nlast line"
    told = tool.post(SETS, body(log=log)).json()
    kept = tool.get(f"{told['url']}log/").content
    assert told["log_cut"] is True
    assert (kept[:10], kept[-9:]) == (b"first line", b"last line")
    assert 990_000 < len(kept) < 1_000_100


def test_a_hostile_name_is_one_file(tool: APIClient, policy: Any) -> None:
    name = "a\\\\b\\nc 🦉"
    told = tool.post(SETS, body(files=[{"path": name}], digests=[])).json()
    assert told["files"][0]["path"] == name
    assert ManifestFile.objects.get().path == name


@pytest.mark.slow
def test_ten_thousand_sets_at_once(tool: APIClient, policy: Any) -> None:
    made.policy("orders-incr", method="incremental", schedule="")
    first = NOON - timedelta(days=700)
    rows = [
        body(
            policy="orders-incr" if n % 7 else "orders-full",
            started_at=None,
            finished_at=None,
            restore_point_at=(first + timedelta(minutes=100 * n)).isoformat(),
            path=f"orders/{n}.dump",
        )
        for n in range(10_000)
    ]
    assert tool.post(f"{SETS}bulk/", {"sets": rows}).status_code == 201
    assert not BackupSet.objects.filter(kind="incremental", parent=None).exists()
