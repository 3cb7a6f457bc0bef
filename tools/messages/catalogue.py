"""The files in locale/: brought up to date, compiled, checked."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polib

if TYPE_CHECKING:
    from tools.messages.extraction import Domain, Message

LOCALE = Path(__file__).resolve().parents[2] / "locale"
METADATA = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "zh_Hans",
    "Plural-Forms": "nplurals=1; plural=0;",  # Chinese has one form for any number
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def update_all(found: "Mapping[Domain, list[Message]]") -> None:
    for domain, messages in found.items():
        path = LOCALE / "zh_Hans" / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = _load(path)
        updated(catalogue, messages).save(str(path))
        untranslated = len(catalogue.untranslated_entries())
        print(f"{path.relative_to(LOCALE.parent)}: {len(messages)} messages, {untranslated} to do")


def updated(catalogue: polib.POFile, messages: "Iterable[Message]") -> polib.POFile:
    """The same catalogue with exactly these messages, keeping the translations it has."""
    known = {(entry.msgid, entry.msgctxt or ""): entry for entry in catalogue}
    catalogue.clear()
    for message in sorted(messages, key=lambda m: (m.files[0], m.key)):
        old = known.get((message.key.text, message.key.context))
        catalogue.append(_entry(message, old))
    return catalogue


def compile_all() -> None:
    """Write each .mo beside its .po, unless it is the newer one."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def faults(found: "Mapping[Domain, list[Message]]") -> list[str]:
    """One line for each string that a Chinese reader would not see translated as meant."""
    lines = []
    for domain, messages in found.items():
        path = LOCALE / "zh_Hans" / "LC_MESSAGES" / f"{domain}.po"
        entries = {(entry.msgid, entry.msgctxt or ""): entry for entry in _load(path)}
        for message in messages:
            entry = entries.get((message.key.text, message.key.context))
            if fault := _fault(message, entry):
                lines.append(f"{message.files[0]}: {fault}: {message.key.text[:70]!r}")
    return lines


def _fault(message: "Message", entry: polib.POEntry | None) -> str:
    if entry is None or entry.obsolete:
        return "missing (make messages)"
    if entry.fuzzy:
        return "fuzzy"
    translation = entry.msgstr_plural.get(0, "") if message.plural else entry.msgstr
    if not translation:
        return "untranslated"
    original = message.plural or message.key.text
    if placeholders(original) != placeholders(translation):
        return f"placeholders differ ({translation[:40]!r})"
    return ""


def placeholders(text: str) -> list[str]:
    """What is filled in, in the order of the alphabet: a translation may turn it round."""
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def _load(path: Path) -> polib.POFile:
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    catalogue.wrapwidth = 100
    catalogue.metadata = METADATA
    return catalogue


def _entry(message: "Message", old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.key.text,
        msgctxt=message.key.context or None,
        # Without line numbers: they would change in every commit.
        occurrences=[(file, "") for file in message.files],
        flags=["python-format"] if "%(" in message.key.text else [],
    )
    if old is not None:
        entry.tcomment = old.tcomment
        entry.flags += ["fuzzy"] if old.fuzzy else []
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: (old.msgstr_plural.get(0) or old.msgstr) if old else ""}
    elif old is not None:
        entry.msgstr = old.msgstr or old.msgstr_plural.get(0, "")
    return entry
