"""Whether a file is a report of this installation: by its digest, or by the code on its cover.

What a stranger learns is what stands on the cover anyway, and nothing of the content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Organisation
from lib.history import event_model
from reports.models import Report, ReportKind, ReportState

DIGEST = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
COLUMNS = ("code", "kind", "as_of", "created_at", "finished_at", "sha256")


@dataclass(frozen=True)
class Made:
    """A finished report. `as_of` is never None; `deleted`: it is no longer on the shelf."""

    code: str
    kind: str
    as_of: datetime
    made_at: datetime
    sha256: str
    organisation: str
    deleted: bool = False

    @property
    def label(self) -> Any:
        return ReportKind(self.kind).label if self.kind in ReportKind.values else self.kind


def normal(text: str) -> str | None:
    """A SHA-256 as it is stored; "ABC…  file.pdf" of sha256sum is understood. None: it is none."""
    first = text.strip().lower().split(maxsplit=1)[:1]
    digest = first[0].removeprefix("\\") if first else ""
    return digest if DIGEST.fullmatch(digest) else None


def made_with(digest: str) -> Made | None:
    """The report whose file has this SHA-256, also when the file or the report is gone."""
    return _found(sha256=digest)


def made_as(code: str) -> Made | None:
    """The finished report with this code."""
    return _found(code=code) if CODE.fullmatch(code) else None


def _found(**lookup: str) -> Made | None:
    there = Report.objects.filter(state=ReportState.DONE, **lookup).values(*COLUMNS).first()
    if there is not None:
        return _made(there, deleted=False)
    events = event_model(Report)._default_manager.filter(state=ReportState.DONE.value, **lookup)
    last = events.exclude(sha256="").order_by("-pgh_id").values(*COLUMNS).first()
    return None if last is None else _made(last, deleted=True)


def _made(row: Mapping[str, Any], *, deleted: bool) -> Made:
    return Made(
        code=row["code"],
        kind=row["kind"],
        as_of=row["as_of"] or row["created_at"],
        made_at=row["finished_at"],
        sha256=row["sha256"],
        organisation=Organisation.current().name,
        deleted=deleted,
    )
