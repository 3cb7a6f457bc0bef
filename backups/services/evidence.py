"""Making an evidence bundle: records into a bag, then one link of the chain, signed.

The records are written without any lock. Only the last step, which names the bundle before this
one, waits for others; whoever calls keeps it in one transaction with storing the file, so that
no number is given to a bundle that nobody can have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from accounts.access import require
from accounts.models import Organisation, User
from backups.bundle.bag import Bag, canonical
from backups.bundle.readme import readme
from backups.bundle.records import RECORDS
from backups.bundle.scope import Scope
from backups.models import EvidenceBundle
from backups.services.signing import current_key, sign
from bia.models import System

CHAIN_LOCK = 4_201_006
FORMAT = "bcm-evidence/1"
SCRIPT = Path(__file__).resolve().parent.parent / "bundle" / "verify_bundle.py"


@dataclass
class Draft:
    """A bag whose payload is written; `close` gives it its place in the chain."""

    scope: Scope
    bag: Bag
    counts: dict[str, int] = field(default_factory=dict)


def draft_bundle(
    out: BinaryIO,
    scope: Scope,
    *,
    by: User,
    at: datetime,
    pulse: Callable[[], None] = lambda: None,
) -> Draft:
    """Write all records to `out` (a file that can be written through). Raises PermissionDenied.

    `pulse` is called now and then while it lasts.
    """
    require(by, "backup.view")
    draft = Draft(scope, Bag(out, f"evidence-{at:%Y%m%dT%H%M%SZ}", pulse))
    for kind, rows in RECORDS.items():
        draft.counts[kind] = draft.bag.write_records(kind, rows(scope)).lines
    draft.bag.write_trailer(_facts(scope))
    return draft


@transaction.atomic
def close_bundle(draft: Draft, *, report: str = "", by: User, at: datetime) -> EvidenceBundle:
    """Sign, chain, and remember it. `report` is the code of the report that carries the file."""
    require(by, "backup.view")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = EvidenceBundle.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.digest) if last else (1, "")
    key, organisation, scope = current_key(at=at), Organisation.current(), draft.scope
    chain = _facts(scope) | {
        "number": number, "previous_digest": previous, "made_at": at, "made_by": by.username,
        "report": report, "public_key": key.public, "organisation": organisation.name,
        "sample": bool(organisation.sample),
    }  # fmt: skip
    draft.bag.write_tag("chain.json", (canonical(chain) + "\n").encode())
    draft.bag.write_tag("verify_bundle.py", SCRIPT.read_bytes())
    zone = ZoneInfo(organisation.timezone)
    words = readme(
        organisation=organisation.name, since=scope.since, until=scope.until, zone=zone,
        public=key.public, sample=bool(organisation.sample),
    )  # fmt: skip
    draft.bag.write_tag("README.txt", words.encode())
    tags = draft.bag.tag_manifest(_info(organisation, scope, number, at))
    signed = sign(tags, at=at)
    draft.bag.close(
        {"algorithm": "Ed25519", "over": "tagmanifest-sha256.txt", "public_key": signed.key.public,
         "signature": signed.signature}
    )  # fmt: skip
    return EvidenceBundle.objects.create(
        number=number, system=_only_system(scope), since=scope.since, until=scope.until, made_at=at,
        digest=hashlib.sha256(tags).hexdigest(), previous_digest=previous,
        signature=signed.signature, key=signed.key, counts=draft.counts, report=report,
    )  # fmt: skip


def _facts(scope: Scope) -> dict[str, Any]:
    return {
        "format": FORMAT, "since": scope.since, "until": scope.until,
        "systems": list(scope.systems),
    }  # fmt: skip


def _info(organisation: Organisation, scope: Scope, number: int, at: datetime) -> dict[str, str]:
    return {
        "Bagging-Date": f"{at:%Y-%m-%d}",
        "Source-Organization": " ".join(organisation.name.split()) or "-",
        "External-Identifier": f"bcm-evidence-{number}",
        "Evidence-Since": scope.since.isoformat(),
        "Evidence-Until": scope.until.isoformat(),
    }


def _only_system(scope: Scope) -> System | None:
    if len(scope.systems) != 1:
        return None
    return System.objects.filter(code=scope.systems[0]).first()


def verifier() -> tuple[bytes, str]:
    """The offline script and its SHA-256, to be taken from the platform, not from a bundle."""
    content = SCRIPT.read_bytes()
    return content, hashlib.sha256(content).hexdigest()
