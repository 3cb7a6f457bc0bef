"""Pages of printed copies, packs and settings, for those who may and those who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from plans.models import OfflinePack, PlanSettings, PrintCopy
from plans.services.copies import print_copy
from tests import factories
from tests.factories import NOON
from tests.plans import paper_world as world
from tests.plans.test_copies import PNG

pytestmark = pytest.mark.django_db
SETTINGS = "/settings/plans/"


@pytest.fixture
def copy(manager: User) -> PrintCopy:
    version = world.effective_card(manager)
    return print_copy(version, format="a4", language="en", place="Hall", by=manager, at=NOON)


def test_a_print_is_asked_for_on_a_form_and_has_its_page(copy: PrintCopy, manager: User) -> None:
    client = factories.login(manager)
    body = {"format": "a3", "language": "both", "quantity": 1, "place": "Room 2"}

    asked = client.get("/plans/response-card/print/")
    made = client.post("/plans/response-card/print/", body)
    new = PrintCopy.objects.get(place="Room 2")

    assert asked.status_code == 200
    assert made.headers["Location"] == f"/printed-copies/{new.token}/"
    assert client.get(made.headers["Location"]).status_code == 200


def test_an_outdated_copy_is_on_the_list_and_printed_again(copy: PrintCopy, manager: User) -> None:
    world.in_force(world.draft(copy.plan_version.plan, manager, major=2))
    client = factories.login(manager)

    listed = client.get("/printed-copies/outdated/").content.decode()
    client.post(f"/printed-copies/{copy.token}/print/")

    assert "Hall" in listed
    assert "Hall" not in client.get("/printed-copies/outdated/").content.decode()


def test_a_photo_is_kept_and_shown_as_what_it_is(copy: PrintCopy, manager: User) -> None:
    client = factories.login(manager)
    photo = SimpleUploadedFile("hall.svg", PNG, "image/svg+xml")
    client.post(f"/printed-copies/{copy.token}/photo/", {"photo": photo})

    shown = client.get(f"/printed-copies/{copy.token}/picture/")

    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_no_photo_is_said_at_the_field(copy: PrintCopy, manager: User) -> None:
    photo = SimpleUploadedFile("hall.png", b"<script>", "image/png")
    answer = factories.login(manager).post(f"/printed-copies/{copy.token}/photo/", {"photo": photo})

    assert "PNG, JPEG or WebP" in answer.content.decode()


@pytest.mark.parametrize("number", ["1.0", "2.0", "x", "1.0.0", "99999999999.1", "²"])
def test_previews_of_versions_that_are_not_there(
    copy: PrintCopy, manager: User, number: str
) -> None:
    path = f"/plans/response-card/versions/{number}/print/a9/en/"
    assert factories.login(manager).get(path).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_a_fixed_number_of_questions(
    manager: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    version = world.effective_card(manager)
    for number in range(rows):
        print_copy(version, format="a4", language="en", place=f"{number}", by=manager, at=NOON)
    client = factories.login(manager)

    with django_assert_max_num_queries(16):
        assert client.get("/printed-copies/").status_code == 200


def test_packs_are_listed_asked_for_and_hidden(manager: User) -> None:
    client = factories.login(manager)
    made = client.post("/offline-packs/new/")
    robot = factories.login(factories.user("robot", "service_account"))

    assert client.get(made.headers["Location"]).status_code == 200
    assert OfflinePack.objects.get().code in client.get("/offline-packs/").content.decode()
    assert robot.get("/offline-packs/").status_code == 403


def settings_body(**changes: Any) -> dict[str, Any]:
    values = {
        "version": PlanSettings.current().version, "posters_masked": "on", "poster_address": "",
        "phone_region": "cn", "reachability_days": 90, "amber_days": 7, "red_days": 30,
        "pack_on": "on", "pack_at": "03:00", "pack_days": 14, "pack_folder": "",
        "purge_days": 180,
    }  # fmt: skip
    return values | changes


def test_settings_are_changed_with_what_they_name(manager: User) -> None:
    factories.person("reader", user=manager)
    answer = factories.login(manager).post(
        SETTINGS,
        settings_body(poster_address="https://bcm.example.org/", pack_mail_to=["reader"]),
    )

    row = PlanSettings.current()
    assert answer.status_code == 302
    assert (row.poster_address, row.phone_region) == ("https://bcm.example.org", "CN")
    assert [one.code for one in row.pack_mail_to.all()] == ["reader"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"poster_address": "bcm.example.org"}, "Give an address such as"),
        ({"poster_address": "javascript:alert(1)"}, "Give an address such as"),
        ({"phone_region": "ZZ"}, "country by its two letters"),
        ({"pack_folder": "packs"}, "The server has no PACK_ROOT"),
        ({"amber_days": 31}, "Amber must come before red"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    manager: User, changes: dict[str, Any], words: str
) -> None:
    answer = factories.login(manager).post(SETTINGS, settings_body(**changes))

    assert words in answer.content.decode()


def test_settings_are_shown_to_others_and_changed_by_few(bob: User) -> None:
    client = factories.login(bob)

    assert client.get(SETTINGS).status_code == 200
    assert client.post(SETTINGS, settings_body()).status_code == 403
