"""The generated preface of a plan: chapters of Markdown in both languages, made from its data.

Pure: facts in, texts out. The general wording of a chapter may stand in the catalogue
(`plans/catalog/preface.yaml`) and comes first; what is known of this plan follows. No personal
names: people are named by their role, so that forgetting a person needs no rewrite of a plan.
Chapters and their order: source 000 §2–§5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.durations import format_duration
from plans.preface_words import DUTIES, FAQ, SECTORS, SENTENCES, TERMS, TITLES

PREFIX = "preface."
KEYS = (
    "background", "objective", "scope", "responsibilities", "terms", "faq", "benchmarks",
)  # fmt: skip
# Their first paragraph gives way to a general wording.
OPENED = ("background", "scope")
LANGUAGES = {"en": "en", "zh": "zh-hans"}
Both = Mapping[str, str]


@dataclass(frozen=True)
class Covered:
    """A process the plan covers, with what was approved for it; durations in seconds, None when
    it was not. `rationale` is the sentence of the assessment, "" for none (or not readable)."""

    code: str
    name: str
    rto_s: int | None = None
    mtd_s: int | None = None
    rpo_s: int | None = None
    wrt_s: int | None = None
    rationale: str = ""
    life_safety: bool = False
    critical: bool = False


@dataclass(frozen=True)
class Facts:
    """What the chapters are made of. `carriers` are the roles of the tasks, `deciders` those of
    the decision level, each (English, Chinese)."""

    kind: str = "bcp"
    processes: tuple[Covered, ...] = ()
    systems: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    carriers: tuple[tuple[str, str], ...] = ()
    deciders: tuple[tuple[str, str], ...] = ()
    review_months: int = 12
    has_deputy: bool = False


@dataclass(frozen=True)
class Chapter:
    key: str  # "preface.background"
    title: Both
    body: Both


def chapters(facts: Facts, leads: Mapping[str, Both] | None = None) -> list[Chapter]:
    """All chapters in order. `leads` are general wordings by key, set in front of the facts."""
    return [chapter(key, facts, (leads or {}).get(PREFIX + key, {})) for key in KEYS]


def chapter(key: str, facts: Facts, lead: Both | None = None) -> Chapter:
    """An objective without any approved RTO stays empty: nobody invents one."""
    bodies = {}
    for language in LANGUAGES:
        made = _MADE[key](facts, language)
        opening = (lead or {}).get(language, "") if made or key != "objective" else ""
        if opening and key in OPENED:
            made = made.partition("\n\n")[2]
        parts = [opening.strip(), made.strip()]
        bodies[language] = "\n\n".join(part for part in parts if part)
    return Chapter(PREFIX + key, TITLES[key], bodies)


def _background(facts: Facts, language: str) -> str:
    found = [_say("importance", language)]
    for one in facts.processes:
        if one.mtd_s is not None:
            found.append(
                _say("bearable", language, name=_plain(one.name), mtd=_time(one.mtd_s, language))
            )
        if one.life_safety:
            found.append(_say("life_safety", language, name=_plain(one.name)))
    found.append(_say("why_now", language))
    return "\n\n".join(found)


def _objective(facts: Facts, language: str) -> str:
    known = [one for one in facts.processes if one.rto_s is not None]
    if not known:
        return ""
    rows = [
        (
            _plain(one.name),
            *(_time(value, language) for value in (one.rto_s, one.mtd_s, one.rpo_s, one.wrt_s)),
        )
        for one in known
    ]
    why = [f"- **{_plain(one.name)}**: {_reason(one, language)}" for one in known]
    return "\n\n".join(
        [
            _say("objective", language),
            _table(_heads("objective", language), rows),
            _say("why", language),
            "\n".join(why),
        ]
    )


def _reason(one: Covered, language: str) -> str:
    said = [" ".join(_plain(one.rationale).split())] if one.rationale.strip() else []
    if one.mtd_s and one.rto_s is not None:
        share = (one.mtd_s - one.rto_s) * 100 // one.mtd_s
        said.append(_say("margin", language, share=share, mtd=_time(one.mtd_s, language)))
    return (" " if language == "en" else "").join(said) or _say("no_reason", language)


def _scope(facts: Facts, language: str) -> str:
    found = [_say("scope", language)]
    for name, values in (
        ("processes", tuple(one.name for one in facts.processes)),
        ("systems", facts.systems),
        ("sites", facts.sites),
    ):
        if values:
            label = _say(f"scope_{name}", language)
            comma = ", " if language == "en" else "、"
            found.append(f"- **{label}**: {comma.join(map(_plain, values))}")
    lists = "\n".join(found[1:])
    return "\n\n".join(part for part in (found[0], lists, _say("not_covered", language)) if part)


def _responsibilities(facts: Facts, language: str) -> str:
    side = 0 if language == "en" else 1
    comma = ", " if language == "en" else "、"
    named = {
        "carriers": comma.join(_plain(one[side]) for one in facts.carriers),
        "deciders": comma.join(_plain(one[side]) for one in facts.deciders),
    }
    rows = []
    for duty in DUTIES:
        cells = [duty.what[language]]
        for who in (duty.responsible, duty.accountable, duty.consulted, duty.informed):
            cells.append(comma.join(named.get(one) or _say(f"who_{one}", language) for one in who))
        rows.append(tuple(cells))
    return "\n\n".join(
        [_say("raci", language), _table(_heads("raci", language), rows)]
        + ([_say("deputy", language)] if facts.has_deputy else [])
    )


def _terms(facts: Facts, language: str) -> str:
    example = next((one for one in facts.processes if one.rto_s is not None), None)
    rows = []
    for term in TERMS:
        value = getattr(example, f"{term.short.lower()}_s", None) if example else None
        shown = (
            _say("example", language, name=_plain(example.name), time=_time(value, language))
            if example is not None and value is not None
            else "—"
        )
        rows.append((term.short, term.name[language], term.meaning[language], shown))
    return _table(_heads("terms", language), rows)


def _faq(facts: Facts, language: str) -> str:
    months = {"months": facts.review_months}
    return "\n\n".join(
        f"**{question[language]}**\n\n{answer[language] % months}" for question, answer in FAQ
    )


def _benchmarks(facts: Facts, language: str) -> str:
    rows = [(name[language], _say("within", language, time=_time(rto_s, language)))
            for name, rto_s in SECTORS]  # fmt: skip
    rows += [
        (_plain(one.name), _time(one.rto_s, language))
        for one in facts.processes
        if one.rto_s is not None
    ]
    return "\n\n".join(
        [
            _say("benchmarks", language),
            _table(_heads("benchmarks", language), rows),
            _say("case", language),
        ]
    )


_MADE = {
    "background": _background,
    "objective": _objective,
    "scope": _scope,
    "responsibilities": _responsibilities,
    "terms": _terms,
    "faq": _faq,
    "benchmarks": _benchmarks,
}


def _say(key: str, language: str, **values: object) -> str:
    text = SENTENCES[key][language]
    return text % values if values else text


def _time(seconds: int | None, language: str) -> str:
    return "—" if seconds is None else format_duration(seconds, LANGUAGES[language])


def _heads(table: str, language: str) -> tuple[str, ...]:
    return tuple(SENTENCES[f"heads_{table}"][language].split("|"))


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _head in heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("\\|", "|").replace("|", "\\|").replace("\n", " ")


def _plain(text: str) -> str:
    """A name in running Markdown: what it would read as emphasis or a link stays as typed."""
    return "".join(f"\\{sign}" if sign in r"\`*_[]<>#|" else sign for sign in text)
