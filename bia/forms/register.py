"""Forms of the register: one per noun. They check what was typed; services write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from bia.forms.choices import NodeField, RowField, RowsField
from bia.models import Dependency, Obligation, Process, Product, Site, Supplier, System
from lib.fields import DurationField


def form_field(column: Any, **options: Any) -> Any:
    """Durations as people write them; days as a date control; rows by code."""
    if isinstance(column, models.BigIntegerField) and column.name.endswith("_s"):
        return DurationField(label=column.verbose_name, required=not column.null)
    if isinstance(column, models.DateField):
        options["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(column, models.ForeignKey):
        rows = column.related_model._default_manager.all()
        return RowField(rows, label=column.verbose_name, required=not column.blank)
    if isinstance(column, models.ManyToManyField):
        rows = column.related_model._default_manager.all()
        return RowsField(rows, label=column.verbose_name, required=False)
    if isinstance(column, models.TextField):
        options["widget"] = forms.Textarea(attrs={"rows": 3})
    field = column.formfield(**options)
    if isinstance(column, models.CharField) and field is not None:
        field.label = column.verbose_name
    return field


class RegisterForm(forms.ModelForm):  # type: ignore[type-arg]
    """`version` is what the editor saw; the service refuses a stale one."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **options: Any):
        super().__init__(*args, **options)
        self.by = by
        for name, field in self.fields.items():
            if isinstance(field, (RowField, RowsField)):
                if name == "processes":
                    field.queryset = Process.objects.visible_to(by)
                field.settle()
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""

    @property
    def wide(self) -> list[str]:
        """Fields that take the whole width."""
        return [
            name
            for name, field in self.fields.items()
            if isinstance(field, RowsField) or isinstance(field.widget, forms.Textarea)
        ]


class SiteForm(RegisterForm):
    class Meta:
        model = Site
        formfield_callback = form_field
        fields = ["code", "name", "kind", "region", "timezone", "notes"]


class SupplierForm(RegisterForm):
    class Meta:
        model = Supplier
        formfield_callback = form_field
        fields = ["code", "name", "contract_rto_s", "contract_rpo_s", "contact", "notes"]


class SystemForm(RegisterForm):
    class Meta:
        model = System
        formfield_callback = form_field
        fields = [
            *("code", "name", "kind", "importance", "owner", "site", "supplier"),
            *("restore_s", "rto_s", "rpo_s", "dr_level", "description"),
        ]


class ProcessForm(RegisterForm):
    class Meta:
        model = Process
        formfield_callback = form_field
        fields = [
            *("code", "name", "department", "owner", "critical", "life_safety", "regulated"),
            *("daily_volume", "peak_periods", "mbco_percent", "wrt_s", "wrt_blocking"),
            *("review_due", "description"),
        ]


class ProductForm(RegisterForm):
    class Meta:
        model = Product
        formfield_callback = form_field
        fields = [
            *("code", "name", "mtd_s", "contract_mtd_s", "mbco_percent", "description"),
            "processes",
        ]


class ObligationForm(RegisterForm):
    class Meta:
        model = Obligation
        formfield_callback = form_field
        fields = [
            *("code", "name", "kind", "reference", "mtd_cap_s", "rto_cap_s", "rpo_cap_s"),
            *("text", "processes", "products"),
        ]


class DependencyForm(RegisterForm):
    """Both ends as nodes; on a node's own page the dependent is fixed."""

    dependent = NodeField(label=_("Dependent"))
    needs = NodeField(label=_("Needs"))

    class Meta:
        model = Dependency
        formfield_callback = form_field
        fields = [
            *("code", "mode", "strength", "workaround_activation_s", "workaround_endurance_s"),
            *("workaround_capacity", "group", "group_needs", "notes"),
        ]

    field_order = ["code", "dependent", "needs"]

    def __init__(self, *args: Any, dependent: Any = None, **options: Any):
        super().__init__(*args, **options)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Left empty, one is made of the two ends.")
        ends: dict[str, Any] = self.fields
        ends["needs"].settle(self.by)
        if dependent is not None:
            del self.fields["dependent"], self.fields["code"]
        else:
            ends["dependent"].settle(self.by, only=("process", "system"))
        if self.instance.pk:
            self.initial.update(dependent=self.instance.dependent, needs=self.instance.needs)


class TeamMemberForm(forms.Form):
    """One member; the order of the rows is the calling order."""

    person = RowField(Person.objects.filter(is_active=True), label=_("Person"), required=False)
    duty = forms.CharField(label=_("Duty"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        person: Any = self.fields["person"]
        person.settle()


TeamMembers = forms.formset_factory(TeamMemberForm, extra=2, can_delete=True, can_order=True)
