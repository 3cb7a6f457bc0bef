"""What is said about a row that cannot be imported."""

from __future__ import annotations

from lib.errors import Problem
from lib.wrong_rows import WrongRow


def test_a_problem_names_the_row_and_its_column() -> None:
    one = WrongRow(4, "code", "a b", "No spaces.")

    assert one.problem == Problem("invalid", "No spaces.", "4.code")
    assert one.as_json() == {"row": 4, "column": "code", "value": "a b", "reason": "No spaces."}


def test_a_problem_of_a_whole_row_names_the_row() -> None:
    assert WrongRow(7, "", "", "Too long.").problem == Problem("invalid", "Too long.", "7")


def test_a_long_value_is_cut() -> None:
    assert WrongRow(2, "name", "x" * 5000, "Too long.").value == "x" * 100
