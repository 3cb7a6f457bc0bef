"""The form of one place in a call tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import CodesInput, RowField, RowsField
from lib.fields import DurationField
from plans.models import CallNode, ResponseRole


class InOrderField(RowsField):
    """People as codes, in the order they are typed in."""

    def __init__(self, queryset: Any, **options: Any):
        super().__init__(queryset, widget=CodesInput(), **options)

    def settle(self) -> None:
        """Ticks have no order: always a text."""

    def clean(self, value: Any) -> list[Person]:  # type: ignore[override]
        found = {one.code: one for one in super().clean(value)}
        return [found[code] for code in dict.fromkeys(value or []) if code in found]


class CallNodeForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates. `parents` are (node, words) it may be called by."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    role = RowField(ResponseRole.objects.none(), label=_("Role"), required=False)
    person = RowField(
        Person.objects.none(),
        label=_("or person"),
        required=False,
        help_text=_("A role is called with all its holders in their order."),
    )
    alternates = InOrderField(
        Person.objects.none(),
        label=_("Alternates"),
        required=False,
        help_text=_("Codes of people in the order in which they stand in."),
    )
    parent = forms.TypedChoiceField(
        label=_("Called by"), required=False, coerce=int, empty_value=None
    )
    wait_s = DurationField(
        label=_("Wait before the next"),
        help_text=_("How long it rings before the next person of this place is called."),
    )

    class Meta:
        model = CallNode
        fields = ("role", "person", "alternates", "parent", "is_critical", "wait_s",
                  "script_en", "script_zh")  # fmt: skip
        widgets = {
            "script_en": forms.Textarea({"rows": 3}),
            "script_zh": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "is_critical": _("It must be reached: at least two people and two numbers."),
        }

    def __init__(self, *args: Any, parents: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        node = self.instance
        self.initial["version"] = node.version
        self.initial["parent"] = self.initial.get("parent") or node.parent_id
        if node.pk:
            others = node.alternates.select_related("person").order_by("position", "id")
            self.initial["alternates"] = [one.person.code for one in others]
        choices: Any = self.fields["parent"]
        choices.choices = [("", _("whoever starts the tree")), *parents]
        self._offer(node)

    def _offer(self, node: CallNode) -> None:
        people: Any = Person.objects.filter(is_active=True)
        if node.person_id:
            people = people | Person.objects.filter(pk=node.person_id)
        roles: Any = ResponseRole.objects.filter(is_active=True)
        if node.role_id:
            roles = roles | ResponseRole.objects.filter(pk=node.role_id)
        fields: Any = self.fields
        fields["person"].queryset = people.order_by("name")
        fields["role"].queryset = roles
        fields["alternates"].queryset = Person.objects.all()
        fields["person"].settle()
        fields["role"].settle()

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""
