"""The pages and the API of working days: who may, what is shown, what is written."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from followup.models import CalendarDay, FollowupSettings
from tests.factories import api, login

pytestmark = pytest.mark.django_db
PAGE = "/settings/working-days/"
ROOT = "/api/v1/calendar-days/"


def day(text="2026-10-01", working=False, **fields):
    return CalendarDay.objects.create(day=date.fromisoformat(text), is_working=working, **fields)


def country(code):
    FollowupSettings.current()
    FollowupSettings.objects.update(holiday_country=code)


def test_everybody_sees_the_year_and_few_change_it(alice, manager):
    day(name="National Day")
    page = login(alice).get(PAGE, {"year": "2026"})
    assert page.status_code == 200
    assert page.context["may_change"] is False
    assert "National Day" in page.content.decode()
    assert "calendar_day_create" not in page.content.decode()
    client = login(alice)
    for method, url in [
        ("get", f"{PAGE}new/"),
        ("get", f"{PAGE}import/"),
        ("post", f"{PAGE}import/apply/"),
        ("post", f"{PAGE}fill/"),
        ("get", f"{PAGE}2026-10-01/edit/"),
        ("post", f"{PAGE}2026-10-01/delete/"),
    ]:
        assert getattr(client, method)(url).status_code == 403
    assert login(manager).get(PAGE).context["may_change"] is True


def test_nobody_sees_it_signed_out():
    assert login().get(PAGE).status_code == 302


def test_the_year_is_filled_from_the_public_calendar(manager):
    client = login(manager)
    answer = client.post(f"{PAGE}fill/", {"year": "2026"}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["39 days were filled in."]
    assert answer.context["total"] == 248
    assert answer.context["year"] == 2026


def test_an_unpublished_year_says_so(manager):
    """Clear words instead of a calendar that is silently wrong (E40)."""
    client = login(manager)
    answer = client.post(f"{PAGE}fill/", {"year": "2098"}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == [
        "No published calendar of CN for 2098: only weekdays count."
    ]
    (notice,) = answer.context["notices"]
    assert notice.startswith("The calendar of 2098 is empty: only weekdays count.")
    country("")
    assert "No country" in client.get(PAGE, {"year": "2098"}).context["notices"][0]
    country("DE")
    assert "can be filled in now" in client.get(PAGE, {"year": "2098"}).context["notices"][0]


@pytest.mark.parametrize("year", ["", "x", "99999", "0000", "２０２６", "9999"])
def test_any_year_is_answered(manager, year):
    assert login(manager).get(PAGE, {"year": year}).status_code == 200


def test_a_day_is_added_changed_and_removed(manager):
    client = login(manager)
    client.post(f"{PAGE}new/", {"day": "2026-07-01", "is_working": "False", "name": "Closed"})
    row = CalendarDay.objects.get()
    assert (row.is_working, row.name, row.source) == (False, "Closed", "manual")
    url = f"{PAGE}2026-07-01/"
    client.post(
        f"{url}edit/", {"day": "2026-07-02", "is_working": "True", "name": "Open", "version": "1"}
    )
    row.refresh_from_db()
    assert (row.day, row.is_working, row.version) == (date(2026, 7, 2), True, 2)
    stale = client.post(
        f"{PAGE}2026-07-02/edit/",
        {"day": "2026-07-03", "is_working": "True", "name": "Open", "version": "1"},
    )
    assert stale.status_code == 409
    assert client.post(f"{PAGE}2026-07-02/delete/", {"version": "1"}).status_code == 409
    assert client.post(f"{PAGE}2026-07-02/delete/", {"version": "2"}).status_code == 302
    assert CalendarDay.objects.count() == 0


def test_a_day_twice_is_refused_at_the_field(manager):
    day()
    answer = login(manager).post(f"{PAGE}new/", {"day": "2026-10-01", "is_working": "True"})
    assert list(answer.context["form"].errors) == ["day"]


@pytest.mark.parametrize("text", ["2026-10-02", "2026-13-01", "yesterday"])
def test_a_day_that_is_not_there_is_not_found(manager, text):
    assert login(manager).get(f"{PAGE}{text}/edit/").status_code == 404


def test_a_file_is_previewed_and_imported(manager):
    client = login(manager)
    file = SimpleUploadedFile("days.csv", "day,working,name\n2027-02-06,班,春节\n".encode())
    preview = client.post(f"{PAGE}import/", {"file": file})
    assert CalendarDay.objects.count() == 0
    plan = preview.context["plan"]
    body = {"token": plan.token, "fingerprint": plan.fingerprint}
    assert client.post(f"{PAGE}import/apply/", body)["Location"] == f"{PAGE}?year=2027"
    assert CalendarDay.objects.get().is_working is True
    assert client.post(f"{PAGE}import/apply/", body).status_code == 409


def test_a_file_with_a_wrong_row_cannot_be_applied(manager):
    client = login(manager)
    file = SimpleUploadedFile("days.csv", b"day,working\n2027-02-06,yes\n2027-02-30,no\n")
    preview = client.post(f"{PAGE}import/", {"file": file})
    assert [one.row for one in preview.context["wrong"]] == [3]
    assert preview.context["plan"].token == ""
    body = {"token": "", "fingerprint": preview.context["plan"].fingerprint}
    assert client.post(f"{PAGE}import/apply/", body).status_code == 409
    assert CalendarDay.objects.count() == 0


def test_an_export_holds_the_year(alice):
    day(name="=1+1")
    day("2027-01-01")
    answer = login(alice).get(f"{PAGE}export/", {"year": "2026"})
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines() == [
        "day,working,name,source",
        "2026-10-01,no,'=1+1,",
    ]
    assert login(alice).get(f"{PAGE}export/", {"format": "xlsx"}).content[:2] == b"PK"
    assert login(alice).get(f"{PAGE}export/", {"format": "exe"}).status_code == 404


def test_the_page_asks_a_constant_number_of_questions(manager, django_assert_max_num_queries):
    client = login(manager)
    client.post(f"{PAGE}fill/", {"year": "2026"})
    with django_assert_max_num_queries(20):
        client.get(PAGE, {"year": "2026"})


def test_the_api_lists_a_year(alice):
    day(name="National Day")
    day("2027-01-01")
    answer = api(alice).get(ROOT, {"year": 2026}).json()
    assert [one["day"] for one in answer["results"]] == ["2026-10-01"]
    assert answer["results"][0]["url"].endswith(f"{ROOT}2026-10-01/")
    assert api(alice).get(ROOT, {"year": 3000}).status_code == 400
    assert api(alice).get(f"{ROOT}2026-10-01/").json()["name"] == "National Day"
    assert api(alice).get(f"{ROOT}2026-13-01/").status_code == 404


def test_the_api_makes_changes_and_deletes(manager):
    client = api(manager)
    made = client.post(ROOT, {"day": "2026-07-01", "is_working": False, "name": "Closed"})
    assert (made.status_code, made.json()["source"]) == (201, "manual")
    twice = client.post(ROOT, {"day": "2026-07-01", "is_working": False})
    assert (twice.status_code, twice.json()["errors"][0]["attr"]) == (400, "day")
    url = f"{ROOT}2026-07-01/"
    assert client.patch(url, {"is_working": True}).status_code == 400
    assert client.patch(url, {"is_working": True, "version": 1}).json()["version"] == 2
    assert client.patch(url, {"is_working": False, "version": 1}).status_code == 409
    assert client.delete(url).status_code == 204


def test_the_api_lets_few_change(alice, auditor):
    day()
    for one in (alice, auditor):
        client = api(one)
        assert client.post(ROOT, {"day": "2026-07-01", "is_working": False}).status_code == 403
        assert client.patch(f"{ROOT}2026-10-01/", {"version": 1}).status_code == 403
        assert client.delete(f"{ROOT}2026-10-01/").status_code == 403
    assert api().get(ROOT).status_code == 401


@pytest.mark.parametrize("text", ["900", "x", "2026-02-30", "99999999999999999999"])
def test_an_address_that_names_nothing_is_not_found_in_json(manager, text):
    for root in (ROOT, "/api/v1/calendar-feeds/"):
        answer = api(manager).get(f"{root}{text}/")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
