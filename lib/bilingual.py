"""Catalogue texts stored in English and Chinese, read in the active language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


def in_language(english: str, chinese: str, language: str | None = None) -> str:
    """The text of `language` (default: the active one); the other one when that is empty."""
    wanted = language or get_language() or "en"
    first, second = (chinese, english) if wanted.startswith("zh") else (english, chinese)
    return first or second


class BilingualName(models.Model):
    """Adds `name_en`, `name_zh` and the property `name`."""

    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)

    def __str__(self) -> str:
        return self.name
