"""QR codes for paper: error level Q or better, black on white, with their quiet zone."""

from __future__ import annotations

import segno
from django.conf import settings

from plans.models import PlanSettings

LEVEL = "q"
"""A quarter of the code may be dirt, a fold or a hole: it hangs in machine rooms."""


def picture(text: str) -> str:
    """An SVG as a `data:` address. Raises ValueError when the text does not fit any code."""
    try:
        code = segno.make(text, error=LEVEL, micro=False)
    except segno.DataOverflowError as error:
        raise ValueError(str(error)) from None
    return str(code.svg_data_uri(border=4, dark="#000", light="#fff"))


def address_of(token: str, base: str | None = None) -> str:
    """What the code of a printed copy says: the public page of this copy."""
    house = PlanSettings.current().poster_address if base is None else base
    return f"{(house or settings.PUBLIC_URL).rstrip('/')}/v/{token}"
