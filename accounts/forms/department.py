"""One department."""

from __future__ import annotations

from django import forms

from accounts.models import Department


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Department
        fields = ("code", "name", "parent")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["version"] = self.instance.version
        self.fields["parent"].queryset = Department.objects.order_by("name")  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service writes and validates."""
