"""The verbs on parts of a draft."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from lib.errors import DomainRefusal, GuardsUnmet, Refused, StaleVersion
from plans.models import (
    ActivationCriterion,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    PlanVersion,
    Section,
)
from plans.services.content import add_part, change_part, move_part, remove_part
from tests import factories
from tests.factories import NOON
from tests.plans.content.drafts import draft, role, task


@pytest.fixture
def version(alice: User) -> PlanVersion:
    return draft(alice)


def codes(refusal: Any) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in refusal.value.problems]


def add(version: PlanVersion, model: Any, **fields: Any) -> Any:
    return add_part(version, model, by=version.author, at=NOON, **fields)


def titles(version: PlanVersion) -> list[str]:
    return [one.title_en for one in version.sections.all()]


def three(version: PlanVersion) -> list[Section]:
    return [add(version, Section, title_en=title) for title in "ABC"]


def test_parts_are_added_at_the_end(version: PlanVersion):
    three(version)
    assert [(one.position, one.title_en) for one in version.sections.all()] == [
        (1, "A"), (2, "B"), (3, "C"),
    ]  # fmt: skip


def test_a_part_may_be_put_between_others(version: PlanVersion):
    three(version)
    add(version, Section, title_en="X", position=2)
    assert titles(version) == ["A", "X", "B", "C"]


@pytest.mark.parametrize(("to", "order"), [(1, "CAB"), (2, "ACB"), (99, "ABC"), (0, "CAB")])
def test_moving(version: PlanVersion, to: int, order: str):
    move_part(three(version)[2], to, by=version.author, at=NOON)
    assert "".join(titles(version)) == order


def test_moving_does_not_disturb_who_writes(version: PlanVersion):
    part = three(version)[0]
    move_part(part, 3, by=version.author, at=NOON)
    assert change_part(part, read_version=1, by=version.author, at=NOON, title_en="New") == [
        "title_en"
    ]


def test_removing_closes_the_gap(version: PlanVersion):
    remove_part(three(version)[0], by=version.author, at=NOON)
    assert [one.position for one in version.sections.all()] == [1, 2]


def test_two_who_change_one_part(version: PlanVersion):
    part = add(version, Section, title_en="A")
    change_part(part, read_version=1, by=version.author, at=NOON, title_en="B")
    with pytest.raises(StaleVersion) as stale:
        change_part(part, read_version=1, by=version.author, at=NOON, title_en="C")
    assert (stale.value.current.title_en, stale.value.current.version) == ("B", 2)


def test_removing_what_changed_is_stale(version: PlanVersion):
    part = add(version, Section, title_en="A")
    change_part(part, read_version=1, by=version.author, at=NOON, title_en="B")
    with pytest.raises(StaleVersion):
        remove_part(part, read_version=1, by=version.author, at=NOON)


def test_changing_what_was_removed(version: PlanVersion):
    part = add(version, Section, title_en="A")
    Section.objects.filter(pk=part.pk).delete()
    with pytest.raises(GuardsUnmet) as refusal:
        change_part(part, read_version=1, by=version.author, at=NOON, title_en="B")
    assert codes(refusal) == [("gone", None)]


@pytest.mark.parametrize("status", ["in_review", "retired"])
def test_only_a_draft_is_edited(version: PlanVersion, status: str):
    PlanVersion.objects.filter(pk=version.pk).update(status=status)
    with pytest.raises(GuardsUnmet) as refusal:
        add(version, Section, title_en="A")
    assert codes(refusal) == [("not_a_draft", None)]


def test_a_contacts_only_draft_changes_contacts(version: PlanVersion):
    PlanVersion.objects.filter(pk=version.pk).update(contacts_only=True)
    add(version, CardContact, role=role())
    with pytest.raises(GuardsUnmet) as refusal:
        add(version, Section, title_en="A")
    assert codes(refusal) == [("contacts_only", None)]


def test_who_may_not_change_plans_is_refused(version: PlanVersion, auditor: User):
    with pytest.raises(PermissionDenied):
        add_part(version, Section, by=auditor, at=NOON, title_en="A")


def test_an_owner_without_the_right_edits_their_own(manager: User):
    owner = factories.user("olga", "auditor")
    version = draft(manager, owner=factories.person("olga", user=owner))
    assert add_part(version, Section, by=owner, at=NOON, title_en="A").position == 1


def test_a_restricted_plan_is_not_edited_by_strangers(version: PlanVersion, charlie: User):
    version.plan.confidentiality = "restricted"
    version.plan.save()
    with pytest.raises(PermissionDenied):
        add_part(version, Section, by=charlie, at=NOON, title_en="A")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title_en": " "}, ("required", "title_en")),
        ({"title_en": "A", "body_en": "x" * 100_001}, ("too_long", "body_en")),
        ({"title_en": "A", "body_zh": "a\0b"}, ("invalid", "body_zh")),
        ({"title_en": "A", "depth": 4}, ("max_value", "depth")),
    ],
)
def test_sections_that_cannot_be(version: PlanVersion, fields: Any, problem: Any):
    with pytest.raises(Refused) as refusal:
        add(version, Section, **fields)
    assert [problem[1]] == [field for _code, field in codes(refusal)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{system} is down until {expected_recovery}", None),
        ("{customer} is told", "unknown_place"),
        ("{0.__class__}", "unknown_place"),
        ("call {contact", "stray_brace"),
    ],
)
def test_places_of_a_message(version: PlanVersion, text: str, code: str | None):
    fields = {"audience": "customers", "title_en": "Notice", "body_en": text}
    try:
        add(version, CommsTemplate, **fields)
        found = None
    except DomainRefusal as refusal:
        found = refusal.problems[0].code
    assert found == code


@pytest.mark.parametrize("kind", ["grade", "system", "process", "downtime", "manual"])
def test_a_criterion_says_what_it_asks(version: PlanVersion, kind: str):
    with pytest.raises(Refused) as refusal:
        add(version, ActivationCriterion, kind=kind)
    assert [code for code, _field in codes(refusal)] == ["required"]


def test_what_another_kind_asks_is_emptied(version: PlanVersion):
    one = add(version, ActivationCriterion, kind="downtime", downtime_s=7200)
    system = factories.system()
    fields = {"kind": "system", "system": system, "downtime_s": 7200}
    change_part(one, read_version=1, by=version.author, at=NOON, **fields)
    one.refresh_from_db()
    assert (one.system, one.downtime_s) == (system, None)


def test_items_are_counted_within_their_step(version: PlanVersion):
    first, second = (add(version, CardStep, title_en=title) for title in ("Notify", "Assess"))
    add(version, CardItem, step=first, text_en="a")
    add(version, CardItem, step=first, text_en="b")
    assert add(version, CardItem, step=second, text_en="c").position == 1


def test_an_item_hangs_on_a_step_of_its_own_version(version: PlanVersion, bob: User):
    elsewhere = draft(bob, "other")
    step = add_part(elsewhere, CardStep, by=bob, at=NOON, title_en="Notify")
    with pytest.raises(Refused) as refusal:
        add(version, CardItem, step=step, text_en="a")
    assert codes(refusal) == [("other_version", "step")]


def test_a_generated_section_that_is_changed_is_written(version: PlanVersion):
    part = add(version, Section, title_en="A", body_en="x", source="generated")
    change_part(part, read_version=1, by=version.author, at=NOON, title_en="B")
    assert part.source == "generated"
    change_part(part, read_version=2, by=version.author, at=NOON, body_en="y")
    assert part.source == "written"


def test_tasks_take_the_next_number(version: PlanVersion):
    task(version, 7)
    assert task(version).number == 8


def test_a_number_stands_once(version: PlanVersion):
    task(version, 1)
    with pytest.raises(Refused):
        task(version, 1)
