"""The cast, the grades and the roles stand before the first test of a module, once for all of it.

Making them takes longer than most of what is tested here. They are written into a transaction
that each test goes on from and that is rolled back behind the module's last one; modules whose
tests commit make their own, as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.incidents import staged, world

QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
}
COMMITTING = {"transactional_db", "live_server"}


@pytest.fixture(scope="module", autouse=True)
def cast(request: pytest.FixtureRequest) -> Iterator[bool]:
    """`world.people()`, where every test of the module rolls back; whether it does."""
    if not _rolls_back(request):
        yield False
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    whole = transaction.atomic()
    with blocker.unblock():
        whole.__enter__()
        with override_settings(**QUICK):
            staged.bring_people(world.people)
    yield True
    with blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _untouched(request: pytest.FixtureRequest, cast: bool) -> Iterator[None]:
    if not cast or request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")
    with staged.untouched():
        yield


def _rolls_back(request: pytest.FixtureRequest) -> bool:
    items: list[Any] = [one for one in request.session.items if one.path == request.path]
    marks = [mark for one in items for mark in one.iter_markers("django_db")]
    return bool(marks) and not any(
        mark.kwargs.get("transaction") or mark.args[:1] == (True,) for mark in marks
    ) and not any(COMMITTING & set(one.fixturenames) for one in items)  # fmt: skip
