"""Storage locations through the API: secrets go in and never come out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from backups.models import BackupLocation, LocationReading
from backups.services.copies import open_location
from tests import factories
from tests.backups import made

PLACES = "/api/v1/backup-locations/"
SECRET = "hunter2-hunter2"


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    settings.BACKUP_ROOTS = [tmp_path / "allowed"]
    settings.BACKUP_HOSTS = ["s3.example.org", "backup.example.org:2222"]
    (tmp_path / "allowed" / "nas").mkdir(parents=True)
    return tmp_path / "allowed"


@pytest.fixture
def ops(db: None) -> APIClient:
    return factories.api(factories.user("ops", "it_operations"))


def body(root: Path, **changes: Any) -> dict[str, Any]:
    told = {
        "code": "nas",
        "name": "NAS",
        "url": f"file://{root}/nas",
        "medium": "disk",
        "offsite": True,
        "immutable": True,
        "scan_every_s": 3600,
        "windows": [{"days": [6, 7], "from": "22:00", "to": "06:00"}],
    }
    return told | changes


def errors(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 400, response.content
    return [(one["code"], one["attr"]) for one in response.json()["errors"]]


def test_a_location_is_made_read_and_changed(ops: APIClient, root: Path) -> None:
    response = ops.post(PLACES, body(root))
    assert response.status_code == 201, response.content
    told = response.json()
    assert told.items() >= body(root).items()
    assert response.headers["Location"] == told["href"]
    assert ops.get(told["href"]).json() == told
    changed = ops.patch(told["href"], {"version": 1, "paused": True}).json()
    assert (changed["version"], changed["paused"]) == (2, True)


def test_credentials_are_sealed_and_never_answered(ops: APIClient, root: Path) -> None:
    address = {"url": "s3://bucket/prefix", "code": "s3"}
    held = {"key": "k", "secret": SECRET, "endpoint_url": "https://s3.example.org"}
    response = ops.post(PLACES, body(root, credentials=held, **address))
    assert response.status_code == 201, response.content
    told = response.json()
    assert (told["has_credentials"], "credentials" in told) == (True, False)
    row = BackupLocation.objects.get()
    assert SECRET not in row.credentials
    assert SECRET not in ops.get(PLACES).content.decode()
    with pytest.raises(Exception) as error:
        open_location(row).check()
    assert SECRET not in str(error.value)


def test_credentials_do_not_follow_to_another_address(ops: APIClient, root: Path) -> None:
    held = {"password": SECRET}
    told = ops.post(PLACES, body(root, credentials=held)).json()
    (root / "other").mkdir()
    moved = {"version": 1, "url": f"file://{root}/other"}
    assert errors(ops.patch(told["href"], moved)) == [("credentials_needed", "credentials")]
    assert ops.patch(told["href"], moved | {"credentials": {}}).json()["has_credentials"] is False


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"url": "file:///etc"}, ("address_outside", "url")),
        ({"url": "file://ROOT/../.."}, ("address_outside", "url")),
        ({"url": "file://other/etc"}, ("address_invalid", "url")),
        ({"url": "http://example.org/x"}, ("address_scheme", "url")),
        ({"url": "memory://x"}, ("address_scheme", "url")),
        ({"url": "sftp://user:secret@backup.example.org:2222/x"}, ("address_secret", "url")),
        ({"url": "sftp://backup.example.org/x"}, ("address_host", "url")),
        ({"url": "sftp://evil.example.org:2222/x"}, ("address_host", "url")),
        ({"url": "s3://bucket"}, ("address_host", "url")),
        ({"url": "s3://bucket?endpoint=http://169.254.169.254"}, ("address_host", "url")),
        ({"url": "x"}, ("address_scheme", "url")),
        ({"url": ""}, ("blank", "url")),
        ({"url": "sftp://h:99999/x"}, ("address_invalid", "url")),
        ({"medium": "stone"}, ("invalid_choice", "medium")),
        ({"windows": [{"days": [8], "from": "22:00", "to": "06:00"}]}, ("invalid", "windows")),
        ({"windows": [{"days": [1], "from": "22", "to": "06:00"}]}, ("invalid", "windows")),
        ({"windows": "always"}, ("invalid", "windows")),
        ({"read_workers": 0}, ("min_value", "read_workers")),
        ({"read_bytes_per_s": 1}, ("min_value", "read_bytes_per_s")),
        ({"credentials": {"Key!": "x"}}, ("invalid", "credentials")),
        ({"credentials": {"key": 5}}, ("invalid", "credentials.key")),
        ({"code": "new"}, ("reserved", "code")),
        ({"site": "nowhere"}, ("does_not_exist", "site")),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    ops: APIClient, root: Path, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    if "url" in changes:
        changes = {"url": changes["url"].replace("ROOT", str(root))}
    assert expected in errors(ops.post(PLACES, body(root, **changes)))


def test_a_link_leads_to_nowhere_else(ops: APIClient, root: Path) -> None:
    (root / "way-out").symlink_to("/etc")
    wrong = ops.post(PLACES, body(root, url=f"file://{root}/way-out"))
    assert errors(wrong) == [("address_outside", "url")]


def test_an_allowed_host_is_named_with_its_port(ops: APIClient, root: Path) -> None:
    told = ops.post(PLACES, body(root, url="sftp://backup@backup.example.org:2222/x"))
    assert told.status_code == 201, told.content


def test_trying_it_out_reads_the_free_space(ops: APIClient, root: Path) -> None:
    told = ops.post(PLACES, body(root)).json()
    tried = ops.post(f"{told['href']}trial/").json()
    assert (tried["reachable"], tried["problem"]) == (True, "")
    assert 0 < tried["free_bytes"] <= tried["total_bytes"]
    assert LocationReading.objects.count() == 1
    assert ops.get(told["href"]).json()["state"]["reachable"] is True


def test_trying_what_is_gone_says_why(ops: APIClient, root: Path) -> None:
    told = ops.post(PLACES, body(root)).json()
    (root / "nas").rmdir()
    tried = ops.post(f"{told['href']}trial/").json()
    assert (tried["reachable"], tried["problem"]) == (False, "location_unreachable")
    state = ops.get(told["href"]).json()["state"]
    assert (state["reachable"], state["problem"]) == (False, "location_unreachable")


def test_what_copies_lie_on_is_not_deleted(ops: APIClient, root: Path) -> None:
    nas = made.location("nas")
    made.policy(locations=(nas,))
    assert ops.delete(f"{PLACES}nas/").status_code == 409
    made.location("empty")
    assert ops.delete(f"{PLACES}empty/").status_code == 204


ROLES = {
    "administrator": (200, 201, 403, 403),
    "continuity_manager": (200, 403, 201, 201),
    "process_owner": (200, 403, 403, 403),
    "it_operations": (200, 201, 201, 201),
    "incident_commander": (200, 403, 403, 403),
    "auditor": (200, 403, 403, 403),
    "service_account": (200, 403, 403, 201),
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(db: None, root: Path, role: str) -> None:
    """See, make a place, make a policy, register a set."""
    made.policy("other", system="orders", schedule="")
    client = factories.api(factories.user("one", role))
    policy = {"system": "orders", "data_class": "x", "method": "full"}
    answers = (
        client.get(PLACES).status_code,
        client.post(PLACES, body(root)).status_code,
        client.post("/api/v1/backup-policies/", policy).status_code,
        client.post("/api/v1/backup-sets/", {"policy": "other"}).status_code,
    )
    assert answers == ROLES[role]


def test_strangers_see_nothing(db: None) -> None:
    made.location("nas")
    assert APIClient().get(PLACES).status_code == 401
    nobody = factories.api(factories.user("nobody"))
    assert nobody.get(PLACES).json()["count"] == 0
    assert nobody.get(f"{PLACES}nas/").status_code == 404
    assert Client().get(PLACES).status_code == 401


def test_a_list_takes_as_many_queries_for_three_as_for_one(
    manager: User, django_assert_num_queries: Any
) -> None:
    client = factories.api(manager)
    client.get(PLACES)
    for n in range(1, 4):
        made.location(f"nas-{n}", site=factories.site(f"site-{n}"))
        if n in (1, 3):
            with django_assert_num_queries(5):
                assert client.get(PLACES).json()["count"] == n
