"""The dependency map as a picture: columns of nodes, coloured by status, critical paths lit.

A status is told by colour, by its sign and by the dash of the frame. Boxes are light with dark
words on light and dark ground alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from lib.charts import SCHEMA, Spec, base_config
from lib.layered_layout import Layout, layered

STEPS = {  # lines of the name, with a note → height of each line, and of the note
    (1, False): (0.0, 0.0, 0.0), (2, False): (-0.12, 0.13, 0.0),
    (1, True): (-0.12, 0.0, 0.18), (2, True): (-0.25, 0.0, 0.25),
}  # fmt: skip
MOST_NODES = 60
"""Above that nobody can read one picture: draw a neighbourhood each."""

COLUMN, ROW = 150, 62
BOX = 0.84, 0.82
NAME, NOTE = 12.0, 10.0
LIT, DIM, INK = "#b3261e", "#9aa5b1", "#1c2530"


@dataclass(frozen=True)
class Look:
    fill: str
    edge: str
    sign: str
    dash: tuple[int, ...] = ()


LOOKS = {
    "mtd_breach": Look("#f6c7c2", "#8c1d18", "‼"),
    "infeasible": Look("#f9dedb", "#9c1f18", "⊘", (2, 2)),
    "rto_miss": Look("#f9dedb", "#b3261e", "×"),
    "rpo_miss": Look("#f9dedb", "#b3261e", "×", (6, 2)),
    "untested": Look("#fdf0d8", "#9a6a10", "?", (4, 3)),
    "no_target": Look("#eef1f4", "#7b8593", "–", (1, 3)),
    "met": Look("#e0f1e7", "#1e6b43", "✓"),
}
PLAIN = Look("#eef1f4", "#7b8593", "")


@dataclass(frozen=True)
class MapNode:
    """`status` as in LOOKS, "" for what is not judged; `note` is a second, short line."""

    key: str
    name: str
    status: str = ""
    note: str = ""
    process: bool = False


@dataclass(frozen=True)
class MapEdge:
    """`dependent` needs `needs`; not `hard`: drawn with dots."""

    dependent: str
    needs: str
    hard: bool = True


def dependency_map(
    nodes: Sequence[MapNode],
    edges: Sequence[MapEdge],
    *,
    lit: Collection[tuple[str, str]] = (),
    words: Mapping[str, str],
    most_width: int = 960,
) -> Spec:
    """Who needs what, from left to right. `lit`: (dependent, needs) of the critical paths.

    `words`: the label of every status that occurs, and of "critical_path". The picture has its
    own size (`width`, `height` in the spec) and is scaled as a whole.
    """
    chosen = {one.key for one in nodes}
    shown = [one for one in edges if one.dependent in chosen and one.needs in chosen]
    layout = layered(
        [one.key for one in nodes], [(one.dependent, one.needs) for one in shown],
        [one.key for one in nodes if one.process],
    )  # fmt: skip
    columns = max(layout.columns, 1)
    column = min(COLUMN, most_width / columns)
    x = {"type": "quantitative", "axis": None,
         "scale": {"domain": [-0.5, columns - 0.5], "nice": False, "zero": False}}  # fmt: skip
    y = {"type": "quantitative", "axis": None,
         "scale": {"domain": [layout.height + 0.6, -0.6], "nice": False,
                   "zero": False}}  # fmt: skip
    return {
        "$schema": SCHEMA,
        "width": round(column * columns),
        "height": round(ROW * (layout.height + 1.2)),
        "padding": 4,
        "layer": [
            *_lines(shown, layout, set(lit), words, x, y),
            *_boxes(nodes, layout, words, column * BOX[0], x, y),
        ],
        "config": base_config(),
    }


def _lines(
    edges: Sequence[MapEdge], layout: Layout, lit: set[tuple[str, str]],
    words: Mapping[str, str], x: Spec, y: Spec,
) -> list[Spec]:  # fmt: skip
    """Bent through the columns; from the right side of a box to the left side of the next."""
    rows: dict[str, list[dict[str, Any]]] = {"dim": [], "dots": [], "lit": []}
    for number, one in enumerate(edges):
        points = layout.routes.get((one.dependent, one.needs), ())
        group = "lit" if (one.dependent, one.needs) in lit else "dim" if one.hard else "dots"
        rows[group] += [
            {"edge": number, "step": step, "x": round(px, 3), "y": round(py, 3)}
            for step, (px, py) in enumerate(_from_side_to_side(points))
        ]
    styles = {
        "dim": {"color": DIM, "strokeWidth": 1.1},
        "dots": {"color": DIM, "strokeWidth": 1.1, "strokeDash": [2, 3]},
        "lit": {"color": LIT, "strokeWidth": 2.8},
    }
    return [
        {
            "data": {"values": values},
            "mark": {"type": "line", "interpolate": "monotone", "clip": False, **styles[group]},
            "encoding": {
                "x": {"field": "x", **x}, "y": {"field": "y", **y},
                "detail": {"field": "edge"}, "order": {"field": "step", "type": "quantitative"},
            },
        }
        for group, values in rows.items()
        if values
    ]  # fmt: skip


def _from_side_to_side(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(points) < 2:
        return list(points)
    half = BOX[0] / 2
    (ax, ay), (bx, by) = points[0], points[-1]
    towards = 1 if bx >= ax else -1
    first, last = (ax + half * towards, ay), (bx - half * towards, by)
    inner = list(points[1:-1])
    return [first, *inner, last]


def _boxes(
    nodes: Sequence[MapNode], layout: Layout, words: Mapping[str, str], width: float,
    x: Spec, y: Spec,
) -> list[Spec]:  # fmt: skip
    rows: list[dict[str, Any]] = []
    for one in nodes:
        look = LOOKS.get(one.status, PLAIN)
        column, height = layout.places[one.key]
        lines = wrapped(one.name, width - 10, NAME)
        steps = STEPS[len(lines), bool(look.sign or one.note)]
        rows.append(
            {
                "x": round(column - BOX[0] / 2, 3), "x2": round(column + BOX[0] / 2, 3),
                "middle": column, "y": round(height - BOX[1] / 2, 3),
                "y2": round(height + BOX[1] / 2, 3), "upper": round(height + steps[0], 3),
                "inner": round(height + steps[1], 3), "lower": round(height + steps[2], 3),
                "name": lines[0], "more": lines[1] if len(lines) > 1 else "", "full": one.name,
                "note": fitting(f"{look.sign} {one.note}".strip(), width - 6, NOTE * 0.86),
                "status": words.get(one.status, ""), "fill": look.fill, "edge": look.edge,
                "dash": list(look.dash) or [1, 0], "process": one.process,
            }
        )  # fmt: skip
    data = {"values": rows}
    tips = [{"field": "full", "title": " "}, {"field": "status", "title": " "}]
    own = {"scale": None, "legend": None}
    layers: list[Spec] = []
    for process in (True, False):
        for dash in sorted({tuple(one["dash"]) for one in rows if one["process"] is process}):
            some = [r for r in rows if r["process"] is process and tuple(r["dash"]) == dash]
            layers.append(
                {
                    "data": {"values": some},
                    "mark": {"type": "rect", "cornerRadius": 9 if process else 2,
                             "strokeWidth": 2 if process else 1.1, "strokeDash": list(dash)},
                    "encoding": {
                        "x": {"field": "x", **x}, "x2": {"field": "x2"},
                        "y": {"field": "y", **y}, "y2": {"field": "y2"},
                        "fill": {"field": "fill", "type": "nominal", **own},
                        "stroke": {"field": "edge", "type": "nominal", **own},
                        "tooltip": tips,
                    },
                }
            )  # fmt: skip
    for field, place, size, weight, colour in (
        ("name", "upper", NAME, "bold", INK), ("more", "inner", NAME, "bold", INK),
        ("note", "lower", NOTE, "normal", INK),
    ):  # fmt: skip
        layers.append(
            {
                "data": data,
                "mark": {"type": "text", "fontSize": size, "fontWeight": weight, "color": colour},
                "encoding": {
                    "x": {"field": "middle", **x}, "y": {"field": place, **y},
                    "text": {"field": field}, "tooltip": tips,
                },
            }
        )  # fmt: skip
    return layers


def wrapped(text: str, width: float, size: float) -> list[str]:
    """One or two lines of at most `width` pixels, broken at a space where there is one."""
    if _wide(text, size) <= width:
        return [text]
    cut = 1
    while cut < len(text) and _wide(text[: cut + 1], size) <= width:
        cut += 1
    space = text.rfind(" ", 1, cut + 1)
    cut = space if space * 3 > cut else cut
    return [text[:cut].rstrip(), fitting(text[cut:].lstrip(), width, size)]


def fitting(text: str, width: float, size: float) -> str:
    """As much of the text as fits in `width` pixels, with "…" for the rest."""
    if _wide(text, size) <= width:
        return text
    kept = len(text) - 1
    while kept and _wide(text[:kept], size) + size > width:
        kept -= 1
    return f"{text[:kept].rstrip()}…"


def _wide(text: str, size: float) -> float:
    """About how many pixels a line takes: Chinese characters are square, others half as wide."""
    return sum(size * (1.0 if east_asian_width(one) in "WF" else 0.58) for one in text)
