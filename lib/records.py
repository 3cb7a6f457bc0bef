"""What every business table shares: a code, a version, two instants."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

code_validator = RegexValidator(
    CODE_PATTERN,
    _("Use letters, digits, dots, dashes and underscores; start with a letter or digit."),
    code="invalid_code",
)


class Record(models.Model):
    """Abstract base: `code` is what people and other systems refer to.

    `version` counts the edits; a change must name the version it read.
    """

    code = models.CharField(_("code"), max_length=64, unique=True, validators=[code_validator])
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


def money_field(label: Any, **options: Any) -> models.DecimalField[Any, Any]:
    """An amount in the organisation's currency."""
    return models.DecimalField(label, max_digits=18, decimal_places=2, **options)


def duration_field(label: Any, **options: Any) -> models.BigIntegerField[Any, Any]:
    """A duration in whole seconds; null is "not set", 0 is a value."""
    options.setdefault("null", True)
    options.setdefault("blank", True)
    return models.BigIntegerField(label, **options)
