"""An MSEL out of a file against the script it goes into: matched by number, each cell judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from drills.domain.script_rules import circles, flaws_of, terms_of
from drills.importing.msel_judging import Judging
from drills.models import Criterion, Expectation, Inject, Script
from drills.msel_columns import AS_EXPECTATION, COLUMNS, Column, Known
from drills.services.part_rules import WORDS
from plans.importing.planned import CHANGED, UNCHANGED, WRONG, Planned, Summary
from plans.importing.sheet import Sheet
from plans.sheet_columns import BadCell


def plan_msel(
    script: Script, sheet: Sheet, mapping: Mapping[str, str], known: Known, *, replace: bool
) -> Summary:
    """What the file would do; writes nothing. `replace`: injects not in the file are removed.

    `values["expectations"]` of a row are those of its inject, when the file has columns for them:
    they then are all there are. Times are judged here, conditions over the script as it would be.
    """
    header, lines = sheet
    columns = {
        int(place): COLUMNS[name]
        for place, name in mapping.items()
        if name in COLUMNS and int(place) < len(header)
    }
    there = list(
        Inject.objects.filter(script=script)
        .select_related("controller")
        .prefetch_related("to_people", "expectations__criterion")
    )
    existing = {one.key: one for one in there}
    judging = Judging(header, columns, set(existing))
    criteria = {one.key.lower(): one for one in Criterion.objects.filter(script=script)}
    expects = any(column.of == "expectation" for column in columns.values())
    summary = Summary()
    for number, cells in lines:
        planned = _read(number, cells, columns, known, judging)
        expected = planned.values.pop("expected")
        below = _belongs_above(planned, summary)
        row = summary.rows[-1] if below else planned
        if below:
            row.wrong += planned.wrong
        else:
            judging.number(planned)
            if expects:
                planned.values["expectations"] = []
            summary.rows.append(planned)
        if expects and any(value not in ("", None) for value in expected.values()):
            judging.expectation(row, number, expected, criteria)
    for planned in summary.rows:
        _compare(planned, existing.get(planned.values["key"]), judging)
    seen = {planned.values["key"] for planned in summary.rows}
    if replace:
        summary.removed = [one for key, one in existing.items() if key not in seen]
    _judge_conditions(summary, existing, judging)
    judging.total(summary, len(existing))
    return summary


def _read(
    number: int, cells: list[str], columns: Mapping[int, Column], known: Known, judging: Judging
) -> Planned:
    """Values of the inject, and under "expected" those of what is expected."""
    planned = Planned(number, "")
    values: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    said = {column.name for place, column in columns.items() if place < len(cells) and cells[place]}
    for place, column in columns.items():
        cell = (cells[place] if place < len(cells) else "").replace("\0", "")
        if column.name == "clock" and "offset_s" in said:
            continue  # says the same, for people
        if not cell and column.name in ("key", "offset_s", "clock", "expected_key", "weight"):
            continue
        if not cell and column.of == "expectation":
            expected[column.name] = ""
            continue
        try:
            value = column.read(cell, known)
        except BadCell as bad:
            judging.wrong(planned, number, column.name, cell, bad.message)
            # Wrong as it is, the row is one: it is not taken for a part of the one above.
            value = None
        if column.of == "expectation":
            expected[column.name] = value
        elif column.name == "clock":
            values["offset_s"] = value
        else:
            values[column.name] = value
    planned.values = values | {"expected": expected}
    planned.label = values.get("title_en") or values.get("title_zh") or ""
    return planned


def _belongs_above(planned: Planned, summary: Summary) -> bool:
    """Whether a row has nothing of an inject of its own."""
    own = ("key", "offset_s", "title_en", "title_zh", "body_en", "body_zh")
    return bool(summary.rows) and not any(
        name in planned.values and planned.values[name] not in ("",) for name in own
    )


def _compare(planned: Planned, row: Inject | None, judging: Judging) -> None:
    planned.row = row
    values = planned.values
    if row is not None:
        planned.label = planned.label or str(row.title)
        planned.before = {
            name: before
            for name, value in values.items()
            if (before := before_of(row, name)) != _comparable(name, value)
        }
        planned.kind = CHANGED if planned.before else UNCHANGED
    elif "offset_s" not in values:
        words = _("When does it come? Give the time after the start, or a clock time.")
        judging.wrong(planned, planned.number, "offset_s", "", words)
    titles = [values.get(name, getattr(row, name, "")) for name in ("title_en", "title_zh")]
    if not any(titles):
        judging.wrong(planned, planned.number, "title_en", "", _("An inject needs a title."))
    if planned.wrong:
        planned.kind = WRONG


def before_of(row: Inject, name: str) -> Any:
    """As the file would say it."""
    if name == "people":
        return sorted(one.code for one in row.to_people.all())
    if name == "expectations":
        return [_expected_of(one) for one in row.expectations.all()]
    return getattr(row, name)


def _comparable(name: str, value: Any) -> Any:
    return sorted(one.code for one in value) if name == "people" else value


def _expected_of(row: Expectation) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in AS_EXPECTATION.values()}
    return values | {"criterion": row.criterion.key if row.criterion else ""}


def _judge_conditions(summary: Summary, existing: Mapping[str, Inject], judging: Judging) -> None:
    """Over the script as it would be afterwards, those that are not in the file too."""
    gone = {one.key for one in summary.removed}
    offsets = {key: one.offset_s for key, one in existing.items() if key not in gone}
    inject_of = {
        expected.key: key
        for key, one in existing.items()
        if key not in gone
        for expected in one.expectations.all()
    }
    conditions = {key: one.condition for key, one in existing.items() if key not in gone}
    rows = {planned.values["key"]: planned for planned in summary.rows}
    for key, planned in rows.items():
        offset = planned.values.get("offset_s")
        offsets[key] = offset if offset is not None else offsets.get(key, 0)
        if "expectations" in planned.values:
            inject_of = {one: of for one, of in inject_of.items() if of != key}
            inject_of |= {one["key"]: key for one in planned.values["expectations"]}
        conditions[key] = planned.values.get("condition", conditions.get(key)) or {}
    waits: dict[str, set[str]] = {}
    for key, condition in conditions.items():
        place: Planned | None = rows.get(key)
        for flaw in flaws_of(key, condition, inject_of=inject_of, offset_of=offsets):
            words = str(WORDS[flaw.code]) % {"key": flaw.key}
            judging.condition(summary, place, key, words)
        asked = (inject_of.get(one) for one, _state in terms_of(condition))
        waits[key] = {one for one in asked if one}
    for key in sorted(circles(waits)):
        judging.condition(summary, rows.get(key), key, str(WORDS["circle"]))
