"""What the documents name is there: tests, files, pages, settings, commands, sections, links."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md"))]
    + [*(ROOT / "docs").rglob("*.md")]
)
APPS = ("lib", "accounts", "followup", "bia", "backups", "reports", "bcm")
# Cites sections of ISO 32000-1.
NOT_THE_METHOD = {"lib/pdf/joining.py"}

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)


def code_of(document: Path) -> list[str]:
    """What stands between backticks, and the lines of code blocks."""
    text = document.read_text()
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text) + [line for one in blocks for line in one.splitlines()]


@cache
def functions_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def named_tests(document: Path) -> list[tuple[str, str]]:
    found = re.findall(r"(tests/[\w/]+\.py)::(\w+)", document.read_text())
    return [(path, name) for path, name in found]


def test_the_features_name_tests_at_all() -> None:
    assert len(named_tests(ROOT / "docs/features.md")) > 100


@documents
def test_every_test_that_is_named_exists(document: Path) -> None:
    missing = [
        f"{path}::{name}"
        for path, name in named_tests(document)
        if not (ROOT / path).is_file() or name not in functions_of(ROOT / path)
    ]
    assert missing == []


def test_every_file_the_features_name_exists() -> None:
    missing = []
    for words in code_of(ROOT / "docs/features.md"):
        path = words.split("::")[0]
        looks_like_one = re.fullmatch(r"[\w.-]+(/[\w.*-]+)+/?", path) or path.endswith(".py")
        if looks_like_one and not list(ROOT.glob(path)):
            missing.append(path)
    assert missing == []


def test_every_page_the_features_name_has_an_address() -> None:
    """`CODE` and the like stand for any value; queries do not count."""
    pages = {
        words.split("?")[0]
        for words in code_of(ROOT / "docs/features.md")
        if re.fullmatch(r"/[\w/.-]*(\?.*)?", words)
    }
    assert len(pages) > 30
    answered_before_the_addresses = {"/healthz", "/readyz", "/metrics"}
    for page in sorted(pages - answered_before_the_addresses):
        resolve(page.replace("NUMBER", "1"))  # raises Resolver404, which names it


@documents
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text())
    broken = [
        link
        for link in links
        if not link.startswith(("http:", "https:", "mailto:", "#"))
        and not (document.parent / link.split("#")[0]).exists()
    ]
    assert broken == []


@documents
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target for code in code_of(document) for target in re.findall(r"\bmake ([a-z-]+)", code)
    }
    assert named - targets == set()


@documents
def test_every_command_that_is_named_exists(document: Path) -> None:
    named = {
        name for code in code_of(document) for name in re.findall(r"\bmanage\.py ([a-z_]+)", code)
    }
    assert named - set(get_commands()) == set()


def test_every_setting_is_explained() -> None:
    """In the README or docs/operations.md, between backticks."""
    asked = re.compile(
        r"\benv\.(?:text|flag|number|words|required)\(\s*\"(\w+)\""
        r"|environ(?:\.get\(|\[)\s*['\"]([A-Z_]+)['\"]"
    )
    places = [ROOT / name for name in APPS]
    files = [path for place in places for path in place.rglob("*.py")] + [ROOT / "gunicorn.conf.py"]
    names = {a or b for path in files for a, b in asked.findall(path.read_text())}
    ours_alone = {"PROMETHEUS_MULTIPROC_DIR"}  # set by gunicorn.conf.py itself
    explained = {
        word
        for document in ("README.md", "docs/operations.md")
        for words in code_of(ROOT / document)
        for word in re.findall(r"[A-Z][A-Z_]+", words)
    }
    assert len(names) > 30
    assert names - ours_alone - explained == set()


def test_every_section_that_is_cited_stands_in_the_method() -> None:
    method = (ROOT / "docs/method.md").read_text()
    sections = set(re.findall(r"^#{2,3} ([\d.]+) ", method, re.MULTILINE))
    cited = {
        (str(path.relative_to(ROOT)), section)
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for section in re.findall(r"§(\d+(?:\.\d+)*)", path.read_text())
    }
    foreign = {
        (path, section)
        for path, section in cited
        if section not in sections and path not in NOT_THE_METHOD
    }
    assert foreign == set()


def test_every_decision_stands_in_the_index() -> None:
    index = (ROOT / "docs/adr/README.md").read_text()
    records = sorted(path.name for path in (ROOT / "docs/adr").glob("0*.md"))
    assert [name for name in records if f"({name})" not in index] == []
    assert [name[:4] for name in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
