"""The drawing engine, alone: `python -m lib.chart_drawing` draws many specs and ends.

Specs come as a JSON object on standard input and leave as SVG under the same keys. Knows no
Django, so that the process starts quickly.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def draw(spec: dict[str, Any]) -> str:
    """SVG of a Vega-Lite spec; nothing is loaded from anywhere."""
    import vl_convert  # starts an engine of 70 MB: only who draws pays for it

    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def main() -> None:
    specs = json.load(sys.stdin)
    json.dump({key: draw(spec) for key, spec in specs.items()}, sys.stdout)


if __name__ == "__main__":
    main()
