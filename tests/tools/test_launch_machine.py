"""What the machine lacks: installed where allowed, else one line that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.launch import command, python_packages, system_packages
from tools.launch.say import ROOT, Stop, run
from tools.launch.system_packages import Need

MISSING = [
    Need("Pango", lambda: False, ("libpango-1.0-0", "libpangoft2-1.0-0"), "pango"),
    Need("Here", lambda: True, ("here",), "here"),
    Need("Noto CJK fonts", lambda: False, ("fonts-noto-cjk",), "font-noto-sans-cjk"),
]


def test_missing_libraries_get_one_line_with_both_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BCM_NO_APT", "1")
    with pytest.raises(Stop) as stop:
        system_packages.ensure(MISSING)
    assert stop.value.code == (
        "Missing on this machine: Pango, Noto CJK fonts. "
        "Debian, Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk. "
        "macOS: brew install pango font-noto-sans-cjk"
    )


def test_nothing_happens_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BCM_NO_APT", "1")
    assert system_packages.ensure([MISSING[1]]) is None


def test_what_is_optional_is_named_and_does_not_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BCM_NO_APT", "1")
    wall = Need(
        "bubblewrap", lambda: False, ("bubblewrap",), "", optional=True, without="none is tested"
    )
    assert system_packages.ensure([wall]) is None
    assert capsys.readouterr().out == (
        "  Missing on this machine: bubblewrap. Debian, Ubuntu: sudo apt-get install bubblewrap. "
        "(optional: without it none is tested)\n"
    )


def test_libraries_are_seen_by_loading_them() -> None:
    assert (system_packages._library("libc", 6), system_packages._library("libnone", 0)) == (
        True,
        False,
    )


def test_named_browser_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert system_packages.chromium() == str(browser)


def test_failed_program_shows_its_end_and_stops(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Stop) as stop:
        run([sys.executable, "-c", "print('reason'); raise SystemExit(3)"], failure="It failed.")
    assert (stop.value.code, capsys.readouterr().out) == ("It failed.", "reason\n")


def test_unknown_verb_gets_one_line() -> None:
    with pytest.raises(Stop) as stop:
        command.main(["fly"])
    assert stop.value.code == "'fly' is none of run, test, check, tool, install."


def test_changed_requirements_change_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("a==1")
    before = python_packages.fingerprint([tmp_path / "requirements.txt"])
    (tmp_path / "requirements.txt").write_text("a==2")
    assert python_packages.fingerprint([tmp_path / "requirements.txt"]) != before


def test_old_python_gets_one_line() -> None:
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 2);"
        "runpy.run_module('tools.launch', run_name='__main__')"
    )
    result = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True
    )
    assert (result.returncode, result.stderr) == (
        1,
        "Python 3.11 or newer is needed and this is 3.9: install one and name it, for example "
        "make run PYTHON=python3.11\n",
    )


def test_first_module_of_the_launcher_is_readable_by_old_pythons() -> None:
    import ast

    source = (ROOT / "tools" / "launch" / "__main__.py").read_text()
    assert ast.parse(source, feature_version=(3, 6)) is not None


def test_launcher_needs_the_standard_library_only() -> None:
    """-S: without site-packages, as on a machine where nothing is installed."""
    result = subprocess.run(
        [sys.executable, "-S", "-m", "tools.launch", "fly"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
    )
    assert result.stderr == "'fly' is none of run, test, check, tool, install.\n"


def test_make_help_names_every_command() -> None:
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True)
    names = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("  make")]
    assert names == ["help", "run", "test", "test-slow", "check", "bench", "messages", "lock"]


def test_lock_file_of_front_end_packages_names_no_host() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_direct_package_is_pinned_and_says_why() -> None:
    lines = [
        line
        for path in sorted(ROOT.glob("requirements*.txt"))
        for line in path.read_text().splitlines()
        if line and not line.startswith(("#", "-r "))
    ]
    assert [line for line in lines if "==" not in line or "  # " not in line] == []
