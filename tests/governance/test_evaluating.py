"""Answers, what they need, and evaluations that freeze them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bia.analysis.stored import stored
from governance.evidence import KEYS, evidence_of
from governance.frameworks.history import differences
from governance.models import Evaluation, Requirement
from governance.services.answers import add_link, answer
from governance.services.evaluating import evaluate
from governance.services.standings import judged, result_of
from lib.errors import Refused, StaleVersion
from tests import factories
from tests.factories import NOON
from tests.governance.world import checklist, framework, governed, person, the

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def first(row: object) -> Requirement:
    found: Requirement = Requirement.objects.for_list().filter(framework=row).first()  # type: ignore[misc,assignment]
    return found


def test_evidence_answers_by_itself() -> None:
    governed()
    ten = checklist("ten", "bia_coverage", "objectives_set", "backups_exist", "policy", "trend")
    found = [one.value for one in judged(ten, at=LATER)]
    assert found == [Decimal("0.5"), Decimal("0.5"), Decimal(1), Decimal(0), None]
    result = result_of(ten.kind, judged(ten, at=LATER))
    assert (result.met, result.under_way, result.open, result.unsaid) == (1, 2, 1, 1)
    assert result.share == Decimal("0.4")


def test_a_difference_from_the_evidence_needs_a_comment() -> None:
    row = first(checklist("ten", "policy"))
    with pytest.raises(Refused) as refused:
        answer(row, read_version=0, by=the("mia"), at=NOON, decided=Decimal(1))
    assert [(one.code, one.field) for one in refused.value.problems] == [
        ("comment_required", "comment")
    ]
    found = answer(
        row, read_version=0, by=the("mia"), at=NOON, decided=Decimal(1), comment="On paper."
    )
    assert (found.decided, found.decided_by, found.version) == (Decimal(1), the("mia"), 1)


def test_the_same_as_the_evidence_needs_no_comment() -> None:
    row = first(checklist("ten", "policy"))
    assert answer(row, read_version=0, by=the("mia"), at=NOON, decided=Decimal(0)).comment == ""


def test_what_does_not_apply_says_why_and_leaves_the_sum() -> None:
    ten = checklist("ten", "policy", "roles")
    row = first(ten)
    the("max")
    the("mia")
    with pytest.raises(Refused) as refused:
        answer(row, read_version=0, by=the("mia"), at=NOON, applicable=False)
    assert refused.value.problems[0].field == "because"
    answer(row, read_version=0, by=the("mia"), at=NOON, applicable=False, because="Sold.")
    result = result_of(ten.kind, judged(ten, at=NOON))
    assert (result.of, result.share) == (1, Decimal(1))


@pytest.mark.parametrize(
    ("kind", "value"), [("checklist", "0.7"), ("checklist", "2"), ("clauses", "2.5")]
)
def test_answers_are_those_of_their_kind(kind: str, value: str) -> None:
    row = first(framework("x", kind, [(None, [])]))
    with pytest.raises(Refused) as refused:
        answer(row, read_version=0, by=the("mia"), at=NOON, decided=Decimal(value))
    assert refused.value.problems[0].code == "no_such_answer"


def test_whoever_was_slower_sees_what_was_said() -> None:
    row = first(checklist())
    answer(row, read_version=0, by=the("mia"), at=NOON, decided=Decimal(1))
    with pytest.raises(StaleVersion):
        answer(row, read_version=0, by=the("max"), at=NOON, decided=Decimal(0))


def test_an_owner_answers_what_is_theirs_and_nobody_else_may() -> None:
    row = first(checklist())
    with pytest.raises(PermissionDenied):
        answer(row, read_version=0, by=the("olga"), at=NOON, decided=Decimal(1))
    answer(row, read_version=0, by=the("mia"), at=NOON, owner=person("olga"))
    row = first(row.framework)
    assert answer(row, read_version=1, by=the("olga"), at=NOON, decided=Decimal(1)).version == 2
    with pytest.raises(PermissionDenied):
        answer(first(row.framework), read_version=2, by=the("aida"), at=NOON, decided=Decimal(0))


def test_a_link_names_something() -> None:
    row = first(checklist())
    for words in ({}, {"subject": "plan:nothing"}):
        with pytest.raises(Refused):
            add_link(row, title="Contract", by=the("mia"), at=NOON, **words)
    add_link(row, title="Contract", url="https://dms.example.com/1", by=the("mia"), at=NOON)
    assert row.links.get().title == "Contract"


def test_an_evaluation_freezes_answers_and_evidence() -> None:
    world = governed()
    levels = [(2, ["backups_exist"]), (3, ["bia_coverage"]), (3, ["objectives_set"])]
    model = framework("five", "maturity", levels)
    before = evaluate(model, note=" First ", by=the("mia"), at=LATER)
    assert (before.code, before.level, before.score) == ("EVA-2026-0001", 2, Decimal("2.50"))
    assert before.note == "First"
    world.booking.delete()
    after = evaluate(model, by=the("mia"), at=LATER + timedelta(days=1))
    assert (after.level, after.score) == (3, Decimal("3.00"))
    kept = Evaluation.objects.get(pk=before.pk)
    evidence = kept.content["requirements"][1]["evidence"]["bia_coverage"]
    assert (evidence["count"], evidence["of"], evidence["value"]) == (1, 2, "0.5")
    assert evidence["words"] == {
        "en": "1 of 2 critical processes have an approved analysis.",
        "zh": evidence["words"]["zh"],
    }
    text = json.dumps(kept.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert kept.digest == sha256(text.encode()).hexdigest()


def test_whoever_may_only_look_evaluates_nothing() -> None:
    with pytest.raises(PermissionDenied):
        evaluate(checklist(), by=the("aida"), at=NOON)


def test_every_key_is_looked_for_in_a_constant_number_of_queries() -> None:
    governed()
    evidence_of(KEYS, at=LATER)
    with_one = _queries(KEYS)
    for number in range(3):
        factories.process(f"more-{number}", critical=True)
        factories.system(f"more-{number}", importance="core")
    assert _queries(KEYS) == with_one


def _queries(keys: Iterable[str]) -> int:
    stored(LATER)
    with CaptureQueriesContext(connection) as seen:
        found = evidence_of(keys, at=LATER)
    assert all(one.words for one in found.values())
    return len(seen)


def test_two_evaluations_differ_by_what_changed() -> None:
    world = governed()
    row = checklist("ten", "bia_coverage", "policy")
    before = evaluate(row, by=the("mia"), at=LATER)
    world.booking.delete()
    after = evaluate(row, by=the("mia"), at=LATER + timedelta(days=1))
    (found,) = differences(before.content, after.content)
    assert (found.label, found.kind) == ("C01 Point 1", "changed")
    assert found.before == "In progress · 1 of 2 critical processes have an approved analysis."
    assert found.after == "Done · 1 of 1 critical processes have an approved analysis."
    everything = differences(before.content, after.content, everything=True)
    assert [one.kind for one in everything] == ["changed", "unchanged"]
