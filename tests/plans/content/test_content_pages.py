"""The pages on which a draft is written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from plans.models import CardItem, CardStep, PlanUpload, PlanVersion, Section
from plans.services.content import add_part
from tests import factories
from tests.factories import NOON
from tests.plans.content.drafts import draft, role, task
from tests.plans.content.files import document, sheet, with_part

ROOT = "/plans/rescue/versions/1.0/content"
TABS = ("sections", "criteria", "tasks", "resources", "messages", "card")


@pytest.fixture
def version(alice: User) -> PlanVersion:
    return draft(alice)


@pytest.fixture
def client(version: PlanVersion) -> Any:
    return factories.login(version.author)


def section(version: PlanVersion, **fields: Any) -> Section:
    fields = {"title_en": "Purpose"} | fields
    return add_part(version, Section, by=version.author, at=NOON, **fields)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_empty(client: Any, tab: str):
    assert client.get(f"{ROOT}/{tab}/").status_code == 200


def test_strangers_see_no_draft(client: Any, version: PlanVersion, auditor: User):
    assert factories.login(auditor).get(f"{ROOT}/tasks/").status_code == 403
    assert client.get("/plans/rescue/versions/9.9/content/tasks/").status_code == 404
    assert client.get("/plans/rescue/versions/x/content/tasks/").status_code == 404


def test_what_is_no_draft_is_read_instead(client: Any, version: PlanVersion):
    PlanVersion.objects.filter(pk=version.pk).update(status="in_review")
    for path in (f"{ROOT}/tasks/", f"{ROOT}/tasks/new/"):
        assert client.get(path).headers["Location"] == "/plans/rescue/versions/1.0/"


def test_a_contacts_only_draft_opens_at_its_contacts(client: Any, version: PlanVersion):
    PlanVersion.objects.filter(pk=version.pk).update(contacts_only=True)
    assert client.get(f"{ROOT}/").headers["Location"] == f"{ROOT}/card/"
    assert client.get(f"{ROOT}/tasks/").headers["Location"] == f"{ROOT}/card/"


def test_a_section_is_added(client: Any, version: PlanVersion):
    answer = client.post(f"{ROOT}/sections/new/", {"title_en": "Purpose", "depth": "1"})
    assert answer.headers["Location"] == f"{ROOT}/sections/"
    assert version.sections.get().title_en == "Purpose"


def test_a_preview_saves_nothing(client: Any, version: PlanVersion):
    body = {"title_en": "A", "depth": "1", "body_en": "**bold** <script>", "preview": "1"}
    text = client.post(f"{ROOT}/sections/new/", body).content.decode()
    assert "<p><strong>bold</strong> &lt;script&gt;</p>" in text
    assert version.sections.count() == 0


def test_a_faster_colleague_is_shown_side_by_side(client: Any, version: PlanVersion):
    mine = section(version)
    address = f"{ROOT}/sections/{mine.pk}/edit/"
    client.post(address, {"title_en": "Theirs", "depth": "1", "version": "1"})
    answer = client.post(address, {"title_en": "Mine", "depth": "1", "version": "1"})
    assert answer.status_code == 409
    assert [row.mine for row in answer.context["conflict"].rows] == ["Mine"]
    chosen = {"pick-title_en": "mine", "mine-title_en": "Mine", "depth": "1", "version": "2"}
    assert client.post(address, chosen).status_code == 302
    mine.refresh_from_db()
    assert (mine.title_en, mine.version) == ("Mine", 3)


def test_a_task_with_its_needs(client: Any, version: PlanVersion):
    task(version)
    body = {
        "title_en": "Act", "role": role().pk, "duration_s": "1 h 30 min", "phase": "respond",
        "needs": ["1"], "counts_in_time": "on",
    }  # fmt: skip
    client.post(f"{ROOT}/tasks/new/", body)
    made = version.tasks.get(number=2)
    assert (made.duration_s, made.needs.get().number) == (5400, 1)


def test_only_what_differs_of_a_task_is_asked(client: Any, version: PlanVersion):
    task(version)
    lead = role()
    mine = task(version, role=lead, duration_s=300, needs=[1])
    body = {
        "number": "2", "title_en": "Mine", "role": lead.pk, "duration_s": "5 min", "needs": ["1"],
        "phase": "respond", "counts_in_time": "on", "version": "1",
    }  # fmt: skip
    address = f"{ROOT}/tasks/{mine.pk}/edit/"
    client.post(address, body | {"title_en": "Theirs"})
    conflict = client.post(address, body).context["conflict"]
    assert [(row.name, row.theirs, row.mine) for row in conflict.rows] == [
        ("title_en", "Theirs", "Mine")
    ]


def test_a_step_takes_its_items_along(client: Any, version: PlanVersion):
    step = add_part(version, CardStep, by=version.author, at=NOON, title_en="Notify")
    add_part(version, CardItem, by=version.author, at=NOON, step=step, text_en="Call")
    assert client.post(f"{ROOT}/card-steps/{step.pk}/delete/").status_code == 302
    assert version.card_items.count() == 0


def test_a_circle_is_said_at_the_field(client: Any, version: PlanVersion):
    one, _two = task(version), task(version, needs=[1])
    body = {"number": "1", "title_en": "Task 1", "phase": "respond", "needs": ["2"], "version": "1"}
    answer = client.post(f"{ROOT}/tasks/{one.pk}/edit/", body)
    assert answer.status_code == 422
    assert answer.context["form"].errors["needs"] == [
        "These wait for each other in a circle: 1 → 2 → 1."
    ]


def test_moving_by_button(client: Any, version: PlanVersion):
    section(version, title_en="A")
    last = section(version, title_en="B")
    answer = client.post(f"{ROOT}/sections/move/", {"move": f"{last.pk}:1"})
    assert answer.headers["Location"] == f"{ROOT}/sections/#part-{last.pk}"
    assert [one.title_en for one in version.sections.all()] == ["B", "A"]


@pytest.mark.parametrize("move", ["", "x:1", "1:x", "999999:1"])
def test_moving_what_is_not_there(client: Any, move: str):
    assert client.post(f"{ROOT}/sections/move/", {"move": move}).status_code == 404


def test_removing_asks_first(client: Any, version: PlanVersion):
    mine = section(version)
    address = f"{ROOT}/sections/{mine.pk}/delete/"
    assert client.get(address).status_code == 200
    assert client.post(address).headers["Location"] == f"{ROOT}/sections/"
    assert version.sections.count() == 0


def test_an_item_comes_with_its_step(client: Any, version: PlanVersion):
    step = add_part(version, CardStep, by=version.author, at=NOON, title_en="Notify")
    text = client.get(f"{ROOT}/card-items/new/?step={step.pk}").content.decode()
    assert f'<option value="{step.pk}" selected>' in text


def test_the_preface_is_written(client: Any, version: PlanVersion):
    client.post(f"{ROOT}/preface/")
    assert version.sections.count() == 7
    one = version.sections.get(key="preface.scope")
    assert client.get(f"{ROOT}/sections/{one.pk}/edit/").context["generated"] is True
    assert client.post(f"{ROOT}/sections/{one.pk}/generation/").status_code == 302


def test_tasks_are_put_in_order(client: Any, version: PlanVersion):
    one = task(version)
    task(version)
    client.post(
        f"{ROOT}/tasks/{one.pk}/edit/",
        {"number": "1", "title_en": "A", "phase": "respond", "needs": ["2"], "version": "1"},
    )
    assert client.get(f"{ROOT}/tasks/").context["out_of_order"] is True
    client.post(f"{ROOT}/tasks/order/", {"renumber": "1"})
    assert [(one.number, one.title_en) for one in version.tasks.all()] == [(1, "Task 2"), (2, "A")]


def test_a_long_list_asks_as_much_as_a_short_one(
    client: Any, version: PlanVersion, django_assert_max_num_queries: Any
):
    for number in range(8):
        task(version, needs=list(range(1, number + 1)), role=role(f"role-{number}"))
    with django_assert_max_num_queries(13):
        client.get(f"{ROOT}/tasks/")


def test_a_file_from_upload_to_draft(client: Any, version: PlanVersion):
    file = SimpleUploadedFile("a.xlsx", sheet(["Nr", "What"], ["1", "Call"]))
    preview = client.post(f"{ROOT}/import/", {"file": file}).headers["Location"]
    assert client.get(preview).context["counts"]["wrong"] == 1
    assert client.post(preview, {"column-0": "number", "column-1": "title_en"}).status_code == 302
    page = client.get(preview)
    assert page.context["counts"]["new"] == 1
    seen = re.search(r'name="fingerprint" value="(\w+)"', page.content.decode())
    assert seen
    client.post(preview, {"apply": "1", "fingerprint": seen[1]})
    assert version.tasks.get().title_en == "Call"


def test_a_hostile_file_is_refused_at_the_field(client: Any):
    content = with_part(document(), "word/vbaProject.bin", b"x")
    answer = client.post(f"{ROOT}/import/", {"file": SimpleUploadedFile("a.docx", content)})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert PlanUpload.objects.count() == 0


def test_a_preview_is_ones_own(client: Any, version: PlanVersion, bob: User):
    file = SimpleUploadedFile("a.md", b"# A\nb")
    preview = client.post(f"{ROOT}/import/", {"file": file}).headers["Location"]
    assert factories.login(bob).get(preview).status_code == 404
