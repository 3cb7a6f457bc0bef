"""Forms around a script: finding injects, editing many at once, criteria out of a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.models import DeliveryMode, DrillType, Inject, InjectChannel, Objective
from drills.response_roles import role_choices
from drills.script_page import ScriptPage
from drills.services.criteria_templates import templates
from lib.fields import DurationField

ANY = ("", _("All"))


class ScriptFilterForm(forms.Form):
    search = forms.CharField(label=_("Search"), required=False, max_length=100)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[ANY, *InjectChannel.choices]
    )
    role = forms.ChoiceField(label=_("To the role"), required=False)
    kind = forms.ChoiceField(
        label=_("Which"), required=False,
        choices=[
            ANY, ("conditional", _("Conditional")), ("auto", _("By itself")),
            ("silent", _("Without expectations")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, page: ScriptPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [ANY, *role_choices(page.drill)]  # type: ignore[attr-defined]


class InjectRowForm(forms.Form):
    """One row of the table. Each row has its own prefix: `row-<id>-`."""

    offset_s = DurationField(label=_("After the start"))
    title_en = forms.CharField(label=_("Title (English)"), required=False, max_length=200)
    title_zh = forms.CharField(label=_("Title (Chinese)"), required=False, max_length=200)
    scenario_time = forms.CharField(label=_("Scenario time"), required=False, max_length=100)
    channel = forms.ChoiceField(label=_("Channel"), choices=InjectChannel.choices)
    mode = forms.ChoiceField(label=pgettext_lazy("drill", "Delivery"), choices=DeliveryMode.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The names of the boxes, in the order of the columns.
    columns = ("offset_s", "title_en", "title_zh", "scenario_time", "channel", "mode")

    def __init__(self, data: Any, inject: Inject) -> None:
        initial = {name: getattr(inject, name) for name in self.columns}
        # A row that is not in what was posted stays as it is.
        prefix = f"row-{inject.pk}"
        mine = data if data is not None and f"{prefix}-offset_s" in data else None
        super().__init__(
            mine, prefix=prefix, initial=initial | {"version": inject.version},
            use_required_attribute=False,
        )  # fmt: skip
        self.inject = inject
        self.editable = inject.status in ("pending", "due")
        for name in self.columns:
            label = f"{inject.key}: {self.fields[name].label}"
            self.fields[name].widget.attrs["aria-label"] = label
            if not self.editable:
                self.fields[name].disabled = True
        self.fields["title_zh"].widget.attrs["lang"] = "zh-Hans"

    def is_valid(self) -> bool:
        return not self.is_bound or super().is_valid()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not (given.get("title_en") or given.get("title_zh")):
            self.add_error("title_en", _("An inject needs a title."))
        return given

    @property
    def changed(self) -> bool:
        return self.is_bound and self.editable and bool(set(self.changed_data) - {"version"})

    @property
    def read_version(self) -> int | None:
        return self.cleaned_data.get("version")

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.columns}

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.columns]


def table_of(rows: list[Inject], posted: Any, page: ScriptPage) -> list[InjectRowForm]:
    return [InjectRowForm(posted, row) for row in rows]


class TemplateForm(forms.Form):
    template = forms.ChoiceField(label=_("Template"))
    type = forms.ChoiceField(label=pgettext_lazy("drill", "For"), required=False)
    objective = forms.ModelChoiceField(
        label=_("Below the objective"), queryset=Objective.objects.none(), required=False,
        empty_label=_("the first one, or a general one"),
    )  # fmt: skip

    def __init__(self, *args: Any, page: ScriptPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(one.code, one.name) for one in templates().values()]  # type: ignore[attr-defined]
        kinds = [one for one in DrillType.choices if one[0] != DrillType.RESTORE_TEST]
        self.fields["type"].choices = [("", _("every type of drill")), *kinds]  # type: ignore[attr-defined]
        if page.drill is not None:
            self.initial["type"] = page.drill.type
        rows = Objective.objects.filter(script=page.script)
        self.fields["objective"].queryset = rows  # type: ignore[attr-defined]
        self.fields["objective"].label_from_instance = lambda one: f"{one.key} {one.text}"[:80]  # type: ignore[attr-defined]
