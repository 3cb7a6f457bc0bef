"""What a version must say before anybody is asked to sign it, on its document (PLN-4…9).

Each fault is a code with params; the words stand in `plans.guard_words`. Warnings are true but
bad: they are shown and kept with each signature, and stop nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from plans.domain.completeness import LANGUAGES, completeness
from plans.domain.cycles import find_cycle
from plans.domain.document import but_contacts

OBJECTIVE = "preface.objective"
WITH_OBJECTIVE = ("bcp", "drp")
NAMED = 5  # how many missing texts or tasks are named; the rest is counted
# The policy of the plan → languages in which every text must be written.
ASKED: Mapping[str, tuple[str, ...]] = {
    "any": (),
    "en": ("en",),
    "zh-hans": ("zh",),
    "both": LANGUAGES,
}
# What each kind of plan is about: one of these is enough.
CONTENT = ("sections", "tasks")


@dataclass(frozen=True)
class Fault:
    """One thing that is missing; `field` is the part of the version it stands at."""

    code: str
    field: str
    params: Mapping[str, Any] = dataclass_field(default_factory=dict)


def faults(
    doc: Mapping[str, Any],
    *,
    languages: str,
    change_summary: str,
    base: Mapping[str, Any] | None = None,
) -> list[Fault]:
    """Why `doc` cannot be submitted; [] when it can. `base` is given for contacts only."""
    return [
        *_empty(doc),
        *_languages(doc, languages),
        *_tasks(doc["tasks"]),
        *_objective(doc),
        *_authorisation(doc),
        *_summary(doc, change_summary),
        *_only_contacts(doc, base),
    ]


def warnings(doc: Mapping[str, Any]) -> list[Fault]:
    """What the document alone shows: instructions that are missing, alternates that are."""
    found = []
    silent = [one["number"] for one in doc["tasks"] if not _written(one["instructions"])]
    if silent:
        found.append(Fault("instructions_missing", "tasks", _numbers(silent)))
    alone = [
        one["person"]
        for one in doc["call_tree"]
        if one["critical"] and one["person"] and not one["alternates"]
    ]
    if alone:
        found.append(Fault("alternates_missing", "call_tree", {"who": ", ".join(alone)}))
    return found


def _empty(doc: Mapping[str, Any]) -> list[Fault]:
    if any(doc[name] for name in CONTENT) or doc["card"]["steps"]:
        return []
    return [Fault("empty", "sections")]


def _languages(doc: Mapping[str, Any], policy: str) -> list[Fault]:
    """One fault for each language, naming the first texts."""
    asked = ASKED[policy]
    missing = completeness(doc).missing
    return [
        Fault(
            "language_incomplete",
            "sections",
            {
                "language": language,
                "count": len(missing[language]),
                "texts": [
                    {"part": one.part, "number": one.number, "name": one.name}
                    for one in missing[language][:NAMED]
                ],
            },
        )
        for language in asked
        if missing[language]
    ]


def _tasks(tasks: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """S1-007: what is done, by whom, and how long it takes; sub-plans take their own time."""
    lacks = {
        "task_without_title": [one for one in tasks if not _written(one["title"])],
        "task_without_role": [one for one in tasks if not one["role"] and not one["sub_plan"]],
        "task_without_duration": [
            one for one in tasks if one["duration_s"] is None and not one["sub_plan"]
        ],
    }
    found = [
        Fault(code, "tasks", _numbers([one["number"] for one in rows]))
        for code, rows in lacks.items()
        if rows
    ]
    cycle = find_cycle({one["number"]: one["needs"] for one in tasks})
    if cycle:
        found.append(Fault("cycle", "tasks", {"path": " → ".join(map(str, cycle))}))
    return found


def _objective(doc: Mapping[str, Any]) -> list[Fault]:
    if doc["plan"]["kind"] not in WITH_OBJECTIVE:
        return []
    told = [one for one in doc["sections"] if one["key"] == OBJECTIVE and _written(one["body"])]
    return [] if told else [Fault("objective_missing", "sections")]


def _authorisation(doc: Mapping[str, Any]) -> list[Fault]:
    if doc["pre_authorised"] and not _written(doc["authorisation"]):
        return [Fault("authorisation_missing", "authorisation_en")]
    return []


def _summary(doc: Mapping[str, Any], change_summary: str) -> list[Fault]:
    if doc["number"] != "1.0" and not change_summary.strip():
        return [Fault("change_summary_missing", "change_summary")]
    return []


def _only_contacts(doc: Mapping[str, Any], base: Mapping[str, Any] | None) -> list[Fault]:
    if base is None or but_contacts(doc) == but_contacts(base):
        return []
    return [Fault("not_only_contacts", "contacts_only")]


def _written(text: Mapping[str, str]) -> bool:
    return any(value.strip() for value in text.values())


def _numbers(numbers: Collection[int]) -> dict[str, Any]:
    listed = sorted(numbers)
    shown = ", ".join(map(str, listed[:NAMED]))
    return {"tasks": shown + (" …" if len(listed) > NAMED else ""), "count": len(listed)}
