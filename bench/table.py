"""The results as a table: on the terminal and in docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"
HEAD = ("What", "Measured", "Target", "Ratio", "Queries", "At most", "")


def as_text(results: list[dict[str, Any]]) -> str:
    rows = [HEAD, *(_row(one) for one in results)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join(lines)


def as_markdown(results: list[dict[str, Any]]) -> str:
    rows = [HEAD, ("---",) * len(HEAD), *(_row(one) for one in results)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def write(results: list[dict[str, Any]]) -> None:
    """Replace the figures between the two marks of docs/benchmarks.md."""
    text = DOCS.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    DOCS.write_text(f"{before}{BEGIN}\n{as_markdown(results)}\n{END}{after}", encoding="utf-8")


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    word = {True: "ok", False: "NOT OK", None: "not there yet"}[one["ok"]]
    if one["ok"] and one["target"] is None and one["most_queries"] is None:
        word = ""
    value, target = one["value"], one["target"]
    ratio = f"{value / target:.2f}" if value is not None and target else ""
    return (
        one["name"],
        _number(value, one["unit"]),
        _number(target, one["unit"]),
        ratio,
        _number(one["queries"]),
        _number(one["most_queries"]),
        word,
    )


def _number(value: float | None, unit: str = "") -> str:
    if value is None:
        return ""
    shown = f"{value:.1f}" if unit and value < 1000 else f"{value:.0f}"
    return f"{shown} {unit}".strip()
