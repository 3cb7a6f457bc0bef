"""Forms that bring incidents together or apart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.forms.deed import DeedForm, NowForm
from incidents.models import Incident
from lib.fields import NamedRowsField
from plans.models import Plan, VersionStatus

MOST = 200


def label_of(row: Incident) -> str:
    grade = row.effective_grade
    return " · ".join(one for one in (row.number, grade.code if grade else "", row.title) if one)


class _Several(NamedRowsField):
    def label_from_instance(self, obj: Any) -> str:
        return label_of(obj)


class _One(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return label_of(obj)


def others(incident: Incident, user: User) -> Any:
    """Open ones of the same mode that the person sees, the newest first."""
    rows = Incident.objects.visible_to(user).open().for_list()
    rows = rows.filter(mode=incident.mode).exclude(pk=incident.pk)
    return rows.order_by("-declared_at")


class MergeForm(DeedForm):
    """Others into this one, or this one into another."""

    sources = _Several(
        Incident.objects.none(), label=_("Incidents that turn out to be this one"),
        to_field_name="number", widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    reason = forms.CharField(label=_("Why they are one"), max_length=500)

    def __init__(self, *args: Any, incident: Incident, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources: Any = self.fields["sources"]
        sources.queryset = others(incident, user)
        if not sources.queryset.exists():
            sources.help_text = _("No other incident is open.")


class ReasonForm(DeedForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class RelateForm(NowForm):
    other = _One(Incident.objects.none(), label=_("Incident"), to_field_name="number")

    def __init__(self, *args: Any, incident: Incident, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Incident.objects.visible_to(user).for_list().filter(mode=incident.mode)
        other: Any = self.fields["other"]
        other.queryset = rows.exclude(pk=incident.pk).order_by("-declared_at")


class AttachForm(NowForm):
    children = _Several(
        Incident.objects.none(), label=_("Incidents that belong to it"),
        to_field_name="number", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, incident: Incident, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        children: Any = self.fields["children"]
        children.queryset = others(incident, user).filter(parent=None, merged_into=None)
        if not children.queryset.exists():
            children.help_text = _("No other incident is open.")


class ActivateForm(DeedForm):
    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"), to_field_name="code")
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["plan"]
        plan.queryset = (
            Plan.objects.visible_to(user)
            .filter(retired_at__isnull=True, versions__status=VersionStatus.EFFECTIVE)
            .distinct()
            .order_by("code")
        )
