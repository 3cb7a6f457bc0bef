"""Small forms of the life cycle."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.forms.choices import RowField
from bia.models import Process


class StepForm(forms.Form):
    """The version that was looked at: a newer one is not decided on unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(StepForm):
    reason = forms.CharField(
        label=_("Why it is returned"), max_length=5000, widget=forms.Textarea({"rows": 4})
    )


class ConfirmForm(StepForm):
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class MajorChangeForm(forms.Form):
    reason = forms.CharField(label=_("What changed"), max_length=500)


class StartForm(forms.Form):
    process = RowField(Process.objects.none(), label=_("Process"))

    def __init__(self, *args: Any, user: User, **options: Any):
        super().__init__(*args, **options)
        field = self.fields["process"]
        assert isinstance(field, RowField)
        field.queryset = (
            Process.objects.visible_to(user)
            .exclude(assessments__status__in=["draft", "submitted", "returned"])
            .order_by("code")
        )
        field.settle()
