"""Form fields for durations and money: text as people write it in, plain values out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.durations import DurationError, Unit, format_duration, parse_duration

DURATION_ERRORS: dict[str, Any] = {
    "empty": _("Enter a duration, for example 2 h 30 min."),
    "unreadable": _("“%(value)s” is not a duration. Write for example 2 h 30 min, 90 or 1 d."),
    "unknown_unit": _("“%(value)s” is not a unit of time. Use s, min, h, d or w."),
    "repeated": _("“%(value)s” stands twice. Give each unit once."),
    "fraction": _("“%(value)s” is not a whole number of seconds."),
    "too_long": _("“%(value)s” is too long for a duration."),
}


class DurationInput(forms.TextInput):
    """Shows seconds as "2 h 30 min"; a text that was refused comes back as it was typed."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"class": "duration-input", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int):
            return format_duration(value, get_language() or "en")
        shown: str | None = super().format_value(value)
        return shown


class DurationField(forms.Field):
    """Whole seconds or None; a number without a unit counts in `bare` (minutes)."""

    widget = DurationInput
    default_error_messages = DURATION_ERRORS

    def __init__(
        self, *, bare: Unit = "min", min_s: int | None = 0, max_s: int | None = None, **options: Any
    ):
        options.setdefault("help_text", _("For example 2 h 30 min, 15 min or 1 d."))
        super().__init__(**options)
        self.bare, self.min_s, self.max_s = bare, min_s, max_s

    def to_python(self, value: Any) -> int | None:
        if value is None or isinstance(value, int):
            return value
        if not str(value).strip():
            return None
        try:
            seconds = parse_duration(str(value), bare=self.bare)
        except DurationError as error:
            raise forms.ValidationError(
                self.error_messages[error.code], code=error.code, params={"value": error.value}
            ) from None
        language = get_language() or "en"
        if self.min_s is not None and seconds < self.min_s:
            raise forms.ValidationError(
                _("Enter at least %(limit)s."),
                code="min_value",
                params={"limit": format_duration(self.min_s, language)},
            )
        if self.max_s is not None and seconds > self.max_s:
            raise forms.ValidationError(
                _("Enter at most %(limit)s."),
                code="max_value",
                params={"limit": format_duration(self.max_s, language)},
            )
        return seconds

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except forms.ValidationError:
            return True


class MoneyInput(forms.TextInput):
    """A text box with the currency in front; grouping commas are accepted."""

    template_name = "django/forms/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None, currency: str = ""):
        super().__init__(
            {"class": "money-input", "inputmode": "decimal", "autocomplete": "off", **(attrs or {})}
        )
        self.currency = currency

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["currency"] = self.currency
        return context


class NamedRowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows by a code or number of theirs. No database keeps a NUL: it names none of them."""

    def clean(self, value: Any) -> Any:
        for one in value if isinstance(value, (list, tuple)) else ():
            if "\0" in str(one):
                shown = {"value": str(one).replace("\0", "�")[:64]}
                words = self.error_messages["invalid_choice"]
                raise forms.ValidationError(words, code="invalid_choice", params=shown)
        return super().clean(value)


class MoneyField(forms.DecimalField):
    """A Decimal in the organisation's currency, or None; reads "1,250,000.00" and "￥" alike."""

    def __init__(self, *, currency: str = "", **options: Any):
        options.setdefault("widget", MoneyInput(currency=currency))
        options.setdefault("max_digits", 18)
        options.setdefault("decimal_places", 2)
        options.setdefault("min_value", 0)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().translate({ord(sign): None for sign in ",，\u00a0 ￥¥"})
        amount: Decimal | None = super().to_python(value)
        return amount
