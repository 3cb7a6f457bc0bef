"""The invitation goes as a file with the mail, through a real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from followup.services.sending import drain
from tests.drills.world import person, prepared_drill
from tests.incidents.world import clock
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


def test_whoever_is_invited_gets_the_event_beside_the_words(post: Mailbox) -> None:
    one = person("carl")
    one.email = "carl@example.com"
    one.save(update_fields=["email"])
    row = prepared_drill()
    drain(now=lambda: clock("09:00", day=1) + timedelta(seconds=1))
    (mail,) = [one for one in post.posted if one.to == ["carl@example.com"]]
    (file,) = list(mail.message.iter_attachments())
    assert (file.get_filename(), file.get_content_type()) == (f"{row.code}.ics", "text/calendar")
    assert "DTSTART;TZID=Asia/Shanghai:20260302T100000" in file.get_content().replace("\r\n ", "")
    assert mail.subject.startswith("[DRILL")
