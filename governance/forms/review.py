"""Management reviews: the date, the minutes with what was said to each point, decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from bia.forms.choices import RowField, RowsField
from governance.agenda_words import ITEMS
from governance.forms.service_form import ServiceForm, day, numbered_code, text
from governance.models import AgendaItem, ManagementReview, ReviewDecision


class ReviewForm(ServiceForm):
    code = numbered_code()
    planned_on = day(_("Planned on"))
    period_from = day(_("Period from"))
    period_until = day(
        _("Period until"), help_text=_("The figures of the agenda are those of this period.")
    )
    chair = RowField(Person.objects.none(), label=_("Chair"), required=False)
    secretary = RowField(Person.objects.none(), label=_("Secretary"), required=False)
    participants = RowsField(Person.objects.none(), label=_("Participants"), required=False)

    class Meta:
        model = ManagementReview
        fields = (
            "title", "planned_on", "period_from", "period_until", "chair", "secretary",
            "participants", "code",
        )  # fmt: skip

    def choices(self) -> dict[str, Any]:
        people = Person.objects.filter(is_active=True).order_by("code")
        return {"chair": people, "secretary": people, "participants": people}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and self.instance.state != "planned":
            for name in ("planned_on", "period_from", "period_until"):
                self.fields[name].disabled = True


class MinutesForm(ServiceForm):
    """The minutes in one go: a box for each point of the agenda, the whole, the next day."""

    minutes = text(_("Minutes"), 8)
    next_on = day(_("Next review"), required=False)

    class Meta:
        model = ManagementReview
        fields = ("minutes", "next_on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.items = list(self.instance.agenda.order_by("order", "pk"))
        for item in self.items:
            name = self.name_of(item)
            self.fields[name] = text(title_of(item), 3)
            self.initial[name] = item.discussion

    @staticmethod
    def name_of(item: AgendaItem) -> str:
        return f"item_{item.pk}"

    @property
    def boxes(self) -> list[tuple[AgendaItem, forms.BoundField]]:
        return [(one, self[self.name_of(one)]) for one in self.items]

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("minutes", "next_on")}

    def said(self) -> list[tuple[AgendaItem, str]]:
        return [(one, self.cleaned_data[self.name_of(one)]) for one in self.items]


def title_of(item: AgendaItem) -> Any:
    words = ITEMS.get(item.key)
    return item.title or (words[0] if words else item.key)


class ItemForm(forms.Form):
    title = forms.CharField(label=_("Point"), max_length=200)


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    text = text(_("Decision"), required=True)
    owner = RowField(Person.objects.none(), label=_("Owner"), required=False)
    due_on = day(
        pgettext_lazy("governance", "Due"), required=False,
        help_text=_("With owner and date it becomes a corrective action on approval."),
    )  # fmt: skip

    class Meta:
        model = ReviewDecision
        fields = ("kind", "text", "owner", "due_on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = Person.objects.filter(is_active=True).order_by("code")
        owner.settle()

    def _post_clean(self) -> None:
        """The service writes and validates."""


class HoldForm(forms.Form):
    pass


class ReturnForm(forms.Form):
    reason = text(_("What is missing"), required=True)
