"""What differs between two versions of a plan (PLN-4), on their canonical documents.

A chapter is the same one by its key (else its title), a task by its number, a contact by whom it
names: so a change of wording is one changed row, not one gone and one new.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from plans.domain.word_difference import Piece, text_pieces

Kind = Literal["added", "removed", "changed", "moved"]
Row = Mapping[str, Any]
Key = tuple[Any, ...]

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class FieldChange:
    """One field of a row; `language` is "en" or "zh" for a text in both, else "".

    `pieces` are those of two texts, empty for every other value.
    """

    name: str
    language: str
    before: Any
    after: Any
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Change:
    """One row that differs. `before` or `after` is None where there was or is none.

    Added and removed rows have no `fields`: they are shown whole.
    """

    part: str
    key: Key
    kind: Kind
    before: Row | None
    after: Row | None
    fields: tuple[FieldChange, ...] = ()


def document_changes(before: Row, after: Row) -> tuple[Change, ...]:
    """Every difference, in the order in which a plan is read."""
    found: list[Change] = []
    for part, rows in _heads(before, after):
        found += part_changes(part, *rows, key=lambda row: ())
    for part, name, key in PARTS:
        found += part_changes(part, before.get(name) or [], after.get(name) or [], key)
    found += _card(before.get("card") or {}, after.get("card") or {})
    found += part_changes(
        "call_tree", _tree(before.get("call_tree")), _tree(after.get("call_tree")), _called
    )
    return tuple(found)


def part_changes(
    part: str, before: Sequence[Row], after: Sequence[Row], key: Callable[[Row], Key]
) -> list[Change]:
    """Rows paired by `key`, in the order of the newer version, the removed ones at the end."""
    old, new = _keyed(before, key), _keyed(after, key)
    moved = _moved([one for one in old if one in new], [one for one in new if one in old])
    found = []
    for one, row in new.items():
        if one not in old:
            found.append(Change(part, one, "added", None, row))
            continue
        fields = tuple(field_changes(old[one], row))
        if fields or one in moved:
            kind: Kind = "changed" if fields else "moved"
            found.append(Change(part, one, kind, old[one], row, fields))
    gone = [one for one in old if one not in new]
    return found + [Change(part, one, "removed", old[one], None) for one in gone]


def field_changes(before: Row, after: Row) -> Iterable[FieldChange]:
    """Field by field, texts in both languages one language at a time; 0, "" and None differ."""
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if _in_both(old) or _in_both(new):
            for language in LANGUAGES:
                yield from _change(name, language, (old or {}).get(language, ""),
                                   (new or {}).get(language, ""))  # fmt: skip
        else:
            yield from _change(name, "", old, new)


def _change(name: str, language: str, old: Any, new: Any) -> Iterable[FieldChange]:
    if old == new:
        return
    texts = isinstance(old, str) and isinstance(new, str)
    yield FieldChange(name, language, old, new, text_pieces(old, new) if texts else ())


def _in_both(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == set(LANGUAGES)


def _heads(before: Row, after: Row) -> Iterable[tuple[str, tuple[list[Row], list[Row]]]]:
    """The plan itself and what its version says of it, each as one row."""
    yield "plan", ([before.get("plan") or {}], [after.get("plan") or {}])
    names = ("pre_authorised", "authorisation", "serves_grade", "group")
    yield "version", tuple([{name: one.get(name) for name in names}] for one in (before, after))  # type: ignore[misc]


def _keyed(rows: Sequence[Row], key: Callable[[Row], Key]) -> dict[Key, Row]:
    """Rows of one key are told apart by how many stood before them."""
    found: dict[Key, Row] = {}
    for row in rows:
        one, n = key(row), 1
        while (*one, n) in found:
            n += 1
        found[(*one, n)] = row
    return found


def _moved(before: Sequence[Key], after: Sequence[Key]) -> set[Key]:
    """Those that stand elsewhere: not in the longest run that kept its order."""
    place = {one: n for n, one in enumerate(before)}
    kept = _longest_rising([place[one] for one in after])
    return {one for n, one in enumerate(after) if n not in kept}


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The indexes of a longest rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for n, number in enumerate(numbers):
        at = bisect_left(tails, number)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [n]
    found, n = set(), ends[-1] if ends else -1
    while n >= 0:
        found.add(n)
        n = previous[n]
    return found


def _text(value: Any) -> Key:
    return ((value or {}).get("en", ""), (value or {}).get("zh", ""))


def _section(row: Row) -> Key:
    return (row["key"],) if row.get("key") else _text(row.get("title"))


def _task(row: Row) -> Key:
    return (row["number"],)


def _criterion(row: Row) -> Key:
    what = row.get("grade") or row.get("system") or row.get("process")
    return (row.get("group"), row.get("kind"), what or "")


def _resource(row: Row) -> Key:
    return (row.get("kind"), *_text(row.get("name")))


def _message(row: Row) -> Key:
    return (row.get("audience"), row.get("channel"))


PARTS: tuple[tuple[str, str, Callable[[Row], Key]], ...] = (
    ("section", "sections", _section),
    ("criterion", "criteria", _criterion),
    ("task", "tasks", _task),
    ("resource", "resources", _resource),
    ("message", "messages", _message),
)


def _card(before: Row, after: Row) -> list[Change]:
    """Steps by what they are, their boxes by step and wording, contacts by role."""
    found = []
    for part, rows, key in (
        ("card_step", _steps, lambda row: (row.get("key") or _text(row.get("title")),)),
        ("card_item", _items, lambda row: (row["step"], *_text(row.get("text")))),
        ("card_contact", lambda card: card.get("contacts") or [], lambda row: (row["role"],)),
    ):
        found += part_changes(part, rows(before), rows(after), key)
    return found


def _steps(card: Row) -> list[Row]:
    return [{k: v for k, v in step.items() if k != "items"} for step in card.get("steps") or []]


def _items(card: Row) -> list[Row]:
    return [
        {"step": step.get("key") or n, **item}
        for n, step in enumerate(card.get("steps") or [], start=1)
        for item in step.get("items") or []
    ]


def _tree(nodes: Sequence[Row] | None) -> list[Row]:
    """Who calls whom by name: the numbers of nodes are their places only."""
    rows = nodes or []
    who = {row["id"]: row.get("person") or row.get("role") for row in rows}
    return [
        {k: v for k, v in row.items() if k != "id"} | {"parent": who.get(row.get("parent"))}
        for row in rows
    ]


def _called(row: Row) -> Key:
    return ("person", row["person"]) if row.get("person") else ("role", row.get("role"))
