"""The whole editor as one form: grid, decided values, questionnaire.

The page without JavaScript, the autosave, the preview and the merge of two editors all speak
this form's names: `cell-<category>-<seconds>`, `note-<category>-<seconds>`, `answer-<code>`,
and the fields of the assessment. Every text is read here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import MtdPolicy
from bia.domain.catalogue import Catalogue, Category
from bia.domain.cell_text import CellText, read_cell
from bia.domain.proposal import MONEY, Cell
from bia.domain.reasons import plain_number
from bia.models import Assessment
from bia.questionnaire import MAX_LINE, MAX_TEXT, Question, Section, questions, sections
from bia.services.assessment_grid import MAX_WORDS
from lib.durations import format_duration
from lib.fields import DurationField

YES_NO = [("", _("not answered")), ("yes", _("yes")), ("no", _("no"))]
PLAIN = (
    "mtd_s", "rto_s", "rpo_s", "wrt_s", "wrt_blocking", "mbco_percent", "policy", "threshold",
    "rationale",
)  # fmt: skip
FIRST_STEP = ("critical", "critical_reason")


class CellField(forms.Field):
    """One cell of the grid, read by the unit of its category."""

    def __init__(self, category: Category, catalogue: Catalogue, **options: Any):
        super().__init__(required=False, **options)
        self.money = category.unit == MONEY
        self.highest = max((one.score for one in catalogue.levels), default=99)
        self.levels = {
            name.lower(): one.score
            for one in catalogue.levels
            for name in (one.name_en, one.name_zh)
        }

    def to_python(self, value: Any) -> CellText:
        read = read_cell(str(value or ""), money=self.money, levels=self.levels)
        if read.score is not None and read.score > self.highest:
            raise forms.ValidationError(
                _("Ratings go from 0 to %(highest)s."), params={"highest": self.highest}
            )
        if read.amount is not None and read.amount != round(read.amount, 2):
            raise forms.ValidationError(_("At most two decimals."))
        if read.amount is not None and read.amount >= Decimal(10) ** 16:
            raise forms.ValidationError(_("This is larger than any real amount."))
        return read


class AssessmentForm(forms.Form):
    """`data` None shows what is saved."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    mtd_s = DurationField(
        label=_("MTD decided"),
        required=False,
        help_text=_("The longest outage that can be borne at all."),
    )
    rto_s = DurationField(
        label=_("RTO decided"),
        required=False,
        help_text=_(
            "A target: when it runs again, well before the MTD. "
            "For comparison: e-commerce within 1 h, manufacturing up to 4 h."
        ),
    )
    rpo_s = DurationField(
        label=_("RPO decided"),
        required=False,
        help_text=_("How much data may be lost, as time before the outage."),
    )
    wrt_s = DurationField(
        label=_("Work recovery time (WRT)"),
        required=False,
        help_text=_("From the system's return until the business works again."),
    )
    wrt_blocking = forms.BooleanField(
        label=_("The business stands still until then"),
        required=False,
        help_text=_("Then RTO + WRT must stay within the MTD."),
    )
    mbco_percent = forms.DecimalField(
        label=_("Minimum capacity (MBCO), %"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    policy = forms.ChoiceField(
        label=_("How the MTD is read from the grid"), choices=MtdPolicy.choices
    )
    threshold = forms.DecimalField(
        label=_("Intolerable from score"), min_value=0, max_digits=4, decimal_places=2
    )
    rationale = forms.CharField(
        label=_("Rationale"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Always for the MTD; for RTO and RPO where they differ from the proposal."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        assessment: Assessment,
        cells: Iterable[Cell],
        catalogue: Catalogue,
    ):
        self.assessment, self.catalogue = assessment, catalogue
        self.saved = {(cell.category, cell.at_s): cell for cell in cells}
        self.categories = [
            one
            for one in catalogue.categories
            if one.active or any(key[0] == one.code for key in self.saved)
        ]
        used = {at_s for _category, at_s in self.saved}
        self.bands = sorted({one.at_s for one in catalogue.active_bands} | used)
        super().__init__(data, initial=self.saved_texts())
        for category in self.categories:
            for at_s in self.bands:
                self.fields[f"cell-{category.code}-{at_s}"] = CellField(category, catalogue)
                self.fields[f"note-{category.code}-{at_s}"] = forms.CharField(
                    required=False, max_length=MAX_WORDS
                )
        for question in questions().values():
            self.fields[f"answer-{question.code}"] = _answer_field(question)

    # --- what is saved, as texts ------------------------------------------------------------

    def saved_texts(self) -> dict[str, Any]:
        """Every input of the page by name, as a browser would post what is saved."""
        one = self.assessment
        texts: dict[str, Any] = {"version": one.version}
        for name in PLAIN:
            texts[name] = _text(name, getattr(one, name))
        for category in self.categories:
            for at_s in self.bands:
                cell = self.saved.get((category.code, at_s))
                texts[f"cell-{category.code}-{at_s}"] = self._cell_text(cell, category)
                texts[f"note-{category.code}-{at_s}"] = cell.text if cell else ""
        for code, question in questions().items():
            texts[f"answer-{code}"] = _answer_text(question, one.answers.get(code))
        return texts

    def _cell_text(self, cell: Cell | None, category: Category) -> str:
        if cell is None:
            return ""
        if category.unit == MONEY and cell.amount is not None:
            return f"{cell.amount:,f}".removesuffix(".00")
        if category.unit == MONEY and cell.score is not None:
            level = self.catalogue.level(cell.score)
            return level.name if level and level.score == cell.score else ""
        return "" if cell.score is None else plain_number(cell.score)

    # --- what was posted, as values ---------------------------------------------------------

    def changes(self) -> dict[str, Any]:
        """Keywords of `change_assessment`, without the inputs that are wrong."""
        cleaned = getattr(self, "cleaned_data", {})
        values = {name: cleaned[name] for name in PLAIN if name in cleaned}
        values["cells"] = [
            row
            for category in self.categories
            for at_s in self.bands
            if (row := self._row(category, at_s, cleaned)) is not None
        ]
        values["answers"] = {
            code: _answer(question, cleaned[f"answer-{code}"])
            for code, question in questions().items()
            if f"answer-{code}" in cleaned
        }
        return values

    def _row(self, category: Category, at_s: int, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        """One cell; None where its value is wrong, so that the saved one stays."""
        read = cleaned.get(f"cell-{category.code}-{at_s}")
        note = cleaned.get(f"note-{category.code}-{at_s}")
        if read is None or note is None:
            return None
        saved = self.saved.get((category.code, at_s), Cell(category.code, at_s))
        score, amount = read.score, read.amount
        if category.unit == MONEY:
            # The score beside an amount (from another system) lasts as long as the amount.
            if amount is not None and amount == saved.amount:
                score = saved.score
        else:
            amount = saved.amount
        words = " ".join(part for part in (read.words, note) if part)[:MAX_WORDS]
        return {
            "category": category.code,
            "at_s": at_s,
            "score": score,
            "amount": amount,
            "text": words,
        }

    # --- for the template -------------------------------------------------------------------

    def grid(self) -> list[dict[str, Any]]:
        """Rows of categories with their cells: names, texts, errors."""
        return [
            {
                "category": category,
                "money": category.unit == MONEY,
                "anchors": category.anchors,
                "cells": [self._shown(category, at_s) for at_s in self.bands],
            }
            for category in self.categories
        ]

    def _shown(self, category: Category, at_s: int) -> dict[str, Any]:
        value, note = f"cell-{category.code}-{at_s}", f"note-{category.code}-{at_s}"
        given = self.data if self.is_bound else self.initial
        return {
            "name": value,
            "note_name": note,
            "at_s": at_s,
            "value": given.get(value, ""),
            "note": given.get(note, ""),
            "errors": [*self.errors.get(value, []), *self.errors.get(note, [])],
        }

    def questionnaire(self) -> list[dict[str, Any]]:
        """Sections with their bound fields; step 1 of the page asks the first two itself."""
        return [self._section(one) for one in sections()]

    def _section(self, section: Section) -> dict[str, Any]:
        asked = [one for one in section.questions if one.code not in FIRST_STEP]
        fields = [self[f"answer-{one.code}"] for one in asked]
        return {
            "section": section,
            "fields": fields,
            "answered": sum(1 for field in fields if field.value() not in (None, "")),
            "open": any(field.errors for field in fields),
            "wide": False,
        }


def _answer_field(question: Question) -> forms.Field:
    options: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help,
        "required": False,
    }
    if question.kind == "duration":
        if not question.help:
            options.pop("help_text")
        return DurationField(**options)
    if question.kind == "whole":
        return forms.IntegerField(min_value=0, max_value=10**12, **options)
    if question.kind == "percent":
        return forms.DecimalField(
            min_value=0, max_value=100, max_digits=5, decimal_places=2, **options
        )
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=YES_NO, **options)
    if question.kind == "text":
        return forms.CharField(max_length=MAX_TEXT, widget=forms.Textarea({"rows": 2}), **options)
    return forms.CharField(max_length=MAX_LINE, **options)


def _answer(question: Question, value: Any) -> Any:
    if question.kind == "yes_no":
        return {"yes": True, "no": False}.get(value)
    if question.kind == "percent":
        return None if value is None else plain_number(value)
    return None if value == "" else value


def _answer_text(question: Question, value: Any) -> str:
    if value is None:
        return ""
    if question.kind == "yes_no":
        return "yes" if value else "no"
    if question.kind == "duration":
        return format_duration(value, get_language() or "en")
    return str(value)


def _text(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "on" if value else ""
    if value is None:
        return ""
    if name.endswith("_s"):
        return format_duration(value, get_language() or "en")
    return plain_number(value) if isinstance(value, Decimal) else str(value)
