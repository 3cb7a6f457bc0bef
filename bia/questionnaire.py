"""The questionnaire (docs/method.md §12): its questions out of `bia/catalog/questionnaire.yaml`.

Answers are kept as JSON by question code: text, whole numbers, seconds, true/false, and
percentages as decimal strings. A question nobody answered is absent; 0, "no" are answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from bia.domain.reasons import plain_number
from lib.bilingual import in_language
from lib.durations import MAX_SECONDS
from lib.errors import Problem
from lib.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent / "catalog" / "questionnaire.yaml"
MAX_LINE, MAX_TEXT, MAX_WHOLE = 300, 10_000, 10**12


@dataclass(frozen=True)
class Question:
    code: str
    kind: str
    label_en: str
    label_zh: str
    help_en: str = ""
    help_zh: str = ""

    @property
    def label(self) -> str:
        return in_language(self.label_en, self.label_zh)

    @property
    def help(self) -> str:
        return in_language(self.help_en, self.help_zh)


@dataclass(frozen=True)
class Section:
    code: str
    name_en: str
    name_zh: str
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


@cache
def sections() -> tuple[Section, ...]:
    rows = read_yaml(FILE)["sections"]
    return tuple(
        Section(
            row["code"],
            row["name"]["en"],
            row["name"]["zh"],
            tuple(_question(one) for one in row["questions"]),
        )
        for row in rows
    )


@cache
def questions() -> Mapping[str, Question]:
    return {one.code: one for section in sections() for one in section.questions}


def _question(row: Mapping[str, Any]) -> Question:
    helped = row.get("help", {"en": "", "zh": ""})
    return Question(
        row["code"], row["kind"], row["label"]["en"], row["label"]["zh"], helped["en"], helped["zh"]
    )


def clean_answers(answers: Any) -> tuple[dict[str, Any], list[Problem]]:
    """The answers in their types, without the empty ones; a problem for each wrong one."""
    if not isinstance(answers, Mapping):
        words = _("Answers by question code are expected.")
        return {}, [Problem("not_an_object", words, "answers")]
    cleaned: dict[str, Any] = {}
    problems = []
    for code, value in answers.items():
        question = questions().get(str(code))
        if question is None:
            message = _("There is no question “%(code)s”.") % {"code": str(code)[:100]}
            problems.append(Problem("unknown_question", message, "answers"))
            continue
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        answer, wrong = _clean(question.kind, value)
        if wrong is not None:
            problems.append(Problem("invalid", wrong, f"answers.{question.code}"))
        else:
            cleaned[question.code] = answer
    return cleaned, problems


def _clean(kind: str, value: Any) -> tuple[Any, Any]:
    if kind in ("line", "text"):
        most = MAX_LINE if kind == "line" else MAX_TEXT
        if not isinstance(value, str) or "\0" in value:
            return None, _("Text is expected.")
        if len(value) > most:
            return None, _("At most %(limit)s characters.") % {"limit": most}
        return value.strip(), None
    if kind == "yes_no":
        return (value, None) if isinstance(value, bool) else (None, _("Yes or no is expected."))
    if kind == "percent":
        return _percent(value)
    most = MAX_SECONDS if kind == "duration" else MAX_WHOLE
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        return None, _("A whole number from 0 to %(limit)s is expected.") % {"limit": most}
    return value, None


def _percent(value: Any) -> tuple[Any, Any]:
    wrong = _("A percentage from 0 to 100 is expected.")
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return None, wrong
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None, wrong
    if not number.is_finite() or not 0 <= number <= 100 or number != round(number, 2):
        return None, wrong
    return plain_number(number), None
