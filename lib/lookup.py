"""A text box that offers matching rows while somebody types: for tables too long for a menu.

The options come from a page of the app that owns the rows (`lookup_options`); without script it
is a plain box for the code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

FEW = 300  # beyond this a menu is slower than typing
OFFERED = 20


class LookupInput(forms.TextInput):
    """`url_name` and `args` name the page that answers `?of=<input's name>` with options."""

    template_name = "components/widgets/lookup.html"

    def __init__(self, url_name: str, *args: str, attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", "class": "code"} | (attrs or {}))
        self.url_name, self.args = url_name, args

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        options = f"{context['widget']['attrs'].get('id') or name}-options"
        address = f"{reverse(self.url_name, args=self.args)}?{urlencode({'of': name})}"
        context["options"] = options
        context["widget"]["attrs"] |= {
            "list": options,
            "hx-get": address,
            "hx-target": f"#{options}",
            "hx-trigger": "focus once, input changed delay:200ms",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            "hx-push-url": "false",
        }
        return context


def typed_words(request: HttpRequest) -> list[str]:
    """What stands in the box that asks."""
    text = request.GET.get(request.GET.get("of", ""), "")
    return text.replace("\0", "")[:100].split()


def lookup_options(request: HttpRequest, found: Iterable[tuple[str, str]]) -> HttpResponse:
    """`found` as (code, words)."""
    return render(request, "components/_lookup_options.html", {"found": list(found)})
