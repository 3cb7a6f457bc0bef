"""What every test may ask for: the cast, quick password hashes, an empty cache."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.models import User
from bcm.settled import settle
from tests import database_once, emptying, factories
from tests.bia import sample_kept
from tests.files_together import FilesTogether

# Where this is set every program a test starts compiles the whole project: a second and more each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """As a server does before it answers: what is loaded is no garbage."""
    import weasyprint  # noqa: F401 - printing collects after every part

    settle()


# Whole modules that only `make test-slow` runs: what they show is shown in small elsewhere, and
# each starts the platform, loads a sample or prints for longer than a run of every day has.
LEFT_TO_SLOW = (
    "tests/browser/walks/",
    "tests/browser/test_every_page.py",
    "tests/browser/test_war_room_queue.py",
    "tests/contract/test_api_guide.py",
    "tests/plans/test_printing.py",
    "tests/reports/test_gap_files.py",
    "tests/reports/test_plan_reports.py",
    "tests/followup/test_tick_processes.py",
    "tests/backups/test_kill_verifier.py",
    "tests/bia/test_portfolio_sample.py",
    "tests/bia/test_sample_complete.py",
    "tests/browser/test_findings.py",
    "tests/browser/test_what_if.py",
    "tests/contract/test_any_request.py",
    "tests/lib/test_embedded.py",
    "tests/plans/test_packs.py",
    "tests/plans/test_sample_plans.py",
    "tests/reports/test_incident_reports.py",
)


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(LEFT_TO_SLOW):
        item.add_marker(pytest.mark.slow)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether:
    config.option.loadscopereorder = False  # the long ones stay in front
    return FilesTogether(config, log)


# What takes minutes, first: two workers then end together.
LONG = [
    "tests/browser/walks/",
    "tests/browser/test_every_page.py",
    "tests/machine/",
    "tests/contract/test_any_request.py",
]


@pytest.hookimpl(trylast=True)  # behind the shuffling
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        long = (n for n, path in enumerate(LONG) if item.nodeid.startswith(path))
        return next(long, len(LONG))

    items.sort(key=place)


@pytest.fixture(autouse=True)
def _quick_and_apart(settings: Any) -> None:
    """Hashing costs milliseconds; nobody waits for a throttle another test has filled."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def _empty_cache(_quick_and_apart: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of this run share."""
    root = tmp_path_factory.getbasetemp()
    return root.parent if "PYTEST_XDIST_WORKER" in os.environ else root


@pytest.fixture(scope="session", autouse=True)
def _samples_kept(of_all_workers: Path) -> None:
    """Where `tests/bia/sample_loaded.py` keeps what it has loaded: one place for all workers."""
    sample_kept.folder = of_all_workers / "samples"
    sample_kept.folder.mkdir(exist_ok=True)


@pytest.fixture
def noon() -> datetime:
    """A fixed instant to pass as `at=`."""
    return factories.NOON


@pytest.fixture
def admin(db: None) -> User:
    return factories.user("admin", "administrator")


@pytest.fixture
def manager(db: None) -> User:
    return factories.user("manager", "continuity_manager")


@pytest.fixture
def auditor(db: None) -> User:
    return factories.user("auditor", "auditor")


@pytest.fixture
def alice(db: None) -> User:
    """Owns processes of the department `sales` and what is below it."""
    return factories.user("alice", "process_owner", department="sales")


@pytest.fixture
def bob(db: None) -> User:
    """A colleague of Alice: another owner of the same department."""
    return factories.user("bob", "process_owner", department="sales")


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger: an owner of another department."""
    return factories.user("charlie", "process_owner", department="warehouse")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Tests that commit empty the database afterwards; nobody else may truncate history."""
    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["options"] = "-c bcm.truncate=allowed"


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    of_all_workers: Path,
) -> bool:
    """Of several workers one makes the database, the others copy it and keep that."""
    if django_db_keepdb or "PYTEST_XDIST_WORKER" not in os.environ:
        return django_db_keepdb
    with django_db_blocker.unblock():
        return database_once.take(of_all_workers)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, of_all_workers: Path
) -> Iterator[None]:
    """knox's own token table stays empty (ours replaces it), but Django does not empty it, and
    its foreign key would stop the emptying of ours."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS knox_authtoken")
        # Clocks need their policies; a test that commits (and so is emptied) loads them itself
        # with `factories.clock_policies()`. No test counts how they came in.
        factories.clock_policies()
        cursor.execute("TRUNCATE followup_clockpolicyevent")
        emptying.use_for_tests_that_commit()
    with django_db_blocker.unblock():
        database_once.offer(of_all_workers)
    settle()  # migrating has left much that no printing should walk over
    yield
    with django_db_blocker.unblock():
        database_once.drop(of_all_workers)
