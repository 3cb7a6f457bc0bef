"""The shape of a version's document and its digest, on plain values (docs/method.md §31)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

FORMAT = 1
Row = Mapping[str, Any]
# Who answers for a plan changes without its content: neither is signed.
NOT_SIGNED = ("owner", "deputy")
# What a version of contacts only may change.
CONTACT_PARTS = ("call_tree", "group")


def canonical(doc: Mapping[str, Any]) -> str:
    """What is signed, as text: sorted keys, no spaces, UTF-8 as it is."""
    plan = {name: value for name, value in doc["plan"].items() if name not in NOT_SIGNED}
    return json.dumps(
        {**doc, "plan": plan}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def digest_of(doc: Mapping[str, Any]) -> str:
    """SHA-256 of the document but its owner and deputy, hexadecimal."""
    return hashlib.sha256(canonical(doc).encode()).hexdigest()


def but_contacts(doc: Mapping[str, Any]) -> dict[str, Any]:
    """What a version of contacts only leaves as it was."""
    kept = {name: value for name, value in doc.items() if name not in (*CONTACT_PARTS, "number")}
    kept.pop("plan", None)
    kept["card"] = {"steps": doc["card"]["steps"]}
    return kept


def arrange(row: Row) -> dict[str, Any]:
    """The document from rows as the tables have them, each list in its order."""
    head = row["plan_head"][0]
    return {
        "format": FORMAT,
        "plan": {
            **{name: head[name] for name in ("code", "kind", "level", "owner", "deputy")},
            "name": both(head, "name"),
            **{name: list(row[f"plan_{name}"]) for name in ("processes", "systems", "sites")},
        },
        "number": f"{row['major']}.{row['minor']}",
        "pre_authorised": row["pre_authorised"],
        "authorisation": both(row, "authorisation"),
        "serves_grade": row["grade_code"],
        "group": {"name": row["group_name"], "url": row["group_url"]},
        "sections": [_bilingual(one, "title", "body") for one in row["sections"]],
        "criteria": [_bilingual(one, "text") for one in row["criteria"]],
        "tasks": _tasks(row["tasks"], row["needs"]),
        "resources": [_bilingual(one, "name") for one in row["resources"]],
        "messages": [_bilingual(one, "title", "body") for one in row["messages"]],
        "card": {
            "steps": _steps(row["card_steps"], row["card_items"]),
            "contacts": [dict(one) for one in row["card_contacts"]],
        },
        "call_tree": _tree(row["call_nodes"], row["call_alternates"]),
    }


def both(row: Row, name: str) -> dict[str, str]:
    return {"en": row[f"{name}_en"], "zh": row[f"{name}_zh"]}


def _bilingual(row: Row, *names: str) -> dict[str, Any]:
    """The row with each of `names` as {"en", "zh"}."""
    pairs = {f"{name}_{language}" for name in names for language in ("en", "zh")}
    plain = {key: value for key, value in row.items() if key not in pairs}
    return plain | {name: both(row, name) for name in names}


def _tasks(rows: Iterable[Row], needs: Iterable[Row]) -> list[dict[str, Any]]:
    needed: dict[int, list[int]] = {}
    for one in needs:
        needed.setdefault(one["task"], []).append(one["needs"])
    texts = ("title", "instructions", "verification", "rollback")
    return [_bilingual(one, *texts) | {"needs": needed.get(one["number"], [])} for one in rows]


def _steps(steps: Iterable[Row], items: Iterable[Row]) -> list[dict[str, Any]]:
    of_step: dict[int, list[dict[str, Any]]] = {}
    for one in items:
        item = {
            "team": both(one, "team"),
            "text": both(one, "text"),
            "required": one["is_required"],
        }
        of_step.setdefault(one["step_id"], []).append(item)
    found = []
    for one in steps:
        step = _bilingual(one, "title") | {"items": of_step.get(one["id"], [])}
        del step["id"]
        found.append(step)
    return found


def _tree(nodes: Iterable[Row], alternates: Iterable[Row]) -> list[dict[str, Any]]:
    """Ids are numbers 1…n in the order of the list, so a copy of a tree has the same digest."""
    listed = list(nodes)
    numbers = {one["id"]: number for number, one in enumerate(listed, start=1)}
    others: dict[int, list[str]] = {}
    for one in alternates:
        others.setdefault(one["node"], []).append(one["person"])
    return [
        {
            "id": numbers[one["id"]],
            "parent": numbers.get(one["parent_id"]),
            "person": one["person"],
            "role": one["role"],
            "critical": one["is_critical"],
            "wait_s": one["wait_s"],
            "script": both(one, "script"),
            "alternates": others.get(one["id"], []),
        }
        for one in listed
    ]
