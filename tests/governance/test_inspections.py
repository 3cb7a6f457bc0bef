"""Rounds: begun once a day, answered, finished."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance.models import Inspection, InspectionPoint
from governance.services import inspection_lists as lists
from governance.services import inspections as verbs
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import NOON
from tests.governance.world import the

pytestmark = pytest.mark.django_db


def a_list(**fields):
    given = {
        "name_en": "Morning round", "every_days": 1,
        "points": [{"name_en": "Racks"}, {"name_en": "Backups", "evidence": "backups"}],
    }  # fmt: skip
    return lists.create_list(by=the("mia"), at=NOON, **(given | fields))


def a_round(**fields):
    return verbs.start_inspection(list=fields.pop("list", None) or a_list(), by=the("ivan"),
                                  at=NOON, **fields)  # fmt: skip


def test_begun_twice_on_a_day_it_is_one_round():
    one = a_list()
    assert a_round(list=one) == a_round(list=one)
    assert [row.point.name for row in Inspection.objects.get().results.all()] == [
        "Racks", "Backups",
    ]  # fmt: skip


def test_it_is_done_once_everything_is_answered():
    row = a_round()
    first, second = row.results.all()
    verbs.answer(first, by=the("ivan"), at=NOON, outcome="ok")
    with pytest.raises(GuardsUnmet) as refusal:
        verbs.finish_inspection(row, by=the("ivan"), at=NOON)
    assert [str(one.message) for one in refusal.value.problems] == ["Not answered yet: Backups"]
    verbs.answer(second, by=the("ivan"), at=NOON, outcome="skipped")
    verbs.finish_inspection(row, by=the("ivan"), at=NOON, note="Quiet")
    assert (row.state, row.note) == ("done", "Quiet")
    with pytest.raises(GuardsUnmet):
        verbs.answer(first, by=the("ivan"), at=NOON, outcome="fault", note="Smoke")


def test_something_conspicuous_needs_words():
    result = a_round().results.first()
    with pytest.raises(Refused) as refusal:
        verbs.answer(result, by=the("ivan"), at=NOON, outcome="warning")
    assert refusal.value.problems[0].field == "note"


def test_what_follows_from_a_fault_can_be_said_afterwards():
    row = a_round()
    for result in row.results.all():
        verbs.answer(result, by=the("ivan"), at=NOON, outcome="fault", note="Hot")
    verbs.finish_inspection(row, by=the("ivan"), at=NOON)
    action = factories.action() if hasattr(factories, "action") else None
    if action is not None:
        found = verbs.follow(row.results.first(), by=the("ivan"), at=NOON, action=action)
        assert found.action == action


def test_not_of_a_day_to_come_nor_of_a_list_out_of_use():
    with pytest.raises(Refused):
        a_round(day=NOON.date() + timedelta(days=2))
    one = a_list()
    lists.change_list(one, read_version=None, by=the("mia"), at=NOON, is_active=False)
    with pytest.raises(Refused):
        a_round(list=one)


def test_points_are_kept_changed_added_and_let_go():
    one = a_list()
    racks, backups = one.points.all()
    changed = lists.change_list(
        one, read_version=None, by=the("mia"), at=NOON,
        points=[{"id": backups.pk, "name_en": "All backups"}, {"name_en": "Doors"}],
    )  # fmt: skip
    assert changed == ["points"]
    assert [point.name_en for point in one.points.all()] == ["All backups", "Doors"]
    assert not InspectionPoint.objects.filter(pk=racks.pk).exists()


def test_a_point_somebody_answered_stays():
    one = a_list()
    verbs.answer(a_round(list=one).results.first(), by=the("ivan"), at=NOON, outcome="ok")
    with pytest.raises(Refused) as refusal:
        lists.change_list(one, read_version=None, by=the("mia"), at=NOON, points=[])
    assert refusal.value.problems[0].field == "points"


def test_a_list_with_rounds_is_not_deleted():
    one = a_list()
    a_round(list=one)
    with pytest.raises(GuardsUnmet):
        lists.delete_list(one, by=the("mia"), at=NOON)


def test_begun_by_mistake_it_goes():
    row = a_round()
    verbs.discard_inspection(row, by=the("ivan"), at=NOON)
    assert not Inspection.objects.exists()


def test_points_sent_as_they_were_read_stay_the_same_points():
    one = a_list()
    before = [point.pk for point in one.points.all()]
    points = [{"name_en": point.name_en, "name_zh": point.name_zh} for point in one.points.all()]
    assert lists.change_list(one, read_version=None, by=the("mia"), at=NOON, points=points) == []
    assert [point.pk for point in one.points.all()] == before
