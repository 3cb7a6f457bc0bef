"""Two versions of a form side by side, and the choice coming back as one."""

from django import forms
from django.http import QueryDict

from lib.conflicts import conflict, merged
from lib.fields import DurationField


class Plan(forms.Form):
    name = forms.CharField()
    rto_s = DurationField()
    critical = forms.BooleanField(required=False)
    days = forms.MultipleChoiceField(choices=[("1", "Monday"), ("2", "Tuesday")], required=False)


MINE = QueryDict("name=Rescue&rto_s=2 h&days=1&days=2")
THEIRS = {"name": "Rescue", "rto_s": 3600, "critical": True, "days": ["1"]}


def _both() -> list[tuple[str, str, str]]:
    shown = conflict(mine=Plan(MINE), theirs=Plan(initial=THEIRS), version=7)
    return [(row.name, row.theirs, row.mine) for row in shown.rows]


def test_only_fields_that_differ_are_asked() -> None:
    assert _both() == [
        ("rto_s", "1 h", "2 h"),
        ("critical", "✓", "✗"),
        ("days", "Monday", "Monday, Tuesday"),
    ]


def test_choice_comes_back_as_one_form() -> None:
    shown = conflict(mine=Plan(MINE), theirs=Plan(initial=THEIRS), version=7)
    posted = QueryDict(mutable=True)
    for name, value in shown.carried:
        posted.appendlist(name, value)
    posted.update({"pick-rto_s": "theirs", "pick-critical": "mine", "pick-days": "mine"})
    form = Plan(merged(posted))
    assert form.is_valid()
    assert form.cleaned_data == {
        "name": "Rescue", "rto_s": 3600, "critical": False, "days": ["1", "2"],
    }  # fmt: skip
    assert merged(posted)["version"] == "7"


def test_ordinary_post_passes_through() -> None:
    assert merged(MINE).urlencode() == MINE.urlencode()
