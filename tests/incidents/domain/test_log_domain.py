"""Plain arithmetic of the log, of plans that fit and of united impacts."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from incidents.domain.attachments import safe_name, type_of
from incidents.domain.paper_log import read_lines
from incidents.domain.places import filled, unknown_places
from incidents.domain.plan_matching import Fact, Group, Situation, matching
from incidents.domain.spoken import language_of
from incidents.domain.uniting import Stretch, touch, united

DAY = date(2026, 3, 2)


def office(folder: str, *more: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name in ("[Content_Types].xml", f"{folder}/x.xml", *more):
            packed.writestr(name, "x")
    return stream.getvalue()


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        ("09:00 电池".encode("gb18030"), "text/plain"),
        (office("xl"), SHEET),
        (office("xl", "xl/vbaProject.bin"), None),
        (b"<html><body>", None),
        (b"\n <svg onload=alert(1)>", None),
        (b"MZ\x90\x00\x03", None),
        (b"", None),
    ],
)
def test_files_are_known_by_their_bytes(content, kind):
    assert type_of(content) == kind


def test_names_of_files_lose_their_path():
    assert safe_name('..\\..\\a/b:"c".txt') == "bc.txt"


def test_paper_lines_pass_midnight_and_may_be_a_little_out_of_order():
    lines = ["22:58 one", "22:57 two", "0:04 three", "2026-03-05 09:00 four", "9点5分 five"]
    found, wrong = read_lines(enumerate(lines, start=1), first_day=DAY)
    assert [(one.local.day, one.local.strftime("%H:%M"), one.text) for one in found] == [
        (2, "22:58", "one"),
        (2, "22:57", "two"),
        (3, "00:04", "three"),
        (5, "09:00", "four"),
    ]
    assert [(one.number, one.code) for one in wrong] == [(5, "no_time")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("24:00 x", "next_day"), ("25:61 x", "no_such_hour"), ("09:61 x", "no_such_minute"),
        ("UPS", "no_time"), ("09:00", "no_text"), ("2026-02-30 09:00 x", "no_such_day"),
    ],
)  # fmt: skip
def test_lines_that_cannot_be_read_say_why(line, code):
    _found, wrong = read_lines([(1, line)], first_day=DAY)
    assert [one.code for one in wrong] == [code]


def test_places_are_filled_once_and_unknown_ones_named():
    assert filled("{title} {x}", {"title": "{number}"}) == "{number} {x}"
    assert unknown_places("{title} {x} {x}") == ["x"]


def test_the_language_is_the_one_that_carries_the_text():
    told = [language_of(text, "en") for text in ("UPS 已切换", "The UPS works", "42", "UPS ok 好")]
    assert told == ["zh-hans", "en", "en", "en"]


NOW = Situation(
    severity=2, systems=frozenset({1}), processes=frozenset({7}), elapsed_s=600, expected_s=None
)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ((Fact("grade", severity=3),), (True, True)),
        ((Fact("grade", severity=1),), (False, False)),
        ((Fact("system", system=1), Fact("downtime", downtime_s=7200)), (True, False)),
        ((Fact("system", system=2), Fact("downtime", downtime_s=60)), (False, False)),
        ((Fact("process", process=7), Fact("manual")), (True, False)),
        ((Fact("manual"),), (False, False)),
        ((Fact("downtime", downtime_s=600),), (True, True)),
    ],
)
def test_criteria_of_a_group_hold_together(facts, answer):
    found = matching(Group(facts), NOW)
    assert (found.holds, found.certain) == answer


def at(hour: int) -> datetime:
    return datetime(2026, 3, 2, hour, tzinfo=UTC)


def step(hour: int, lost: int, carried: int = 0) -> dict[str, str]:
    return {"at": at(hour).isoformat(), "degradation": str(lost), "workaround": str(carried)}


def test_two_impacts_become_one_with_the_worse_share_at_each_moment():
    one = Stretch(at(10), None, [step(10, 50), step(12, 100, 60)])
    other = Stretch(at(9), at(11), [step(9, 100)])
    whole = united(one, other)
    assert (whole.start, whole.end) == (at(9), None)
    assert whole.steps == [step(9, 100), step(11, 50), step(12, 100, 60)]


def test_intervals_with_a_gap_stay_two():
    assert touch(Stretch(at(9), at(10), []), Stretch(at(10), None, [])) is True
    assert touch(Stretch(at(9), at(10), []), Stretch(at(11), None, [])) is False
