"""Changes: the request, its assessment, and what is said at each step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import RowField, RowsField
from bia.models import Process, System
from governance.forms.service_form import ServiceForm, numbered_code
from governance.forms.service_form import text as lines
from governance.models import Change
from incidents.forms.declare import local_instant

SCALE = [(str(one), str(one)) for one in range(1, 6)]
LIKELY = {
    1: _("1 – hardly ever"), 2: _("2 – unlikely"), 3: _("3 – possible"), 4: _("4 – likely"),
    5: _("5 – almost certain"),
}  # fmt: skip
HARD = {
    1: _("1 – negligible"), 2: _("2 – minor"), 3: _("3 – noticeable"), 4: _("4 – severe"),
    5: _("5 – threatens the business"),
}  # fmt: skip


def scale(label: Any, words: dict[int, Any], **options: Any) -> forms.TypedChoiceField:
    """1 to 5, with words."""
    choices: list[Any] = list(words.items())
    if not options.get("required", True):
        choices = [("", "—"), *choices]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, **options
    )


class ChangeForm(ServiceForm):
    code = numbered_code()
    title = forms.CharField(label=_("What changes?"), max_length=200)
    text = lines(_("What exactly, and why?"), 5, required=True, max_length=10_000)
    systems = RowsField(
        System.objects.none(), label=_("Systems"), required=False,
        help_text=_("What rests on them is reviewed once the change is implemented."),
    )  # fmt: skip
    processes = RowsField(Process.objects.none(), label=_("Processes"), required=False)
    owner = RowField(Person.objects.none(), label=_("Responsible"), required=False)
    planned_start = local_instant(label=_("Planned from"))
    planned_end = local_instant(label=_("Planned until"))

    class Meta:
        model = Change
        fields = (
            *("code", "title", "text", "external_ref", "systems", "processes", "owner"),
            *("planned_start", "planned_end", "is_major"),
        )
        labels = {"external_ref": _("Ticket"), "is_major": _("Major change")}
        help_texts = {
            "external_ref": _("Its number in the service desk."),
            "is_major": _("Everything that rests on its systems is reviewed, critical or not."),
        }

    def choices(self) -> dict[str, Any]:
        return {
            "systems": System.objects.order_by("code"),
            "processes": Process.objects.order_by("code"),
            "owner": Person.objects.order_by("code"),
        }


class AssessmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """S2-014: function, performance, security; S2-015: likelihood × impact."""

    on_function = lines(_("Effect on functions"), 2)
    on_performance = lines(_("Effect on performance"), 2)
    on_security = lines(_("Effect on security"), 2)
    rollback = lines(_("Way back"), 2, help_text=_("How it is undone, and how long that takes."))
    likelihood = scale(_("How likely does it go wrong?"), LIKELY, required=False)
    impact = scale(_("How bad would that be?"), HARD, required=False)

    class Meta:
        model = Change
        fields = (
            *("on_function", "on_performance", "on_security", "rollback", "likelihood"),
            *("impact", "is_major"),
        )
        labels = {"is_major": _("Major change")}

    def _post_clean(self) -> None:
        """The service writes and validates."""


class ReasonForm(forms.Form):
    reason = lines(_("Reason"), 3, max_length=10_000)


class ResultForm(forms.Form):
    result = lines(_("Result"), 3, max_length=10_000)
