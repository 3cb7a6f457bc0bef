"""Where the map shows one node and what is around it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode


def map_address(key: str) -> str:
    return f"{reverse('bia:map')}?{urlencode({'node': key})}"
