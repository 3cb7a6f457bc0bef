"""Lines of a table in a form: what there is, and a few empty ones; no script is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from lib.errors import DomainRefusal

EMPTY, MOST = 3, 200


class PartRow(forms.Form):
    """One line; without its `named` column it is left out."""

    columns: tuple[str, ...] = ()
    named = "name"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name in self.columns:
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @property
    def is_blank(self) -> bool:
        """A menu's first choice alone says nothing."""
        menus = (forms.Select, forms.CheckboxInput)
        return not any(
            self.data.get(self.add_prefix(name), "").strip()
            for name in self.columns
            if not isinstance(self.fields[name].widget, menus)
        )

    def full_clean(self) -> None:
        """An empty line has no errors: nobody wrote it."""
        super().full_clean()
        if self.is_bound and self.is_blank:
            self._errors: Any = forms.utils.ErrorDict()

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in self.columns}

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.columns]


class PartRows:
    """All lines of one part. `rows` are what is stored, in the form's own values."""

    def __init__(
        self, part: str, row: type[PartRow], posted: Any, rows: Sequence[Mapping[str, Any]],
        **options: Any,
    ):  # fmt: skip
        self.part = part
        count = len(rows) + EMPTY
        if posted is not None:
            count = max(count, _posted(posted, part))
        self.forms = [
            row(
                posted, prefix=f"{part}-{place}",
                initial=dict(rows[place]) if place < len(rows) else {}, **options,
            )
            for place in range(min(count, MOST + EMPTY))
        ]  # fmt: skip

    def is_valid(self) -> bool:
        return not [one for one in self.forms if not one.is_valid()]

    @property
    def written(self) -> list[PartRow]:
        return [one for one in self.forms if not one.is_blank]

    def given(self) -> list[dict[str, Any]]:
        return [one.given() for one in self.written]

    @property
    def columns(self) -> list[forms.BoundField]:
        return self.forms[0].boxes


def show_part_refusal(
    form: forms.BaseForm, parts: Sequence[PartRows], refusal: DomainRefusal
) -> None:
    """Each problem at its box: "lines.0.amount" is of the first line that was written."""
    by_part = {one.part: one for one in parts}
    for problem in refusal.problems:
        error = forms.ValidationError(problem.message, code=problem.code)
        path = (problem.field or "").split(".")
        rows = by_part.get(path[0])
        if rows is not None and len(path) == 3 and path[1].isdigit():
            line = rows.written[int(path[1])]
            line.add_error(path[2] if path[2] in line.fields else None, error)
            form.add_error(None, error)
        else:
            form.add_error(path[0] if path[0] in form.fields else None, error)


def _posted(posted: Any, part: str) -> int:
    places = [
        int(name.split("-")[1])
        for name in posted
        if name.startswith(f"{part}-") and len(name) < 60 and name.split("-")[1].isdecimal()
    ]
    return max(places, default=-1) + 1
