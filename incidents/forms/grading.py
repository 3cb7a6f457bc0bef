"""The grade: confirmed, changed, its lowering answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.forms.steps import StepForm, line
from incidents.models import Incident
from plans.models import IncidentGrade


class Grades(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} – {obj.definition}"


def grades(incident: Incident) -> Any:
    return IncidentGrade.objects.select_related("decision_role")


class ConfirmForm(StepForm):
    """The suggested grade stands ready; another one asks for a reason."""

    grade = Grades(
        IncidentGrade.objects.none(), label=_("Grade"), widget=forms.RadioSelect, empty_label=None
    )
    reason = line(
        label=_("Reason"), required=False, help_text=_("Needed when it is not the suggested grade.")
    )
    no_process_affected = forms.BooleanField(label=_("No process is affected"), required=False)

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, incident=incident, **options)
        field: Any = self.fields["grade"]
        field.queryset = grades(incident)
        field.initial = incident.provisional_grade_id
        if incident.impacts.exists():
            del self.fields["no_process_affected"]


class ChangeForm(StepForm):
    """A worse grade takes effect at once, a lower one is proposed; both say why."""

    grade = Grades(
        IncidentGrade.objects.none(), label=_("New grade"), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    reason = line(label=_("Reason, in one line"))

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, incident=incident, **options)
        field: Any = self.fields["grade"]
        field.queryset = grades(incident).exclude(pk=incident.grade_id)


class AnswerForm(StepForm):
    comment = line(label=_("Remark"), required=False)


class RefuseForm(StepForm):
    comment = line(label=_("Why the grade stays"))
