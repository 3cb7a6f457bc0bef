"""What the sample's backups hold: small archives, a SQLite file; names and numbers masked (‡).

The same seed makes the same bytes, so that a full and its copies are equal and a day differs.
"""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

Rows = Iterator[tuple[object, ...]]

FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
FULL_ROWS, DAILY_ROWS = 1500, 220


def archive(kind: str, method: str, stands_at: datetime) -> bytes:
    """A tar.gz with a table of `kind` (customers, parts, ledger), all of it or a day's changes."""
    name, heads, rows = TABLES[kind]
    random = Random(f"{kind}-{stands_at:%Y%m%d}")  # noqa: S311  # sample data
    count = (FULL_ROWS if method == "full" else DAILY_ROWS) + random.randrange(20)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows(rows(random, count, stands_at))
    content = text.getvalue().encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(content), int(stands_at.timestamp()), 0o600
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=entry.mtime) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def statistics(path: Path, stands_at: datetime) -> None:
    """A SQLite file with a year of daily figures at `path`, which must not be there."""
    random = Random(f"statistics-{stands_at:%Y%m%d}")  # noqa: S311  # sample data
    made = sqlite3.connect(path)
    try:
        made.execute("PRAGMA journal_mode = OFF")
        made.execute("PRAGMA synchronous = OFF")
        made.execute(
            "CREATE TABLE figures (day TEXT, shop INTEGER, orders INTEGER, PRIMARY KEY (day, shop))"
        )
        days = ((stands_at - timedelta(days=n)).date().isoformat() for n in range(1, 366))
        rows = ((day, shop, random.randrange(300)) for day in days for shop in range(1, 21))
        made.executemany("INSERT INTO figures VALUES (?, ?, ?)", rows)
        made.commit()
    finally:
        made.close()


def masked_name(random: Random) -> str:
    return random.choice(FAMILY_NAMES) + "**"


def masked_phone(random: Random) -> str:
    return f"13{random.randrange(10)}****{random.randrange(10_000):04d}"


def _customers(random: Random, count: int, _at: datetime) -> Rows:
    for number in range(1, count + 1):
        yield number, masked_name(random), masked_phone(random), f"A{random.randrange(99999):05d}"


def _parts(random: Random, count: int, _at: datetime) -> Rows:
    for number in range(1, count + 1):
        yield f"P-{number:05d}", random.randrange(400), random.randrange(10, 90_000) / 100


def _ledger(random: Random, count: int, at: datetime) -> Rows:
    for number in range(1, count + 1):
        booked = at - timedelta(minutes=random.randrange(1, 1440))
        yield number, booked.isoformat(timespec="minutes"), random.randrange(1, 900_000) / 100


TABLES: dict[str, tuple[str, tuple[str, ...], Callable[[Random, int, datetime], Rows]]] = {
    "customers": ("customers.csv", ("id", "name", "phone", "plate"), _customers),
    "parts": ("stock.csv", ("part", "in_stock", "price"), _parts),
    "ledger": ("ledger.csv", ("entry", "booked_at", "amount"), _ledger),
}
