"""Catalogue texts stored in English and Chinese, read in the active language."""

from __future__ import annotations

from django.db import models

from lib.language import in_language

__all__ = ["BilingualName", "in_both", "in_language"]


class BilingualName(models.Model):
    """Adds `name_en`, `name_zh` and the property `name`."""

    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


def in_both(name: str) -> property:
    """The property `name` out of the fields `name_en` and `name_zh`, in the active language.

    Where one of the two is empty the other one stands in for it.
    """
    return property(lambda row: in_language(getattr(row, f"{name}_en"), getattr(row, f"{name}_zh")))
