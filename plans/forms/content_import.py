"""Choosing a file to import into a draft, and what becomes of its columns or headings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.importing.found import FoundSection
from plans.importing.planned import NEW
from plans.importing.section_rows import SKIP
from plans.models import PlanVersion
from plans.task_columns import COLUMNS

LANGUAGES = [("en", _("English")), ("zh", _("Chinese"))]


class PlanImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("Tasks as XLSX or CSV, text as Markdown or DOCX; at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.md,.txt,.docx"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the text"),
        choices=LANGUAGES,
        required=False,
        help_text=_("Of Markdown and DOCX. Tasks say it in their columns."),
    )


class ColumnsForm(forms.Form):
    """For every column of the file what it is read as."""

    replace = forms.BooleanField(
        label=_("Remove tasks of the draft that are not in the file"), required=False
    )

    def __init__(self, *args: Any, header: list[str], example: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Leave out")), *((name, one.label) for name, one in COLUMNS.items())]
        self.places = range(len(header))
        for place, title in enumerate(header):
            cell = example[place] if place < len(example) else ""
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=title or _("Column %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                help_text=cell[:80] and _("For example: %(cell)s") % {"cell": cell[:80]},
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for place in self.places:
            name = given.get(f"column-{place}")
            if name and name in seen:
                self.add_error(f"column-{place}", _("Another column is read as this already."))
            seen.add(name or "")
        return given

    def mapping(self) -> dict[str, Any]:
        named = {str(place): self.cleaned_data[f"column-{place}"] for place in self.places}
        return {
            "columns": {place: name for place, name in named.items() if name},
            "replace": self.cleaned_data["replace"],
        }

    @staticmethod
    def start(mapping: dict[str, Any]) -> dict[str, Any]:
        names = mapping.get("columns", {})
        return {f"column-{place}": name for place, name in names.items()} | {
            "replace": mapping.get("replace", False)
        }


class TargetsForm(forms.Form):
    """For every heading of the file what becomes of it."""

    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)

    def __init__(
        self, *args: Any, found: list[FoundSection], plan_version: PlanVersion, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        there = [
            (str(one.pk), _("Fill: %(title)s") % {"title": one.title})
            for one in plan_version.sections.all()
        ]
        choices = [(NEW, _("A new section")), (SKIP, _("Leave out")), *there]
        self.places = range(len(found))
        for place, section in enumerate(found):
            self.fields[f"target-{place}"] = forms.ChoiceField(
                label=section.title, choices=choices, help_text=section.body[:120]
            )

    def mapping(self) -> dict[str, Any]:
        targets = {str(place): self.cleaned_data[f"target-{place}"] for place in self.places}
        return {"targets": targets, "language": self.cleaned_data["language"]}

    @staticmethod
    def start(mapping: dict[str, Any]) -> dict[str, Any]:
        targets = mapping.get("targets", {})
        return {f"target-{place}": target for place, target in targets.items()} | {
            "language": mapping.get("language", "en")
        }
