"""A text box that offers matching rows while somebody types: for tables too long for a menu.

The options come from `bia:lookup`; without script it is a plain box for the code.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode

FEW = 300  # beyond this a menu is slower than typing


class LookupInput(forms.TextInput):
    """`kind` is a kind of `bia.views.lookup`: process, person, node …"""

    template_name = "bia/widgets/lookup.html"

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", "class": "code"} | (attrs or {}))
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = f"{context['widget']['attrs'].get('id') or name}-options"
        address = f"{reverse('bia:lookup', args=[self.kind])}?{urlencode({'of': name})}"
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
