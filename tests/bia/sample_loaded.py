"""The sample loaded once for a whole module of tests, and rolled back at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import override_settings

from bia.services.catalogue_loading import load_catalogue
from bia.services.sample_loading import load_sample
from tests.factories import NOON

QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"


@contextmanager
def sample(blocker: Any, variant: str, language: str) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic(), override_settings(PASSWORD_HASHERS=[QUICK]):
        load_catalogue(at=NOON)
        assert load_sample(variant=variant, language=language, at=NOON) is True
        yield
        transaction.set_rollback(True)


def by_code(rows: Any, read: Callable[[Any], Any]) -> dict[str, Any]:
    return {row.code: read(row) for row in rows}
