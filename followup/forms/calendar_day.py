"""A day of the calendar, and a file of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.models import CalendarDay

WORKED = [("False", _("Day off")), ("True", _("Working day"))]


class CalendarDayForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_working = forms.TypedChoiceField(
        label=_("This day is"),
        choices=WORKED,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        initial="False",
    )

    class Meta:
        model = CalendarDay
        fields = ("day", "is_working", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("A holiday’s name, or why the day is worked.")
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            self.initial["is_working"] = str(self.instance.is_working)

    def _post_clean(self) -> None:
        """The service writes and validates; the form's copy of the row stays as it was read."""


class CalendarFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("CSV (UTF-8 or GB18030) or XLSX with the columns day, working and name."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
