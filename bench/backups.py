"""Pages over 1,000 systems with 200,000 sets; sets that arrive in bulk; a scan of 100,000 files."""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path

from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from backups.models import (
    BackupLocation,
    BackupPolicy,
    BackupSet,
    LocationState,
    PolicyLocation,
    PolicyState,
)
from backups.recovery_points import recovery_points
from backups.services.scanning import scan as scan_location
from bench import generate, generate_backups
from bench.measure import Result, clocked, page, signed_in
from bia.models import System

SETS = 200_000
ARRIVALS = 10_000
FILES = 100_000


def overview() -> list[Result]:
    """Every page that looks across all systems."""
    user = generate.start()
    generate.systems(1_000)
    generate_backups.backups(SETS)
    generate.analyse()
    client = signed_in(user)
    points = clocked(lambda: recovery_points(timezone.now()))
    code = BackupSet.objects.order_by("-pk").values_list("code", flat=True)[0]
    return [
        page("Backups of 1,000 systems with 200,000 sets", client, "/backups/", 150, 12),
        Result("Recovery points of those systems", points * 1000, 150, "ms"),
        page("List of 50 of 200,000 sets", client, "/backups/sets/", 150, 15),
        page("The same, failed ones, page 21", client, _found("state=failed"), 150, 15),
        page("One of 200,000 sets", client, f"/backups/sets/{code}/", 150, 30),
        page("List of 50 of 2,000 backup policies", client, "/backups/policies/", 150, 15),
        page("Calendar of 2,000 backup policies", client, "/backups/calendar/", 300, 15),
        page("API: 50 of 200,000 sets", client, "/api/v1/backup-sets/", 60, 12),
    ]


def _found(query: str) -> str:
    return f"/backups/sets/?{query}&offset=1000"


def arrivals() -> list[Result]:
    """10,000 sets over the API in one request."""
    user = generate.start()
    generate.systems(100)
    generate_backups.backups(2_000)
    policies = list(BackupPolicy.objects.order_by("pk"))
    before = BackupSet.objects.count()
    now = timezone.now()
    rows = [
        {
            "policy": policies[n % len(policies)].code,
            "restore_point_at": (now - timedelta(minutes=n)).isoformat(),
            "copies": [{"location": "disk", "path": f"copies/new-{n}"}],
            "files": [
                {
                    "path": f"new-{n}",
                    "size_bytes": 4096,
                    "digests": [{"algorithm": "sha256", "value": f"{n:064x}"}],
                }
            ],
        }
        for n in range(ARRIVALS)
    ]
    client = APIClient()
    client.force_authenticate(user)
    client.get("/api/v1/backup-sets/", {"limit": 1})  # what the first request imports

    def whole() -> None:
        answer = client.post("/api/v1/backup-sets/bulk/", {"sets": rows}, format="json")
        if answer.status_code != 201:
            raise RuntimeError(answer.content[:500])

    took = clocked(whole)
    assert BackupSet.objects.count() == before + ARRIVALS
    return [Result("10,000 backup sets over the API", took, 20, "s")]


def scan() -> list[Result]:
    """One location with 100,000 backups of which it knows none, then the same again."""
    user = generate.start()
    generate.systems(1)
    generate_backups.backups(20)
    with tempfile.TemporaryDirectory() as folder, override_settings(BACKUP_ROOTS=[Path(folder)]):
        policy, location = _place(Path(folder), user)
        took = clocked(lambda: scan_location(location, at=timezone.now()))
        found = policy.sets.count()
        if found != FILES:
            raise RuntimeError(f"{found} of {FILES} found")
        again = clocked(lambda: scan_location(location, at=timezone.now()))
    return [
        Result("Scan that finds 100,000 new files", took, 30, "s"),
        Result("Scan of 100,000 known files", again, 30, "s"),
    ]


def _place(folder: Path, user: User) -> tuple[BackupPolicy, BackupLocation]:
    """Files of a kilobyte, a day older each, named as the source names them."""
    now = timezone.now()
    location = BackupLocation.objects.create(
        code="files", name="Files", url=folder.as_uri(), medium="disk"
    )
    LocationState.objects.create(location=location)
    policy = BackupPolicy.objects.create(
        code="files", system=System.objects.earliest("pk"), data_class="files", method="full",
        naming_pattern=r"^(?P<date>\d{8})-(?P<time>\d{6})\.bak$",
    )  # fmt: skip
    PolicyState.objects.create(policy=policy)
    PolicyLocation.objects.create(policy=policy, location=location)
    old = (now - timedelta(days=2)).timestamp()
    for n in range(FILES):
        file = folder / f"{now - timedelta(days=3, minutes=n):%Y%m%d-%H%M%S}.bak"
        file.write_bytes(b"x" * 1024)
        os.utime(file, (old, old))
    return policy, location
