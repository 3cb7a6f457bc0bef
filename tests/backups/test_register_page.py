"""Policies and storage locations: lists, pages, forms, what happens beside them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from backups.forms.location import LocationForm
from backups.forms.windows import WindowsField, windows_text
from backups.models import BackupLocation, BackupPolicy
from backups.policy_page.page import schedule_of
from backups.words.schedule import schedule_words
from tests import factories
from tests.backups import made
from tests.backups.story import Story, story
from tests.factories import NOON


@pytest.fixture
def told(db: None) -> Story:
    return story(timezone.now())


@pytest.fixture
def ops(db: None) -> User:
    return factories.user("ops", "it_operations")


def get(user: User, path: str) -> Any:
    answer = factories.login(user).get(path)
    assert answer.status_code == 200
    return answer


def form_data(page: Any) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    found: dict[str, Any] = {}
    for field in page.context["form"]:
        value = field.value()
        if value is True:
            found[field.html_name] = "on"
        elif value is not None and value is not False and value != "":
            shown = field.field.widget.format_value(value)
            found[field.html_name] = shown[0] if isinstance(shown, list) else shown
    return found


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "no schedule"),
        ("FREQ=DAILY;BYHOUR=2;BYMINUTE=0", "every day at 02:00 (UTC)"),
        ("FREQ=DAILY;INTERVAL=2;BYHOUR=2,14;BYMINUTE=30",
         "every 2 days at 02:30 and 14:30 (UTC)"),
        ("FREQ=WEEKLY;BYDAY=SU,WE;BYHOUR=1;BYMINUTE=5",
         "every Wednesday and Sunday at 01:05 (UTC)"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=22;BYMINUTE=0",
         "on working days (Monday to Friday) at 22:00 (UTC)"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=2;BYMINUTE=0",
         "every day except Sunday at 02:00 (UTC)"),
        ("FREQ=DAILY;BYDAY=SU,MO,TU,WE,TH,SA;BYHOUR=2", "every day except Friday at 02:00 (UTC)"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=2", "every day at 02:00 (UTC)"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=MO;BYHOUR=2",
         "FREQ=DAILY;INTERVAL=2;BYDAY=MO;BYHOUR=2 (UTC)"),
        ("FREQ=HOURLY;BYMINUTE=0,30", "every hour at :00, :30 (UTC)"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=23;BYMINUTE=0",
         "every month on the last day at 23:00 (UTC)"),
        ("FREQ=MONTHLY;BYDAY=1SU;BYHOUR=3;BYMINUTE=0",
         "every month on the first Sunday at 03:00 (UTC)"),
        ("FREQ=YEARLY;BYMONTH=2;BYHOUR=3", "FREQ=YEARLY;BYMONTH=2;BYHOUR=3 (UTC)"),
    ],
)  # fmt: skip
def test_a_schedule_is_told_in_words(rule: str, words: str) -> None:
    assert schedule_words(rule, "UTC" if rule else "") == words


def test_a_schedule_with_one_day_off_is_short_in_chinese() -> None:
    with translation.override("zh-hans"):
        found = schedule_words("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=2")
    assert found == "除星期日外每天02:00"


def test_the_next_dates_and_a_warning_stand_beside_it() -> None:
    found = schedule_of("FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=1;BYMINUTE=0", "UTC", NOON)
    assert found.dates[:2] == [datetime(2026, 3, 31, 1, tzinfo=UTC),
                               datetime(2026, 5, 31, 1, tzinfo=UTC)]  # fmt: skip
    assert len(found.warnings) == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_location_and_its_form_call_the_workers_alike(
    db: None, manager: User, language: str
) -> None:
    nas = made.location("nas", read_workers=7)
    manager.language = language
    manager.save()
    with translation.override(language):
        label = str(LocationForm(instance=nas).fields["read_workers"].label)
    shown = get(manager, nas.get_absolute_url()).content.decode()
    assert f"<dt>{label}</dt><dd>7</dd>" in shown


def test_a_policy_shows_rhythm_address_and_hooks(told: Story, ops: User, auditor: User) -> None:
    secret = str(told.portal.ping_uuid)
    page = get(ops, told.portal.get_absolute_url())
    assert page.context["address"].endswith(f"/api/v1/ping/{secret}")
    assert all(secret in hook.text for hook in page.context["hooks"])
    assert page.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert "&lt;b&gt;(0 bytes)&lt;/b&gt;" in page.content.decode()
    assert secret not in get(auditor, told.portal.get_absolute_url()).content.decode()


def test_a_plan_that_cannot_meet_the_rpo_is_told(db: None, ops: User) -> None:
    weekly = made.policy(
        system=factories.system("orders", rpo_s=3_600),
        schedule="FREQ=WEEKLY;BYDAY=SU;BYHOUR=1;BYMINUTE=0",
    )
    text = get(ops, weekly.get_absolute_url()).content.decode()
    assert "Even when everything goes by plan, 7\xa0d of data can be lost" in text


def test_a_late_policy_leads_to_a_filled_in_action(told: Story, ops: User) -> None:
    url = get(ops, told.portal.get_absolute_url()).context["page"].action_url
    form = factories.login(ops).get(url).context["form"]
    assert (form.initial["subject"], form.initial["priority"]) == ("system:portal", "P1")


def test_a_policy_is_added_with_its_places(told: Story, ops: User) -> None:
    client = factories.login(ops)
    data = form_data(client.get("/backups/policies/new/?system=wiki"))
    data |= {
        "code": "wiki-files", "data_class": "files", "method": "full",
        "schedule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=0", "grace_s": "30 min",
        f"place_{told.nas.pk}": "on", f"folder_{told.nas.pk}": "wiki",
    }  # fmt: skip
    answer = client.post("/backups/policies/new/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    made_one = BackupPolicy.objects.get(code="wiki-files")
    assert (made_one.system.code, made_one.grace_s, made_one.verify_every_s) == (
        "wiki", 1_800, None,
    )  # fmt: skip
    assert list(made_one.places.values_list("location", "folder")) == [(told.nas.pk, "wiki")]


def test_a_wrong_schedule_is_told_at_its_field_and_nothing_is_lost(told: Story, ops: User) -> None:
    client = factories.login(ops)
    address = f"{told.portal.get_absolute_url()}edit/"
    data = form_data(client.get(address)) | {"schedule": "FREQ=NEVER", "data_class": "pictures"}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["schedule"]
    assert answer.context["form"]["data_class"].value() == "pictures"


def test_a_faster_colleague_is_shown_side_by_side(told: Story, ops: User) -> None:
    client = factories.login(ops)
    address = f"{told.portal.get_absolute_url()}edit/"
    data = form_data(client.get(address))
    assert client.post(address, data | {"grace_s": "2 h"}).status_code == 302
    answer = client.post(address, data | {"grace_s": "3 h"})
    assert answer.status_code == 409
    assert [row.name for row in answer.context["conflict"].rows] == ["grace_s"]


def test_a_typed_schedule_is_told_while_typing(db: None, ops: User) -> None:
    found = get(ops, "/backups/policies/schedule/?schedule=FREQ=DAILY;BYHOUR=2&timezone=UTC")
    assert "every day at 02:00 (UTC)" in found.content.decode()
    found = get(ops, "/backups/policies/schedule/?schedule=FREQ=DAILY;BYHOUR=2&timezone=Moon")
    assert "There is no such time zone." in found.content.decode()


def test_a_new_address_replaces_the_old(told: Story, ops: User) -> None:
    factories.login(ops).post(f"{told.portal.get_absolute_url()}ping-address/")
    before = told.portal.ping_uuid
    told.portal.refresh_from_db()
    assert told.portal.ping_uuid != before


def test_hours_of_reading_are_lines_of_text() -> None:
    windows = [{"days": [1, 2, 3, 4, 5], "from": "22:00", "to": "06:00"},
               {"days": [6, 7], "from": "00:00", "to": "12:00"}]  # fmt: skip
    text = windows_text(windows)
    assert text == "1-5 22:00-06:00\n6,7 00:00-12:00"
    assert WindowsField().clean(text) == windows


def test_credentials_go_in_and_never_come_out(tmp_path: Path, ops: User, settings: Any) -> None:
    settings.BACKUP_ROOTS = [tmp_path]
    client = factories.login(ops)
    data = form_data(client.get("/backups/locations/new/")) | {
        "code": "box", "name": "Box", "url": f"file://{tmp_path}", "medium": "disk",
        "credentials": "username = bob\npassword = tr0ub4dor",
    }  # fmt: skip
    assert client.post("/backups/locations/new/", data).status_code == 302
    box = BackupLocation.objects.get(code="box")
    for path in ("", "edit/"):
        text = client.get(f"{box.get_absolute_url()}{path}").content.decode()
        assert ("tr0ub4dor" in text, box.credentials in text) == (False, False)
    wrong = client.post("/backups/locations/new/", data | {"code": "bad code", "url": "x"})
    assert wrong.status_code == 422


def test_credentials_are_read_line_by_line() -> None:
    key = "-----BEGIN KEY-----\nab=\n-----END KEY-----"
    form = LocationForm({"credentials": f"private_key = {key}\nusername = bob"})
    form.is_valid()
    assert form.cleaned_data["credentials"] == {"private_key": key, "username": "bob"}


def test_a_place_nobody_allowed_is_told_at_its_field(db: None, ops: User) -> None:
    client = factories.login(ops)
    data = form_data(client.get("/backups/locations/new/"))
    data |= {"name": "Root", "url": "file:///etc", "medium": "disk"}
    answer = client.post("/backups/locations/new/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["url"])


def test_a_location_is_tried_out(tmp_path: Path, ops: User, settings: Any) -> None:
    settings.BACKUP_ROOTS = [tmp_path]
    box = made.location("box", url=f"file://{tmp_path}", state={"reachable": None})
    answer = factories.login(ops).post(f"{box.get_absolute_url()}trial/", follow=True)
    assert "It can be reached" in answer.content.decode()
    assert answer.context["page"].standing == "reachable"


def test_a_location_shows_space_scan_and_unknown_names(told: Story, manager: User) -> None:
    nas = get(manager, told.nas.get_absolute_url()).context["page"]
    assert (nas.free_percent, nas.low, nas.spec is not None) == (10, False, True)
    cloud = get(manager, "/backups/locations/cloud/").context["page"]
    assert (cloud.standing, cloud.problem) == ("not_reached", "It does not answer in time.")
    assert cloud.unknown == ["orders_copy (2).bak", "tmp.part"]


def test_who_may_not_is_refused(told: Story, auditor: User) -> None:
    client = factories.login(auditor)
    for path in ("policies/new/", "locations/new/", "policies/portal-hourly/edit/"):
        assert client.get(f"/backups/{path}").status_code == 403
    assert client.post("/backups/locations/nas/trial/").status_code == 403


def test_what_is_in_use_is_not_deleted(told: Story, ops: User) -> None:
    client = factories.login(ops)
    assert client.post("/backups/locations/nas/delete/").status_code == 409
    assert client.post("/backups/policies/orders-full/delete/").status_code == 409
    assert BackupLocation.objects.filter(code="nas").exists()
