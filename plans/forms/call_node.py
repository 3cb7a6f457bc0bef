"""The form of one place in a call tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import RowField
from lib.fields import DurationField
from plans.models import CallNode, ResponseRole

ALTERNATES = ("alternate_1", "alternate_2", "alternate_3")


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
    alternate_1 = RowField(Person.objects.none(), label=_("First alternate"), required=False)
    alternate_2 = RowField(Person.objects.none(), label=_("Second alternate"), required=False)
    alternate_3 = RowField(Person.objects.none(), label=_("Third alternate"), required=False)
    parent = forms.TypedChoiceField(
        label=_("Called by"), required=False, coerce=int, empty_value=None
    )
    wait_s = DurationField(
        label=_("Wait before the next"),
        help_text=_("How long it rings before the next person of this place is called."),
    )

    class Meta:
        model = CallNode
        fields = (
            *("role", "person", *ALTERNATES, "parent", "is_critical", "wait_s"),
            *("script_en", "script_zh"),
        )
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
        self.initial.setdefault("wait_s", node.wait_s)
        self.standing: list[Person] = []
        if node.pk:
            rows = node.alternates.select_related("person").order_by("position", "id")
            self.standing = [one.person for one in rows]
        for name, person in zip(ALTERNATES, self.standing, strict=False):
            self.initial[name] = person.code
        choices: Any = self.fields["parent"]
        choices.choices = [("", _("whoever starts the tree")), *parents]
        self._offer(node)

    def clean(self) -> dict[str, Any]:
        """`alternates`: those chosen in their order, and behind them whoever stood further on."""
        cleaned = super().clean() or {}
        chosen = [cleaned.pop(name, None) for name in ALTERNATES]
        found = [one for one in chosen if one is not None]
        further = self.standing[len(ALTERNATES) :]
        cleaned["alternates"] = found + [one for one in further if one not in found]
        return cleaned

    def _offer(self, node: CallNode) -> None:
        """Who stands there already stays to be chosen, active or not."""
        kept = [one.pk for one in self.standing]
        if node.person_id:
            kept.append(node.person_id)
        fields: Any = self.fields
        for name in ("person", *ALTERNATES):
            people: Any = Person.objects.filter(Q(is_active=True) | Q(pk__in=kept))
            fields[name].queryset = people.order_by("name")
            fields[name].settle()
        roles = ResponseRole.objects.filter(Q(is_active=True) | Q(pk=node.role_id))
        fields["role"].queryset = roles
        fields["role"].settle()

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""
