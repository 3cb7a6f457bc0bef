"""States, samples and balance of a batch."""

from __future__ import annotations

import pytest

from plans.domain.backfill_states import STATES, VERBS, Facts, leads_to, unmet
from plans.domain.reconciliation import SheetCount, reconcile
from plans.domain.sampling import sample, share_of

GOOD = Facts(rows=3, integrity=True)
ALLOWED = {
    ("open", "entry"), ("open", "checking"), ("entering", "checking"), ("checking", "reopening"),
    ("checking", "reconciliation"), ("reconciled", "reopening"), ("reconciled", "posting"),
    ("posted", "closure"),
}  # fmt: skip


def test_the_table_of_states() -> None:
    found = {(state, verb) for state in STATES for verb in VERBS if not unmet(verb, state, GOOD)}
    assert found == ALLOWED
    assert {verb: leads_to(verb) for verb in VERBS} == {
        "entry": "entering", "checking": "checking", "reopening": "entering",
        "reconciliation": "reconciled", "posting": "posted", "closure": "closed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "state", "facts", "codes"),
    [
        ("checking", "entering", Facts(sheets_out=1), ["sheets_out"]),
        ("reconciliation", "checking", Facts(unchecked=2, wrong=1), ["unchecked", "wrong_rows"]),
        ("reconciliation", "checking", Facts(balanced=False), ["not_balanced"]),
        ("reconciliation", "checking", Facts(balanced=False, explained=True), []),
        ("posting", "reconciled", Facts(unposted=1), ["integrity", "unposted"]),
        ("posting", "open", Facts(integrity=True), ["state"]),
        ("reopening", "reconciled", Facts(any_posted=True), ["posted_already"]),
    ],
)
def test_guards(verb: str, state: str, facts: Facts, codes: list[str]) -> None:
    assert unmet(verb, state, facts) == codes


@pytest.mark.parametrize(
    ("rows", "errors", "percent"),
    [(0, False, 100), (50, False, 100), (51, False, 20), (5000, False, 20), (51, True, 100)],
)
def test_how_much_is_checked(rows: int, errors: bool, percent: int) -> None:
    assert share_of(rows, errors=errors) == percent


def test_a_sample_can_be_drawn_again_from_its_seed() -> None:
    keys = [f"CSM-{n:06d}:001" for n in range(51)]
    drawn = sample(keys, 20, 7)
    assert len(drawn) == 11
    assert sample(list(reversed(keys)), 20, 7) == drawn
    assert sample(keys, 20, 8) != drawn
    assert sample(keys, 100, 7) == set(keys)


def test_paper_and_entries_balance_sheet_by_sheet() -> None:
    sheets = [
        SheetCount("1", "returned", written=12, void=2, entered=10),
        SheetCount("2", "returned", written=5, void=0, entered=3, entered_void=1),
        SheetCount("3", "returned", written=2, entered=3),
        SheetCount("4", "lost", estimated=7, entered=1),
        SheetCount("5", "issued"),
    ]
    found = reconcile(sheets, entered_by_group={}, counted_by_group=None)
    assert [one.difference for one in found.sheets] == [0, -1, 1, 0, 0]
    assert (found.balanced, found.difference, found.exception) == (False, 0, True)
    assert (found.lost_rows, found.unaccounted) == (7, ("5",))


def test_every_adviser_is_counted() -> None:
    found = reconcile(
        [], entered_by_group={"李明": 3, "王芳": 2}, counted_by_group={"李明": 3, "周强": 1}
    )
    assert [(one.name, one.difference) for one in found.wrong_groups] == [
        ("周强", -1),
        ("王芳", None),
    ]
    assert not found.balanced
