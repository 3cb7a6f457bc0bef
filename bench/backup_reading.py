"""The engine that reads backups beside the programs everybody has, as ratios of CPU seconds.

Four files of 1 GiB and up to 100,000 of 4 KiB, on the disk under `var/`, removed afterwards.
`make bench ARGS="reading_large reading_cold reading_small"`.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from bench.backup_files import MIB, cached_mb, evict, make_large, make_small, scratch, warm
from bench.child_cost import Cost, cost_of, in_two, medians
from bench.measure import Result

GIB = 1024 * MIB
LARGE, SLICES = 4, 10


def large() -> list[Result]:
    """Page cache hot: what digests cost, and what memory it takes."""
    with scratch() as folder:
        paths = make_large(folder / "copy", LARGE, GIB)
        ours = partial(verify, folder)
        verify(folder, "md5,sha256,blake3")  # writes down what is expected from now on
        works = {
            "openssl": partial(in_two, ["openssl", "dgst", "-sha256"], paths),
            "sha256sum": partial(in_two, ["sha256sum"], paths),
            "md5sum": partial(in_two, ["md5sum"], paths),
            "hashdeep": partial(cost_of, ["hashdeep", "-j2", "-c", "md5,sha256", *paths]),
            **{one: partial(ours, one) for one in ("sha256", "md5", "md5,sha256")},
            **{one: partial(ours, one) for one in ("md5,blake3", "blake3")},
        }
        cost = medians(works, rounds=3, before=partial(warm, paths))
    cpu = {name: one.cpu_s for name, one in cost.items()}
    over_mb = max(
        json.loads(one.output)["over_mb"] for one in cost.values() if one.output[0] == "{"
    )
    return [
        ratio("SHA-256 of 4 × 1 GiB, of openssl", cpu["sha256"] / cpu["openssl"], 1.05),
        ratio("the same, of sha256sum", cpu["sha256"] / cpu["sha256sum"], 0.40),
        ratio("MD5 of 4 × 1 GiB, of md5sum", cpu["md5"] / cpu["md5sum"], 1.05),
        ratio("MD5 and SHA-256 in one read, of md5sum", cpu["md5,sha256"] / cpu["md5sum"], 1.45),
        ratio("the same, of hashdeep", cpu["md5,sha256"] / cpu["hashdeep"], 0.55),
        ratio("MD5 with BLAKE3, of MD5 alone", cpu["md5,blake3"] / cpu["md5"], 1.15),
        ratio("BLAKE3 again, of openssl's SHA-256", cpu["blake3"] / cpu["openssl"], 0.35),
        Result("Memory for files of 1 GiB over the idle process", over_mb, 32, "MB"),
    ]


def cold() -> list[Result]:
    """From the disk: CPU, and what stays in the page cache."""
    with scratch() as folder:
        paths = make_large(folder / "copy", LARGE, GIB)
        verify(folder, "sha256")
        works = {
            "openssl": partial(in_two, ["openssl", "dgst", "-sha256"], paths),
            "ours": partial(verify, folder, "sha256"),
        }
        cost = medians(works, rounds=3, before=partial(evict, paths))
        evict(paths)
        verify(folder, "sha256")
        left = cached_mb(paths)
    return [
        ratio(
            "Cold SHA-256 of 4 × 1 GiB, of openssl", cost["ours"].cpu_s / cost["openssl"].cpu_s, 1
        ),
        Result("Left of 4 GiB in the page cache", left, 64, "MB"),
    ]


def small() -> list[Result]:
    """100,000 files of 4 KiB: the walk, the comparison and the digests, without a database."""
    with scratch() as folder:
        paths = make_small(folder / "copy", 100_000, 4096)
        fewer = make_small(folder / "fewer" / "copy", 10_000, 4096)
        ours = partial(verify, folder, "sha256")
        ours()
        verify(folder / "fewer", "sha256")
        works = {
            "openssl": partial(in_two, ["openssl", "dgst", "-sha256"], paths, at_once=500),
            "ours": ours,
            "ours 10k": partial(verify, folder / "fewer", "sha256"),
            "scan": partial(verify, folder, ""),
        }
        hot = medians(works, rounds=3, before=partial(warm, [*paths, *fewer]))
        both = {name: works[name] for name in ("openssl", "ours")}
        from_disk = medians(both, rounds=3, before=partial(evict, paths))
        parts = [
            json.loads(verify(folder, "sha256", share=f"{part}/{SLICES}").output)["verdicts"]
            for part in range(SLICES)
        ]
    over = {name: json.loads(hot[name].output)["over_mb"] for name in ("ours", "ours 10k")}
    unread = len(paths) - sum(part["ok"] for part in parts)
    cpu = {name: one.cpu_s for name, one in hot.items()}
    wall = {name: one.wall_s for name, one in from_disk.items()}
    return [
        ratio("100,000 × 4 KiB hot, of openssl", cpu["ours"] / cpu["openssl"], 2.5),
        ratio("The same from the disk, wall time", wall["ours"] / wall["openssl"], 0.85),
        ratio("100,000 files, of 10,000", cpu["ours"] / cpu["ours 10k"], 11),
        Result("Memory for 100,000 files over the idle process", over["ours"], 32, "MB"),
        Result("The same, more than 10,000", over["ours"] - over["ours 10k"], 8, "MB"),
        ratio("A scan with nothing due, of reading all", cpu["scan"] / cpu["ours"], 0.5),
        Result("Files no slice of ten has read", unread, 0, ""),
    ]


def verify(folder: Path, digests: str, *, share: str = "0/1") -> Cost:
    """One verification in a process of its own; its CPU is that of the work, as in a worker that
    runs already. The first one writes what is expected from then on."""
    reader = [sys.executable, "-m", "bench.backup_reader"]
    done = cost_of([*reader, f"{folder}/copy", f"{folder}/manifest", digests, share])
    told: dict[str, Any] = json.loads(done.output)
    return Cost(told["cpu_s"], told["wall_s"], done.peak_mb, done.output)


def ratio(name: str, value: float, target: float | None) -> Result:
    return Result(name, round(value, 3), target, "×")


READING = {"reading_large": large, "reading_cold": cold, "reading_small": small}
