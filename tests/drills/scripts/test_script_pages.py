"""Pages of the library and of scripts, in drills and scenarios alike."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bia.services.scenarios import create_scenario as keep_question
from drills.models import Drill, DrillScenario, Expectation, Inject
from drills.services.scripting import script_of
from lib.tables import write_csv
from plans.models import PlanUpload
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(the(name))
    return client


@pytest.fixture
def mia() -> Client:
    return signed_in("mia")


@pytest.fixture
def scenario() -> DrillScenario:
    return world.scenario()


@pytest.fixture
def drill(scenario: DrillScenario) -> Drill:
    return world.planned_drill(scenario=scenario)


def here(owner: Any, name: str, *args: Any) -> str:
    kind = "script" if isinstance(owner, Drill) else "scenario_script"
    return reverse(f"drills:{kind}_{name}", args=[owner.code, *args])


INJECT = {
    "offset_s": "15 min", "channel": "phone", "mode": "manual", "title_en": "The press calls",
    "title_zh": "记者来电", "to_roles": ["commander"], "join": "all", "asks-0": "1.1",
    "is-0": "unmet",
}  # fmt: skip


def test_a_scenario_is_added_written_and_found(mia: Client) -> None:
    answer = mia.post(
        reverse("drills:scenario_create"),
        {
            "name_zh": "停电", "hazard": "power", "types": ["tabletop"], "duration_s": "2 h",
            "questions_en": "Does the UPS hold?\nWho decides?", "questions_zh": "UPS能撑住吗？",
            "is_active": "on",
        },
    )  # fmt: skip
    row = DrillScenario.objects.get(name_zh="停电")
    assert answer.headers["Location"] == row.get_absolute_url()
    assert (row.code[:4], row.name_en, row.duration_s) == ("SCE-", "停电", 7200)
    assert row.questions == [
        {"en": "Does the UPS hold?", "zh": "UPS能撑住吗？"}, {"en": "Who decides?", "zh": ""},
    ]  # fmt: skip
    page = mia.get(reverse("drills:scenario_list"), {"hazard": "power"}).content.decode()
    assert row.code in page
    assert (
        row.code
        not in mia.get(reverse("drills:scenario_list"), {"hazard": "water"}).content.decode()
    )


def test_scenarios_are_copied_and_only_unused_ones_deleted(mia: Client, drill: Drill) -> None:
    code = drill.scenario.code  # type: ignore[union-attr]
    mia.post(reverse("drills:scenario_copy", args=[code]))
    copy = DrillScenario.objects.exclude(code=code).get(name_en__endswith="(copy)")
    assert Inject.objects.filter(script__scenario=copy).count() == 4
    assert mia.post(reverse("drills:scenario_delete", args=[code])).status_code == 409
    assert mia.post(reverse("drills:scenario_delete", args=[copy.code])).status_code == 302


@pytest.mark.parametrize("kind", ["drill", "scenario"])
def test_injects_are_added_changed_and_removed(mia: Client, request: Any, kind: str) -> None:
    owner = request.getfixturevalue(kind)
    assert mia.post(here(owner, "inject_create"), INJECT).status_code == 302
    row = Inject.objects.get(script=script_of(owner), title_en="The press calls")
    assert (row.offset_s, row.to_roles, row.condition) == (
        900, ["commander"], {"all": [{"expectation": "1.1", "is": "unmet"}]},
    )  # fmt: skip
    page = mia.get(here(owner, "edit")).content.decode()
    assert "1.1 not met" in page
    edit = here(owner, "inject_edit", row.pk)
    wrong = mia.post(edit, INJECT | {"version": 1, "offset_s": "soon"})
    assert wrong.status_code == 422
    assert mia.post(edit, INJECT | {"version": 1, "asks-0": ""}).status_code == 302
    assert Inject.objects.get(pk=row.pk).condition == {}
    assert mia.post(edit, INJECT | {"version": 1, "title_en": "Late"}).status_code == 409
    assert mia.post(here(owner, "inject_delete", row.pk)).status_code == 302
    assert not Inject.objects.filter(pk=row.pk).exists()


def test_expectations_objectives_and_criteria(mia: Client, drill: Drill) -> None:
    inject = Inject.objects.get(script__drill=drill, key="2")
    form = mia.get(here(drill, "expectation_create") + f"?inject={inject.pk}").content.decode()
    assert f'value="{inject.pk}" selected' in form
    given = {"inject": inject.pk, "text_en": "Answers", "weight": "1", "needs": "all"}
    assert mia.post(here(drill, "expectation_create"), given).status_code == 302
    assert Expectation.objects.get(text_en="Answers").key == "2.1"
    assert mia.post(here(drill, "objective_create"), {"text_en": "Stay calm"}).status_code == 302
    mia.post(here(drill, "template"), {"template": "five_dimensions", "type": "functional"})
    page = mia.get(here(drill, "goals")).content.decode()
    assert "Stay calm" in page
    assert "Use of resources" in page
    goal = drill.script.objectives.get(key="O1")
    assert mia.post(here(drill, "objective_delete", goal.pk)).status_code == 409


def test_a_table_of_boxes_saves_what_changed_or_nothing(mia: Client, drill: Drill) -> None:
    rows = list(Inject.objects.filter(script__drill=drill))

    def boxes(**more: str) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for row in rows:
            data |= {
                f"row-{row.pk}-offset_s": f"{row.offset_s} s",
                f"row-{row.pk}-title_en": row.title_en,
                f"row-{row.pk}-title_zh": row.title_zh, f"row-{row.pk}-channel": row.channel,
                f"row-{row.pk}-mode": row.mode, f"row-{row.pk}-version": row.version,
            }  # fmt: skip
        return data | more

    first = f"row-{rows[0].pk}-title_en"
    assert mia.post(here(drill, "table"), boxes(**{first: "Louder"})).status_code == 302
    versions = [one.version for one in Inject.objects.filter(script__drill=drill)]
    assert versions == [2, 1, 1, 1]
    assert mia.post(here(drill, "table"), boxes(**{first: "Stale"})).status_code == 409
    second = f"row-{rows[1].pk}-offset_s"
    answer = mia.post(here(drill, "table"), boxes(**{second: "25:61"}))
    assert answer.status_code == 422
    assert "25:61" in answer.content.decode()


def test_an_import_from_the_file_to_the_script(mia: Client, drill: Drill) -> None:
    header = ["No.", "Zeit", "Title"]
    content = b"".join(write_csv(header, [["7", "10:15", "Alarm"], ["8", "25:61", "Late"]]))
    page = mia.get(here(drill, "msel_import")).content.decode()
    assert 'value="2026-03-02T10:00"' in page
    answer = mia.post(
        here(drill, "msel_import"),
        {"file": SimpleUploadedFile("m.csv", content), "start": "2026-03-02T10:00",
         "zone": "Asia/Shanghai"},
    )  # fmt: skip
    preview = answer.headers["Location"]
    mapping = {
        "column-0": "key", "column-1": "clock", "column-2": "title_en",
        "start": "2026-03-02T10:00", "zone": "",
    }  # fmt: skip
    assert mia.post(preview, mapping).status_code == 422
    assert mia.post(preview, mapping | {"zone": "Asia/Shanghai"}).status_code == 302
    shown = mia.get(preview).content.decode()
    assert "A day has hours from 0 to 23" in shown
    assert mia.post(preview, {"apply": "1", "fingerprint": "x"}).status_code == 409
    upload = PlanUpload.objects.get()
    upload.content = content.replace(b"25:61", b"10:30")
    upload.save()
    fingerprint = mia.get(preview).context["summary"].fingerprint
    assert mia.post(preview, {"apply": "1", "fingerprint": fingerprint}).status_code == 302
    offsets = Inject.objects.filter(script__drill=drill, key__in=["7", "8"])
    assert list(offsets.values_list("key", "offset_s")) == [("7", 900), ("8", 1800)]
    other = signed_in("cora").get(preview)
    assert other.status_code == 404


def test_exports(mia: Client, drill: Drill) -> None:
    for query, kind in (("", "sheet"), ("?format=csv", "csv"), ("?empty=1", "sheet")):
        answer = mia.get(here(drill, "msel_export") + query)
        assert kind in answer.headers["Content-Type"]
        assert f"{drill.code}-msel" in answer.headers["Content-Disposition"]


def test_files_and_the_preview_of_an_inject(mia: Client, drill: Drill) -> None:
    inject = Inject.objects.get(script__drill=drill, key="2")
    file = SimpleUploadedFile("map.html", b"<b>north</b> of the gate")
    mia.post(here(drill, "file_add", inject.pk), {"file": file})
    assert inject.files.count() <= 1
    mia.post(here(drill, "file_add", inject.pk), {"file": SimpleUploadedFile("m.txt", b"north")})
    row = inject.files.get(name="m.txt")
    answer = mia.get(here(drill, "file", inject.pk, row.pk))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert mia.post(here(drill, "inject_preview", inject.pk)).status_code == 302
    assert mia.post(here(drill, "file_delete", inject.pk, row.pk)).status_code == 302


def test_who_may_read_and_write(drill: Drill) -> None:
    drill.participants.create(person=world.person("carl"), role="player")
    paths = [
        here(drill, name)
        for name in ("edit", "goals", "table", "inject_create", "msel_import", "msel_export")
    ]  # fmt: skip
    assert {signed_in("carl").get(path).status_code for path in paths} == {403}
    reader = signed_in("charlie")
    assert [reader.get(path).status_code for path in paths] == [200, 200, 302, 403, 403, 200]
    evaluator = signed_in("eva")
    assert evaluator.get(paths[0]).status_code == 200


def test_whoever_plays_sees_a_scenario_without_its_script(
    mia: Client, drill: Drill, scenario: DrillScenario
) -> None:
    drill.participants.create(person=world.person("mia"), role="player")
    page = mia.get(scenario.get_absolute_url()).content.decode()
    assert f"You play in {drill.code}" in page
    assert "Queue grows" not in page
    assert mia.get(here(scenario, "edit")).status_code == 403


def test_a_what_if_question_becomes_a_scenario(mia: Client) -> None:
    system = world.system()
    question = keep_question(
        by=the("mia"), at=clock("08:00"), name="Dispatch fails",
        inputs={"failed": [f"system:{system.code}"]},
    )  # fmt: skip
    page = mia.get(question.get_absolute_url()).content.decode()
    address = f"{reverse('drills:scenario_create')}?what_if={question.code}"
    assert address in page
    form = mia.get(address)
    assert form.context["form"].initial["systems"] == [system]
    assert [one.code for one in form.context["form"].initial["processes"]] == ["road-rescue"]
    mia.post(address, {"name_en": "Dispatch fails", "hazard": "hardware", "is_active": "on"})
    assert DrillScenario.objects.get(what_if=question.code).name_zh == "Dispatch fails"


@pytest.mark.slow
def test_a_thousand_injects_are_shown_a_hundred_a_page(
    mia: Client, scenario: DrillScenario, django_assert_max_num_queries: Any
) -> None:
    script = script_of(scenario)
    Inject.objects.bulk_create(
        Inject(script=script, key=f"x{n}", offset_s=n * 30, title_en=f"Inject {n}", position=n)
        for n in range(1000)
    )
    with django_assert_max_num_queries(25):
        page = mia.get(here(scenario, "edit"))
    assert len(page.context["lines"]) == 100
    found = mia.get(here(scenario, "edit"), {"search": "Inject 77"}).context["lines"]
    assert len(found) == 11


def test_other_people_are_kept_out(drill: Drill) -> None:
    stranger = User.objects.create_user(username="zoe", email="zoe@example.org", password="x")
    client = Client()
    client.force_login(stranger)
    assert client.get(reverse("drills:scenario_list")).status_code == 403
    assert Client().get(reverse("drills:scenario_list")).status_code == 302
