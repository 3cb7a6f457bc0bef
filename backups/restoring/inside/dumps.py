"""pg_dump archives (-Fc, -Fd, -Ft) into a cluster of their own."""

from __future__ import annotations

import re
from pathlib import Path

from backups.restoring.inside import databases
from backups.restoring.inside.cluster import DATABASE, Cluster, trusted_extensions
from backups.restoring.inside.job import Failed, Job
from backups.restoring.inside.toc import filtered

SAFE = (
    "--no-owner",
    "--no-privileges",
    "--no-publications",
    "--no-subscriptions",
    "--no-tablespaces",
    "--no-security-labels",
    "--exit-on-error",
)
JOBS = 2
# Quiet: pg_dump's own comment on plpgsql is in every dump.
ALWAYS_LEFT_OUT = {"COMMENT ON EXTENSION", "DATABASE PROPERTIES", "DATABASE"}
# CVE-2026-116314: code execution from a crafted archive. Behind the wall it stays there.
FIXED_IN = {18: 7, 17: 12, 16: 16, 15: 20, 14: 25}


def run(job: Job, sources: list[Path]) -> None:
    source = sources[0]
    cluster = Cluster(job)
    cluster.start()
    _tell_version(job, cluster)
    listing = _listing(job, cluster, source)
    kept, left = filtered(listing, trusted_extensions(cluster))
    refused = [one for one in left if one.kind not in ALWAYS_LEFT_OUT]
    if refused:
        job.check("left_out", "warn", "entries_left_out", count=len(refused),
                  entries=[f"{one.kind}: {one.entry}" for one in refused[:20]])  # fmt: skip
    wanted = job.work / "toc.list"
    wanted.write_text(kept, encoding="utf-8", errors="surrogateescape")
    job.phase("restore")
    parallel = [] if source.is_file() and _is_tar(source) else [f"--jobs={JOBS}"]
    code, text = job.run(
        [cluster.bin / "pg_restore", f"--dbname={DATABASE}", "--no-password", *SAFE, *parallel,
         f"--use-list={wanted}", source],
        env=cluster.environment(),
    )  # fmt: skip
    if code != 0:
        raise Failed("restore_refused", error=_first_error(text), exit=code)
    databases.measure(job, cluster)


def _listing(job: Job, cluster: Cluster, source: Path) -> str:
    listing = job.work / "toc.all"
    code, text = job.run(
        [cluster.bin / "pg_restore", "--list", f"--file={listing}", source],
        env=cluster.environment(),
    )
    if code != 0:
        raise Failed("archive_damaged", error=_first_error(text))
    return listing.read_text(encoding="utf-8", errors="surrogateescape")


def _tell_version(job: Job, cluster: Cluster) -> None:
    _, text = job.run([cluster.bin / "pg_restore", "--version"])
    job.version("pg_restore", text.strip())
    found = re.search(r"(\d+)\.(\d+)", text)
    if found is None:
        return
    major, minor = int(found[1]), int(found[2])
    if minor < FIXED_IN.get(major, 0):
        # About this machine's program, not about the backup: told, not counted.
        job.version("pg_restore_advisory", f"CVE-2026-116314: {major}.{FIXED_IN[major]} fixes it")


def _first_error(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if "error" in line.lower()]
    return (lines or text.splitlines() or [""])[0][:300]


def _is_tar(source: Path) -> bool:
    with source.open("rb") as found:
        return found.read(262)[257:262] == b"ustar"
