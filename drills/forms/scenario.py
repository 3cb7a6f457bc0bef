"""The form of a scenario. The service writes and judges; it only reads."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.models import Process, Site, System
from drills.models import DrillScenario, DrillType
from lib.fields import DurationField, NamedRowsField

TYPES = [one for one in DrillType.choices if one[0] != DrillType.RESTORE_TEST]


class ScenarioForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label=_("Code"), required=False, max_length=64, help_text=_("Empty: the next number.")
    )
    types = forms.MultipleChoiceField(
        label=_("Suits"), choices=TYPES, required=False, widget=forms.CheckboxSelectMultiple
    )
    duration_s = DurationField(label=_("Usual duration"), required=False)
    questions_en = forms.CharField(
        label=_("Questions (English)"), required=False,
        widget=forms.Textarea({"rows": 4}), help_text=_("What the drill is to answer; one a line."),
    )  # fmt: skip
    questions_zh = forms.CharField(
        label=_("Questions (Chinese)"), required=False,
        widget=forms.Textarea({"rows": 4, "lang": "zh-Hans"}),
        help_text=_("In the same order; one a line."),
    )  # fmt: skip
    processes = NamedRowsField(
        label=_("Processes"), queryset=Process.objects.none(), required=False
    )
    systems = NamedRowsField(label=_("Systems"), queryset=System.objects.none(), required=False)
    sites = NamedRowsField(label=_("Sites"), queryset=Site.objects.none(), required=False)
    rows: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("name_en", "name_zh"), ("code", "hazard"), ("types", "duration_s"),
        ("trigger_en", "trigger_zh"), ("narrative_en", "narrative_zh"),
        ("questions_en", "questions_zh"), ("processes", "systems"), ("sites", "source"),
        ("is_active",),
    )  # fmt: skip

    class Meta:
        model = DrillScenario
        fields = (
            *("name_en", "name_zh", "code", "hazard", "types", "duration_s", "trigger_en"),
            *("trigger_zh", "narrative_en", "narrative_zh", "source", "is_active"),
        )
        help_texts: ClassVar = {
            "trigger_en": _("What happens, in a sentence or two; for those who plan and run it."),
            "narrative_en": _(
                "What everybody knows at the start: players read it. Keep surprises for injects."
            ),
            "is_active": _("What is put aside is not offered for new drills."),
            "source": _("Where it comes from: a chapter, a hazard analysis, an incident."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial["version"] = row.version
        for name, model in (("processes", Process), ("systems", System), ("sites", Site)):
            self.fields[name].queryset = model.objects.visible_to(user).order_by("code")  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["size"] = 6
            if row.pk:
                self.initial.setdefault(name, list(getattr(row, name).all()))
        for name in ("name_en", "name_zh"):
            self.fields[name].required = False
        for language in ("en", "zh"):
            both = [one.get(language, "") for one in row.questions or ()]
            self.initial.setdefault(f"questions_{language}", "\n".join(both).rstrip("\n"))
        for name in ("trigger_en", "trigger_zh", "narrative_en", "narrative_zh"):
            self.fields[name].widget.attrs["rows"] = 3 if name.startswith("trigger") else 6
            if name.endswith("_zh"):
                self.fields[name].widget.attrs["lang"] = "zh-Hans"
        if row.pk:
            self.fields["code"].disabled = True

    @property
    def layout(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.rows]

    def clean(self) -> dict[str, Any]:
        """One language is enough: the other one then says the same."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        english, chinese = given.get("name_en") or "", given.get("name_zh") or ""
        if not (english or chinese):
            self.add_error("name_en", _("Give a name, in one language at least."))
        given["name_en"], given["name_zh"] = english or chinese, chinese or english
        return given

    def given(self) -> dict[str, Any]:
        left = ("version", "questions_en", "questions_zh")
        values = {name: one for name, one in self.cleaned_data.items() if name not in left}
        for name in ("processes", "systems", "sites"):
            values[name] = list(values[name])
        both = [self.cleaned_data[f"questions_{one}"].splitlines() for one in ("en", "zh")]
        longest = max(map(len, both))
        padded = [[*lines, *[""] * (longest - len(lines))] for lines in both]
        values["questions"] = [{"en": en, "zh": zh} for en, zh in zip(*padded, strict=True)]
        return values

    def _post_clean(self) -> None:
        """The service writes and validates."""
