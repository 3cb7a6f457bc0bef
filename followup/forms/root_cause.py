"""One kind of root cause."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.models import RootCause


class RootCauseForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = RootCause
        fields = ("code", "name_en", "name_zh")
        labels = {"name_en": _("Name (English)"), "name_zh": _("Name (Chinese)")}

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""
