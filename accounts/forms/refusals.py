"""A service's refusal on a form: at the field where it has one, else on top."""

from __future__ import annotations

from typing import Any

from django import forms

from lib.errors import DomainRefusal


def show_refusal(form: forms.BaseForm, refusal: DomainRefusal) -> None:
    for problem in refusal.problems:
        known = problem.field if problem.field in form.fields else None
        form.add_error(known, forms.ValidationError(problem.message, code=problem.code))


def values(form: forms.BaseForm) -> dict[str, Any]:
    """What a service is given: the cleaned data without the version read."""
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}
