"""Form fields in the shell's look: widget classes, the error summary, duration and money input."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

_CHECKS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


def _widget_class(field: BoundField) -> str:
    control = field.field.widget
    if isinstance(control, _CHECKS):
        return "form-check-input"
    if isinstance(control, forms.Select):
        return "form-select"
    return "form-control"


@register.filter
def widget(field: BoundField) -> SafeString:
    """The field's control with Tabler's class, `is-invalid` and `aria-invalid` on error."""
    classes = [field.field.widget.attrs.get("class", ""), _widget_class(field)]
    if field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def control_kind(field: BoundField) -> str:
    """`check` for one checkbox, `group` for several controls under a legend, else `line`."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "check"
    return "group" if field.use_fieldset else "line"


@register.inclusion_tag("components/_error_summary.html")
def error_summary(*parts: Any) -> dict[str, Any]:
    """All errors of forms and formsets, each a link to its field, in the field's own words.

    A plain string or a list of strings (a service's refusal) is listed without a link.
    """
    rows: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, forms.BaseForm):
            rows += _form_rows(part)
        elif isinstance(part, forms.BaseFormSet):
            rows += [{"text": text} for text in part.non_form_errors()]
            for form in part:
                rows += _form_rows(form)
        elif isinstance(part, str) and part:
            rows.append({"text": part})
        elif isinstance(part, (list, tuple)):
            rows += [{"text": text} for text in part]
    return {"rows": rows}


def _form_rows(form: forms.BaseForm) -> list[dict[str, Any]]:
    if not form.is_bound:
        return []
    rows: list[dict[str, Any]] = [{"text": text} for text in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or field.auto_id
        rows += [{"text": text, "label": field.label, "target": target} for text in field.errors]
    return rows


@register.filter
def button_class(tags: Any) -> str:
    """The look of an allauth button from its tags."""
    found = tags.split(",") if isinstance(tags, str) else list(tags or [])
    if "danger" in found or "delete" in found:
        return "btn btn-danger"
    return "btn" if {"outline", "link", "cancel", "panel"} & set(found) else "btn btn-primary"
