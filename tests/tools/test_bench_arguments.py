"""The bench measures for minutes: a wrong word must not start it."""

from __future__ import annotations

import pytest

from bench.__main__ import BEFORE, PARTS, asked


def test_parts_and_writing() -> None:
    options = asked(["lists", "--write", "map"])
    assert (options.parts, options.write) == (["lists", "map"], True)


def test_without_a_word_everything_is_meant() -> None:
    options = asked([])
    assert (options.parts, options.write) == ([], False)


def test_help_names_the_parts(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        asked(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert (ended.value.code, f"Parts: {', '.join(PARTS)}." in shown) == (0, True)


@pytest.mark.parametrize("word", ["--wirte", "list", "-x"])
def test_an_unknown_word_is_an_error(word: str) -> None:
    with pytest.raises(SystemExit) as ended:
        asked(["lists", word])
    assert ended.value.code == 2


def test_every_part_named_can_be_measured() -> None:
    from bench.parts import PARTS as MEASURED

    assert {*PARTS, *BEFORE.values()} == set(MEASURED)
