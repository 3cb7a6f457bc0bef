"""What is the same for all versions of a plan, and what a new one starts from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.forms.choices import RowField, RowsField
from bia.models import Process, Site, System
from lib.records import code_validator
from plans.models import Confidentiality, Languages, Plan, PlanKind, PlanLevel

EMPTY = ""


class PlanForm(forms.Form):
    """The head of a plan. `version` is what the editor saw; the service refuses a stale one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=64, required=False, validators=[code_validator],
        help_text=_("Left empty, it gets a number."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices)
    level = forms.ChoiceField(
        label=_("Level"), choices=PlanLevel.choices, initial=PlanLevel.OPERATIONAL.value,
        help_text=_("Levels of ISO 22332."),
    )  # fmt: skip
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=200, required=False)
    owner = RowField(Person.objects.none(), label=_("Owner"))
    deputy = RowField(Person.objects.none(), label=_("Deputy"), required=False)
    processes = RowsField(Process.objects.none(), label=_("Processes"), required=False)
    systems = RowsField(System.objects.none(), label=_("Systems"), required=False)
    sites = RowsField(Site.objects.none(), label=_("Sites"), required=False)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"), choices=Confidentiality.choices,
        initial=Confidentiality.INTERNAL.value,
        help_text=_("Restricted plans are read by few; they are in the offline pack nevertheless."),
    )  # fmt: skip
    languages = forms.ChoiceField(
        label=_("Languages that must be complete"),
        choices=Languages.choices,
        initial=Languages.ANY.value,
    )
    review_months = forms.IntegerField(
        label=_("Months between reviews"), min_value=1, max_value=60, initial=12
    )

    def __init__(self, *args: Any, by: User, plan: Plan | None = None, **options: Any):
        self.plan = plan
        if plan is not None:
            options["initial"] = _initial(plan) | options.get("initial", {})
        super().__init__(*args, **options)
        people = Person.objects.filter(is_active=True).order_by("code")
        rows = {
            "owner": people, "deputy": people, "processes": Process.objects.visible_to(by),
            "systems": System.objects.visible_to(by), "sites": Site.objects.visible_to(by),
        }  # fmt: skip
        for name, found in rows.items():
            field: Any = self.fields.get(name)
            if field is not None:
                field.queryset = self._with_chosen(name, found)
                field.settle()

    def _with_chosen(self, name: str, rows: Any) -> Any:
        """Somebody who left stays chosen until somebody else is."""
        chosen = getattr(self.plan, name, None) if name in ("owner", "deputy") else None
        return rows | Person.objects.filter(pk=chosen.pk) if chosen is not None else rows

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        named = "name_en" in self.fields and not self.errors.keys() & {"name_en", "name_zh"}
        if named and not (values.get("name_en") or values.get("name_zh")):
            self.add_error("name_en", _("Give the plan a name in English or Chinese."))
        if values.get("owner") is not None and values.get("owner") == values.get("deputy"):
            self.add_error("deputy", _("The deputy is somebody else than the owner."))
        return values

    def given(self) -> dict[str, Any]:
        """What the service gets; a code only where one was typed."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if not found.get("code"):
            found.pop("code", None)
        return found


def _initial(plan: Plan) -> dict[str, Any]:
    names = (
        "version", "code", "kind", "level", "name_en", "name_zh", "confidentiality", "languages",
        "review_months",
    )  # fmt: skip
    many = {name: list(getattr(plan, name).all()) for name in ("processes", "systems", "sites")}
    return {
        **{name: getattr(plan, name) for name in names},
        **many,
        "owner": plan.owner.code,
        "deputy": plan.deputy.code if plan.deputy else None,
    }
