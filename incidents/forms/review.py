"""Forms around the review of an incident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incidents.forms.declare import local_instant
from incidents.models import DIMENSIONS, Incident, Review
from incidents.services.review import MOST_TEXT, MOST_WHYS, NEEDED, TEXTS
from lib.fields import MoneyField
from lib.language import told

# 001 ch. 10.1
DIMENSION_WORDS: dict[str, Any] = {
    "response": _("Response speed"),
    "recovery": _("Recovery efficiency"),
    "resources": _("Use of resources"),
    "coordination": _("Co-ordination of people"),
    "customers": _("Customer satisfaction"),
}
SCORES = [
    ("", _("Not evaluated")),
    ("5", _("5 – very good")),
    ("4", _("4 – good")),
    ("3", _("3 – fair")),
    ("2", _("2 – poor")),
    ("1", _("1 – very poor")),
]
HELPS: dict[str, Any] = {
    "summary": _("What happened, in a few sentences somebody from outside understands."),
    "symptom": _("What was noticed first."),
    "root_cause": _(
        "Look at how the work was set up, not at who did it. Not known yet? Say who looks for it."
    ),
    "factors": _("What made it worse, last longer, or harder to see."),
    "treatment": _("What was done against it, and what helped."),
    "no_actions_reason": _("Only where nothing has to be improved."),
}
ROWS = {"summary": 4, "root_cause": 3, "treatment": 3}
YES_NO = [("", "---------"), ("yes", _("Yes")), ("no", _("No"))]


class ReviewForm(forms.Form):
    """`version` is what the writer saw. The five whys and scores are fields of their own here."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, review: Review, earlier: Any, **options: Any):
        options.setdefault("initial", initial_of(review))
        super().__init__(*args, **options)
        for name in TEXTS:
            self.fields[name] = forms.CharField(
                label=Review._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                required=False, max_length=MOST_TEXT, help_text=_help(name),
                widget=forms.Textarea({"rows": ROWS.get(name, 2)}),
            )  # fmt: skip
        for place in range(1, MOST_WHYS + 1):
            self.fields[f"why_{place}"] = forms.CharField(
                label=_("Why %(number)s") % {"number": place},
                required=False,
                max_length=1000,
            )
        for name in DIMENSIONS:
            self.fields[f"score_{name}"] = forms.ChoiceField(
                label=DIMENSION_WORDS[name], required=False, choices=SCORES
            )
            self.fields[f"text_{name}"] = forms.CharField(
                label=_("Why so"), required=False, max_length=1000
            )
        self.fields["card_helped"] = forms.ChoiceField(
            label=_("Did the response card help?"),
            required=False,
            choices=YES_NO,
            help_text=_("Needed before it is submitted."),
        )
        self.fields["earlier"] = forms.ModelChoiceField(
            earlier, label=_("Earlier incident it is the return of"), required=False,
            to_field_name="number", empty_label=_("None"),
        )  # fmt: skip
        self.fields["same_cause"] = forms.BooleanField(
            label=_("It has the same cause as that one"), required=False,
            help_text=_("Verified actions of the earlier incident are then marked ineffective."),
        )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        """As `change_review` takes them."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] for name in (*TEXTS, "same_cause")}
        found["whys"] = [data[f"why_{place}"] for place in range(1, MOST_WHYS + 1)]
        found["card_helped"] = {"yes": True, "no": False}.get(data["card_helped"])
        found["scores"] = {
            name: {"score": int(data[f"score_{name}"]), "text": data[f"text_{name}"]}
            for name in DIMENSIONS
            if data[f"score_{name}"]
        }
        return found

    @property
    def why_fields(self) -> list[forms.BoundField]:
        return [self[f"why_{place}"] for place in range(1, MOST_WHYS + 1)]

    @property
    def score_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"score_{name}"], self[f"text_{name}"]) for name in DIMENSIONS]


def initial_of(review: Review) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(review, name) for name in TEXTS}
    found |= {"version": review.version, "same_cause": review.same_cause}
    found |= {f"why_{place}": text for place, text in enumerate(review.whys, start=1)}
    for name, one in review.scores.items():
        found |= {f"score_{name}": str(one["score"]), f"text_{name}": one.get("text", "")}
    found["card_helped"] = {True: "yes", False: "no", None: ""}[review.card_helped]
    found["earlier"] = review.incident.recurrence_of
    return found


def earlier_incidents(incident: Incident, user: Any) -> Any:
    """What may have come back: closed or being reviewed before it, newest first."""
    rows = Incident.objects.real().visible_to(user) if not incident.is_drill else (
        Incident.objects.visible_to(user)
    )  # fmt: skip
    return rows.filter(declared_at__lte=incident.declared_at).exclude(pk=incident.pk)


def _help(name: str) -> Any:
    """A draft may lack what its submission needs."""
    if name not in NEEDED:
        return HELPS.get(name, "")
    return told([str(HELPS.get(name, "")), gettext("Needed before it is submitted.")])


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("What is missing"), max_length=MOST_TEXT, widget=forms.Textarea({"rows": 3})
    )


class VerdictForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    rating = forms.TypedChoiceField(
        label=_("How much the plan helped"), required=False, coerce=int, empty_value=None,
        choices=[("", "---------"), *((n, str(n)) for n in range(5, 0, -1))],
        help_text=_("5: it carried us; 1: it was in the way."),
    )  # fmt: skip
    change_needed = forms.ChoiceField(
        label=_("Must the plan change?"), widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes: ask its owner for the change")), ("no", _("No change of the plan")),
        ],
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why, and what"), max_length=MOST_TEXT, widget=forms.Textarea({"rows": 3})
    )


class OutcomeForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    actual_loss = MoneyField(label=_("Actual loss"), required=False)
    actual_loss_unknown = forms.BooleanField(
        label=_("The actual loss is not known"), required=False
    )
    complaints = forms.IntegerField(label=_("Complaints"), required=False, min_value=0)
    last_good_data_at = local_instant(
        label=_("Last good data"),
        help_text=_("The newest data that was there after the recovery."),
    )
    no_data_lost = forms.BooleanField(label=_("No data were lost"), required=False)
    data_loss_note = forms.CharField(
        label=_("What was lost"), required=False, max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
