"""Set-ups that many tests of this app share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import factories
from tests.followup.actions import Cast, cast
from tests.followup.webhook_world import allow_loopback
from tests.servers import HttpRecorder, http_server


@pytest.fixture
def who(db: None) -> Cast:
    """The people of a corrective action."""
    return cast()


@pytest.fixture
def policies(db: None) -> None:
    """The shipped clocks, also behind a test that has emptied the database."""
    factories.clock_policies()


@pytest.fixture
def server(db: None) -> Iterator[HttpRecorder]:
    """A receiver of webhooks on loopback, where calls may go."""
    allow_loopback()
    with http_server() as one:
        yield one
