"""Forms of response roles and of their holders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import RowField
from plans.models import ResponseRole


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ResponseRole
        fields = (
            *("code", "name_en", "name_zh", "kind", "duties_en", "duties_zh"),
            *("capacity", "position", "is_active"),
        )
        labels = {"name_en": _("Name (English)"), "name_zh": _("Name (Chinese)")}
        widgets = {
            "duties_en": forms.Textarea({"rows": 3}),
            "duties_zh": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "kind": _("Decision levels approve plans and are named by grades of incidents."),
            "capacity": _(
                "How many of its tasks can run at the same time; left empty: as many as it has"
                " holders."
            ),
            "position": _("Where it stands in lists: small numbers first."),
            "is_active": _("Only active roles can be chosen anew."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""


class HolderForm(forms.Form):
    """Somebody who takes a role; the order is moved on the page."""

    person = RowField(Person.objects.none(), label=_("Person"))

    def __init__(self, *args: Any, role: ResponseRole, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = role.holders.values("person")
        people: Any = Person.objects.filter(is_active=True).exclude(pk__in=held)
        field: Any = self.fields["person"]
        field.queryset = people.order_by("name")
        field.settle()
