"""Strings to translate: found everywhere, kept, compiled and checked without gettext."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from tools.messages import catalogue, extraction
from tools.messages.extraction import Key, Message


def keys(found: object) -> list[tuple[str, str, str]]:
    return [(m.key.context, m.key.text, m.plural) for m in found]  # type: ignore[attr-defined]


def test_finds_every_call_in_python() -> None:
    source = """
        _("a"); gettext_lazy("b " "joined"); ngettext("one", "many", n)
        pgettext_lazy("verb", "c"); npgettext("noun", "one d", "many d", n); other("no")
    """
    assert keys(extraction.in_python(source, "x.py")) == [
        ("", "a", ""),
        ("", "b joined", ""),
        ("", "one", "many"),
        ("verb", "c", ""),
        ("noun", "one d", "many d"),
    ]


def test_finds_every_tag_in_a_template() -> None:
    source = """{% load i18n %}
        <a title="{% translate "It's" %}">{{ _("Filter") }} it's (unbalanced "
      {% translate "Save" context "verb" as save %}
    {% blocktranslate trimmed count n=rows|length %}
            One {{ n }} row
            here
          {% plural %}
            {{ n }} rows of 100%
        {% endblocktranslate %}
        {% blocktranslate with name=x.name %}Dear {{ name }}{% endblocktranslate %}
        {% include "x.html" with label=_("Label") %}
    """
    assert keys(extraction.in_template(source, "x.html")) == [
        ("", "It's", ""),
        ("", "Filter", ""),
        ("verb", "Save", ""),
        ("", "One %(n)s row here", "%(n)s rows of 100%%"),
        ("", "Dear %(name)s", ""),
        ("", "Label", ""),
    ]


def test_finds_every_call_in_javascript() -> None:
    source = """
        const a = gettext("a") + `<b>${gettext('in a template')}</b>`;
        interpolate(ngettext("%s row", "%s rows", n), [n]); pgettext("verb", "save");
    """
    assert keys(extraction.in_javascript(source, "x.js")) == [
        ("", "a", ""),
        ("", "in a template", ""),
        ("", "%s row", "%s rows"),
        ("verb", "save", ""),
    ]


def test_one_message_for_all_its_places() -> None:
    found = [Message(Key("a"), "", ("b.py",)), Message(Key("a"), "as", ("a.py",))]
    assert extraction.merged(found) == [Message(Key("a"), "as", ("a.py", "b.py"))]


def entry(text: str, translation: str, **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=text, msgstr=translation, **more)


def test_update_keeps_translations_and_drops_what_is_gone() -> None:
    po = polib.POFile()
    po.append(entry("kept", "留"))
    po.append(entry("gone", "去"))
    messages = [Message(Key("kept"), "", ("a.py",)), Message(Key("new"), "", ("a.py",))]
    assert [(e.msgid, e.msgstr) for e in catalogue.updated(po, messages)] == [
        ("kept", "留"),
        ("new", ""),
    ]


def test_update_tells_the_same_text_in_two_contexts_apart() -> None:
    po = polib.POFile()
    po.append(entry("Open", "打开", msgctxt="verb"))
    messages = [Message(Key("Open"), "", ("a",)), Message(Key("Open", "verb"), "", ("a",))]
    updated = catalogue.updated(po, messages)
    assert [(e.msgctxt, e.msgstr) for e in updated] == [(None, ""), ("verb", "打开")]


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path / "locale")
    return folder


@pytest.mark.parametrize(
    ("message", "found", "fault"),
    [
        (Message(Key("a"), "", ("f",)), None, "f: missing (make messages): 'a'"),
        (Message(Key("a"), "", ("f",)), entry("a", ""), "f: untranslated: 'a'"),
        (Message(Key("a"), "", ("f",)), entry("a", "甲", flags=["fuzzy"]), "f: fuzzy: 'a'"),
        (
            Message(Key("%(n)s a"), "", ("f",)),
            entry("%(n)s a", "%(m)s 甲"),
            "f: placeholders differ ('%(m)s 甲'): '%(n)s a'",
        ),
        (
            Message(Key("{n} a"), "{n} as", ("f",)),
            entry("{n} a", "", msgid_plural="{n} as", msgstr_plural={0: "甲"}),
            "f: placeholders differ ('甲'): '{n} a'",
        ),
    ],
)
def test_check_names_the_fault(
    locale: Path, message: Message, found: polib.POEntry | None, fault: str
) -> None:
    po = polib.POFile()
    if found is not None:
        po.append(found)
    po.save(str(locale / "django.po"))
    assert catalogue.faults({"django": [message]}) == [fault]


def test_check_passes_what_is_complete(locale: Path) -> None:
    po = polib.POFile()
    po.append(entry("%(a)s of %(b)s, 100%%", "%(b)s 之 %(a)s,100%%"))
    po.save(str(locale / "django.po"))
    message = Message(Key("%(a)s of %(b)s, 100%%"), "", ("f",))
    assert catalogue.faults({"django": [message]}) == []


def test_compiled_file_translates(locale: Path) -> None:
    po = polib.POFile()
    po.metadata = catalogue.METADATA
    po.append(entry("Save", "保存"))
    po.save(str(locale / "django.po"))
    catalogue.compile_all()
    import gettext

    with (locale / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Save") == "保存"
