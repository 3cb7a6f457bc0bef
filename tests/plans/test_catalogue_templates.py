"""The shipped templates: whole in both languages, and valid once they are drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Person, User
from bia.services.catalogue_loading import load_catalogue
from lib.errors import Refused
from plans.models import CardStep, PlanTask, PlanVersion, ResponseRole
from plans.services.catalogue_loading import FOLDER, read
from plans.services.templates import create_from_template, template, templates

CODES = [path.stem for path in sorted((FOLDER / "templates").glob("*.yaml"))]
FILES = [path.relative_to(FOLDER).with_suffix("") for path in sorted(FOLDER.rglob("*.yaml"))]
PARTS = (
    *("sections", "criteria", "tasks", "resources", "messages"),
    *("card_steps", "card_items", "card_contacts", "call_nodes"),
)


@pytest.fixture
def owner(db: None, noon: datetime) -> Person:
    load_catalogue(at=noon)
    return Person.objects.create(code="olga", name="Olga")


@pytest.fixture
def make(owner: Person, manager: User, noon: datetime) -> Any:
    def make(code: str, **fields: Any) -> PlanVersion:
        return create_from_template(code, code=code, owner=owner, by=manager, at=noon, **fields)

    return make


@pytest.mark.parametrize("name", FILES, ids=str)
def test_every_text_stands_in_both_languages(name: Any) -> None:
    found = list(_texts(read(str(name)), str(name)))
    assert [where for where, text in found if set(text) != {"en", "zh"}] == []
    assert [where for where, text in found if not all(one.strip() for one in text.values())] == []
    assert [where for where, text in found if not _chinese(text["zh"])] == []


@pytest.mark.parametrize("code", CODES)
def test_a_plan_made_from_a_template_is_valid(make: Any, code: str) -> None:
    version = make(code)
    version.full_clean()
    version.plan.full_clean()
    rows = [row for part in PARTS for row in getattr(version, part).all()]
    for row in rows:
        row.full_clean()
    content = template(code).content
    shipped = [len(content.get(part, [])) for part in PARTS[1:5]]
    assert [getattr(version, part).count() for part in PARTS[1:5]] == shipped
    keys = list(version.sections.values_list("key", flat=True))
    own = [one for one in keys if not one.startswith("preface.")]
    assert own == [row["key"] for row in content.get("sections", [])]
    assert (keys[:1] == ["preface.background"]) is content.get("preface", False)
    assert (version.plan.template, version.number) == (code, "1.0")
    assert [task.title_en for task in version.tasks.filter(role=None)] == []


@pytest.mark.parametrize("code", CODES)
def test_tasks_need_only_tasks_before_them(code: str) -> None:
    seen: set[int] = set()
    for row in template(code).content.get("tasks", []):
        assert set(row.get("needs", [])) <= seen, row["number"]
        seen.add(row["number"])


def test_roles_the_templates_name_are_shipped() -> None:
    roles = {row["code"] for row in read("response_roles")}
    named = set()
    for one in templates():
        named |= {task["role"] for task in one.content.get("tasks", [])}
        named |= {
            task["backup_role"] for task in one.content.get("tasks", []) if "backup_role" in task
        }
    named |= {row["role"] for row in read("response_card")["contacts"]}
    assert named <= roles


def test_names_are_the_templates_or_ones_own(make: Any) -> None:
    first = make("rescue-workaround").plan
    assert (first.name_en, first.name_zh) == (
        "Road rescue dispatch workaround",
        "道路救援中断应急方案",
    )
    second = make("response-card", name_en="Card of room A").plan
    assert (second.name_en, second.name_zh) == ("Card of room A", "")


def test_the_card_has_the_steps_of_the_source(make: Any) -> None:
    version = make("response-card")
    steps = CardStep.objects.filter(plan_version=version)
    assert [
        (one.key, one.limit_s, one.anchor, one.every_s, one.items.count()) for one in steps
    ] == [
        ("notify", 300, "declared_at", None, 3),
        ("assess", 900, "declared_at", None, 4),
        ("handle", None, "plan", 1800, 4),
        ("verify", 3600, "restored_at", None, 4),
        ("review", 86400, "verified_at", None, 4),
    ]
    contacts = version.card_contacts.values_list("role__code", "from_grade__code")
    assert list(contacts) == [("it-lead", None), ("business-lead", None), ("commander", "II")]


def test_what_the_installation_does_not_have_is_left_out(make: Any) -> None:
    ResponseRole.objects.filter(code="rescue-technician").delete()
    version = make("rescue-workaround")
    assert version.criteria.get(group=1).kind == "manual"  # there is no system "dispatch"
    assert PlanTask.objects.get(plan_version=version, number=5).role is None
    assert version.call_nodes.count() == 5


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        template("no-such")
    assert [one.field for one in refusal.value.problems] == ["template"]


def _texts(value: Any, where: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if {"en", "zh"} & set(value):
            yield where, value
        else:
            for name, one in value.items():
                yield from _texts(one, f"{where}/{name}")
    if isinstance(value, list):
        for number, one in enumerate(value, start=1):
            yield from _texts(one, f"{where}/{number}")


def _chinese(text: str) -> bool:
    """A Chinese text has Chinese in it, but for names such as CEO/COO."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text) or text == "CEO/COO"
