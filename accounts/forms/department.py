"""One department."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import PersonField
from accounts.models import Department


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    head = PersonField(
        label=_("Head"),
        required=False,
        help_text=_("Manages its people: overdue actions of theirs go up to the head."),
    )

    class Meta:
        model = Department
        fields = ("code", "name", "parent", "head")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["version"] = self.instance.version
        self.fields["parent"].queryset = Department.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["head"].settle(self.instance.head_id)  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service writes and validates."""
