"""Inspection lists with their points, and the answers of a round."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.forms.choices import RowField
from bia.models import Site, System
from governance.forms.service_form import ServiceForm, numbered_code
from governance.forms.service_form import text as lines
from governance.models import InspectionList, Outcome

MOST_BLANK = 5


class InspectionListForm(ServiceForm):
    code = numbered_code()
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=200, required=False)
    site = RowField(Site.objects.none(), label=_("Site"), required=False)
    every_days = forms.IntegerField(
        label=_("Every so many days"), min_value=1, max_value=366, required=False,
        help_text=_("Left empty: whenever somebody goes."),
    )  # fmt: skip

    class Meta:
        model = InspectionList
        fields = (
            *("name_en", "name_zh", "site", "every_days", "working_days_only", "is_active", "code"),
        )
        labels = {"working_days_only": _("On working days only"), "is_active": _("In use")}

    def choices(self) -> dict[str, Any]:
        return {"site": Site.objects.order_by("code")}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("name_en") and not given.get("name_zh"):
            self.add_error("name_en", forms.ValidationError(_("Give it a name."), code="required"))
        return given


class PointForm(forms.Form):
    """One point; `DELETE` lets it go. An empty one is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_en = forms.CharField(label=_("What is looked at (English)"), max_length=200,
                              required=False)  # fmt: skip
    name_zh = forms.CharField(label=_("What is looked at (Chinese)"), max_length=200,
                              required=False)  # fmt: skip
    text_en = lines(_("How (English)"), 2, max_length=5000)
    text_zh = lines(_("How (Chinese)"), 2, max_length=5000)
    system = RowField(System.objects.none(), label=_("System"), required=False)
    unit = forms.CharField(label=_("Unit of a reading"), max_length=30, required=False)
    evidence = forms.ChoiceField(
        label=_("Proposed answer"), required=False,
        choices=[("", "—"), ("backups", _("From the backups"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["system"]
        field.queryset = System.objects.order_by("code")
        field.settle()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        named = given.get("name_en") or given.get("name_zh")
        said = any(given.get(name) for name in ("id", "text_en", "text_zh", "system", "unit"))
        if said and not named and not given.get("DELETE"):
            self.add_error("name_en", forms.ValidationError(_("Give it a name."), code="required"))
        return given


PointFormSet = forms.formset_factory(
    PointForm, extra=3, can_delete=True, can_order=False, max_num=60, absolute_max=70
)


def points_of(formset: Any) -> list[dict[str, Any]]:
    """What the service takes: without blank and deleted ones, in the order of the page."""
    points = []
    for form in formset.forms:
        given = dict(form.cleaned_data)
        if given.pop("DELETE", False) or not (given.get("name_en") or given.get("name_zh")):
            continue
        if given.get("id") is None:
            given.pop("id", None)
        points.append(given)
    return points


def initial_points(row: InspectionList) -> list[dict[str, Any]]:
    names = ("name_en", "name_zh", "text_en", "text_zh", "system", "unit", "evidence")
    return [
        {"id": one.pk} | {name: getattr(one, name) for name in names}
        for one in row.points.select_related("system")
    ]


class AnswerForm(forms.Form):
    """One point of a round."""

    outcome = forms.ChoiceField(
        label=_("Found"), choices=Outcome.choices, required=False, widget=forms.RadioSelect
    )
    value = forms.CharField(label=_("Reading"), max_length=100, required=False)
    note = lines(_("Note"), 2, max_length=5000)


class NoteForm(forms.Form):
    note = lines(_("Note on the round"), 2, max_length=5000)
