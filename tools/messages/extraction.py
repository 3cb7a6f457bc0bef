"""Finds the strings to translate: in Python, in Django's templates and in JavaScript."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from babel.messages.extract import extract_javascript, extract_python

ROOT = Path(__file__).resolve().parents[2]
NOT_THE_PRODUCT = frozenset({"tests", "tools", "node_modules", "var", "docs"})

Domain = Literal["django", "djangojs"]

# Which argument is what: c the context, s the singular, p the plural.
PLAIN, PLURAL, CONTEXT, CONTEXT_PLURAL = "s", "sp", "cs", "csp"
FUNCTIONS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], PLAIN),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], PLURAL),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], CONTEXT),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], CONTEXT_PLURAL),
}


@dataclass(frozen=True, order=True)
class Key:
    """What tells one string to translate from another."""

    text: str
    context: str = ""


@dataclass(frozen=True)
class Message:
    key: Key
    plural: str
    files: tuple[str, ...]


def all_messages() -> dict[Domain, list[Message]]:
    """Every message of the product, by catalogue, in order of file and place."""
    return {
        "django": merged([*_of_python(), *_of_templates()]),
        "djangojs": merged(_of_javascript()),
    }


def merged(found: Iterable[Message]) -> list[Message]:
    """One message for each key, with all files it occurs in."""
    by_key: dict[Key, Message] = {}
    for message in found:
        seen = by_key.get(message.key)
        files = sorted({*(seen.files if seen else ()), *message.files})
        plural = message.plural or (seen.plural if seen else "")
        by_key[message.key] = Message(message.key, plural, tuple(files))
    return list(by_key.values())


def in_python(source: str, file: str) -> Iterator[Message]:
    yield from _read(extract_python, source, file)


def in_template(source: str, file: str) -> Iterator[Message]:
    """Django turns a template into calls with everything else blanked out. The brackets around
    it keep Python's tokenizer from taking the template's indentation for its own."""
    from django.utils.translation.template import templatize

    yield from _read(extract_python, f"(\n{templatize(source, origin=file)}\n)", file)


def in_javascript(source: str, file: str) -> Iterator[Message]:
    yield from _read(extract_javascript, source, file)


def _read(extractor: Any, source: str, file: str) -> Iterator[Message]:
    keywords: Mapping[str, Any] = dict.fromkeys(FUNCTIONS)
    stream = io.BytesIO(source.encode())
    options = {"encoding": "utf-8", "parse_template_string": True}
    for _, function, arguments, _ in extractor(stream, keywords, [], options):
        values = arguments if isinstance(arguments, tuple) else (arguments,)
        roles = dict(zip(FUNCTIONS[function], values, strict=False))
        if roles.get("s"):
            key = Key(roles["s"], roles.get("c") or "")
            yield Message(key, roles.get("p") or "", (file,))


def _of_python() -> Iterator[Message]:
    for package in sorted(ROOT.glob("*/__init__.py")):
        if package.parent.name not in NOT_THE_PRODUCT:
            for path in _files(package.parent, "*.py"):
                yield from in_python(path.read_text(), _name(path))


def _of_templates() -> Iterator[Message]:
    _ensure_django_settings()
    for path in [*_files(ROOT / "templates", "*.html"), *_files(ROOT / "templates", "*.txt")]:
        yield from in_template(path.read_text(), _name(path))


def _of_javascript() -> Iterator[Message]:
    for path in _files(ROOT / "static" / "js", "*.js"):
        yield from in_javascript(path.read_text(), _name(path))


def _files(folder: Path, pattern: str) -> list[Path]:
    return [path for path in sorted(folder.rglob(pattern)) if "migrations" not in path.parts]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _ensure_django_settings() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure()  # templatize asks for the file charset and nothing else
