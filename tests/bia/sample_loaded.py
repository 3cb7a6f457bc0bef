"""The sample loaded once for a whole module of tests, and rolled back at its end.

Writing it through the services takes seconds; what they wrote is kept and brought back as it is
wherever the same is wanted later in this run (`sample_kept.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.test import override_settings

from bia.analysis.stored import forget
from bia.services.catalogue_loading import load_catalogue
from bia.services.sample_loading import load_sample
from tests.bia import sample_kept
from tests.factories import NOON

QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"


@contextmanager
def sample(blocker: Any, variant: str, language: str) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        _bring(variant, language, "noon", NOON)
        yield
        transaction.set_rollback(True)


def sample_of_today(variant: str, language: str = "en") -> None:
    """Catalogue and sample as `load_sample --without-files` writes them; committed."""
    with transaction.atomic():
        _bring(variant, language, "today", datetime.now(UTC))


def _bring(variant: str, language: str, when: str, at: datetime) -> None:
    kept = sample_kept.file_of(f"{variant}-{language}-{when}")
    if kept.exists() and sample_kept.may_bring_back():
        sample_kept.bring_back(sample_kept.read(kept))
        forget()
        return
    with override_settings(PASSWORD_HASHERS=[QUICK]):
        load_catalogue(at=at)
        assert load_sample(variant=variant, language=language, at=at) is True
    sample_kept.write(kept, sample_kept.rows())


def by_code(rows: Any, read: Callable[[Any], Any]) -> dict[str, Any]:
    return {row.code: read(row) for row in rows}
