"""The verbs of the launcher: make the machine ready, then become the program asked for."""

import os
from collections.abc import Callable
from typing import NoReturn

from tools.launch import address, node_packages, python_packages, system_packages
from tools.launch.say import ROOT, Stop
from tools.launch.say import run as run_program


def main(arguments: list[str]) -> int:
    """Run the verb named first; the rest is passed on. Returns only where nothing is started."""
    verb, *rest = arguments or [""]
    if verb not in VERBS:
        raise Stop(f"{verb!r} is none of {', '.join(VERBS)}.")
    os.chdir(ROOT)
    try:
        VERBS[verb](rest)
    except KeyboardInterrupt:
        return 130
    return 0


def run(_: list[str]) -> None:
    """`make run`: the platform with its own servers."""
    address.ensure_free(address.from_environment(os.environ))
    _ready_to_run("requirements-local.txt", system_packages.for_running())
    _become("-m", "tools.launch.serve")


def test(rest: list[str]) -> None:
    """`make test`: the suite, in a `var/` of its own that need not survive a power cut."""
    _ready_to_run("requirements-dev.txt", system_packages.for_testing())
    os.environ.setdefault("BCM_VAR", str(ROOT / "var" / "test"))
    os.environ.setdefault(
        "BCM_POSTGRES_OPTIONS", "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    )
    if browser := system_packages.chromium():
        os.environ.setdefault("CHROMIUM", browser)
    _become("-m", "pytest", *rest)


def check(rest: list[str]) -> None:
    """`make check`: everything that reads the code without running it."""
    _ready_to_run("requirements-dev.txt", [])
    _become("-m", "tools.check", *rest)


def tool(rest: list[str]) -> None:
    """Any other program of ours, with all packages: `tool tools.messages update`."""
    _ready_to_run("requirements-dev.txt", [])
    _become("-m", *rest)


def install(_: list[str]) -> None:
    """Everything `make run` needs, without running it."""
    _ready_to_run("requirements-local.txt", system_packages.for_running())


VERBS: dict[str, Callable[[list[str]], None]] = {
    "run": run,
    "test": test,
    "check": check,
    "tool": tool,
    "install": install,
}


def _ready_to_run(requirements: str, needs: list[system_packages.Need]) -> None:
    python_packages.ensure(requirements)
    system_packages.ensure(needs)
    node_packages.ensure()
    _compile_messages()


def _compile_messages() -> None:
    """Compiled here rather than by those who need it, so that it is never forgotten."""
    if (ROOT / "locale").exists():
        run_program(
            [python_packages.PYTHON, "-m", "tools.messages", "compile"],
            failure="Translations could not be compiled (see above).",
        )


def _become(*arguments: str) -> NoReturn:
    """Replace this process, so that signals reach the program without a middleman."""
    python = str(python_packages.PYTHON)
    os.execv(python, [python, *arguments])
