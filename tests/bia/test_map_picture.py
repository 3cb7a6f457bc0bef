"""The map as a picture: for whoever has no JavaScript, and only of what they may see."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests import factories
from tests.bia.test_stored_analysis import need
from tests.factories import login

pytestmark = pytest.mark.django_db
URL = "/map/picture.svg"


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    dispatch = factories.system("dispatch", name="Dispatch", restore_s=600)
    for code, department in (("rescue", "sales"), ("secret", "warehouse")):
        process = factories.process(
            code, name=code.capitalize(), department=department, rto_s=900, critical=True
        )
        need(process, dispatch)


def test_it_shows_names_and_times(manager: User) -> None:
    answer = login(manager).get(URL)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    drawn = answer.content.decode()
    assert "Rescue" in drawn
    assert "10 min / 15 min" in drawn


def test_what_one_may_not_see_is_not_drawn(alice: User) -> None:
    drawn = login(alice).get(URL).content.decode()
    assert ("Rescue" in drawn, "Secret" in drawn) == (True, False)


def test_the_page_offers_it_where_scripts_do_not_run(manager: User) -> None:
    page = login(manager).get("/map/?node=process:rescue&depth=1").content.decode()
    assert "<noscript>" in page
    assert "/map/picture.svg?node=process%3Arescue" in page


def test_too_many_nodes_make_no_picture(manager: User) -> None:
    for number in range(61):
        factories.system(f"more-{number}")
    assert login(manager).get(URL).status_code == 404
    assert "picture.svg" not in login(manager).get("/map/").content.decode()


def test_nobody_gets_nothing() -> None:
    assert login().get(URL).status_code == 302
