"""One restore test from outside: scratch folder, wall, child, guard, and always cleaning up.

Nothing of the backup is read here: opening it, decoding it and asking it questions happens in
`backups.restoring.inside`, behind the wall.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from backups.restoring import walls
from backups.restoring import walls_inside as inside
from backups.restoring.answer import Answer
from backups.restoring.contract import (
    HEADROOM,
    Isolation,
    Phase,
    RestoreRequest,
    RestoreResult,
)
from backups.restoring.guard import Guard, Stopped, free_bytes
from backups.restoring.lease import Scratch, take
from backups.restoring.listening import Listener

CODE = Path(__file__).resolve().parents[1]
CHILD = (
    "import sys, runpy; sys.path.insert(0, sys.argv[1]); "
    "runpy.run_module('backups.restoring.inside', run_name='__main__')"
)
ENDS_WITHIN_S = 5.0


def restore(
    request: RestoreRequest,
    *,
    report: Callable[[Phase], None],
    stop: Callable[[], bool],
) -> RestoreResult:
    """Run one restore test to its end; never raises for what the backup contains.

    Call it from the thread that waits for it: the child dies with that thread.
    """
    wall = request.isolation or walls.isolation()
    refusal = _refusal(request, wall)
    if refusal is not None:
        return replace(refusal, isolation=wall.kind)
    uid = walls.sandbox_uid()
    scratch = take(request.scratch, request.code, uid)
    answer = Answer(report)
    try:
        result = _run(request, wall, scratch, answer, stop)
    finally:
        try:
            answer.begin("clean")
        finally:  # whoever listens may have gone away
            scratch.remove()
        answer.end()
    return replace(result, phases=answer.phases(), isolation=wall.kind)


def _refusal(request: RestoreRequest, wall: Isolation) -> RestoreResult | None:
    """What keeps the test from being started; it says nothing about the backup."""
    if wall.kind == "none":
        return _not_run("no_isolation", detail=wall.reason)
    if not request.sources:
        return _not_run("no_sources")
    scratch = request.scratch
    if not scratch.is_dir():
        return _not_run("no_scratch")
    real = scratch.resolve()
    for folder in request.protected:
        forbidden = folder.resolve()
        if real.is_relative_to(forbidden) or forbidden.is_relative_to(real):
            return _not_run("scratch_is_production", folder=str(folder))
    for source in request.sources:
        if not source.exists():
            return _not_run("source_missing", source=source.name)
    needed = int((request.expected_bytes or 0) * HEADROOM) + request.limits.free_bytes
    if (free := free_bytes(scratch)) < needed:
        return _not_run("scratch_too_small", needed_bytes=needed, free_bytes=free)
    return None


def _not_run(reason: str, **params: object) -> RestoreResult:
    return RestoreResult("not_run", reason, params)


def _run(
    request: RestoreRequest,
    wall: Isolation,
    scratch: Scratch,
    answer: Answer,
    stop: Callable[[], bool],
) -> RestoreResult:
    walls.write_accounts(scratch.accounts, scratch.uid)
    bwrap = wall.kind == "bwrap"
    readable = [*request.programs]
    if request.postgres_bin is not None:
        readable.append(request.postgres_bin.parent)
    placed = walls.walled(
        wall.kind,
        (sys.executable, "-I", "-c", CHILD, inside.CODE if bwrap else f"{inside.ROOM}/code"),
        work=scratch.work,
        uid=scratch.uid,
        accounts=scratch.accounts,
        sources=[source.resolve() for source in request.sources],
        readable=readable,
        hidden=[folder for folder in request.protected if folder.is_dir()],
        code=CODE,
    )
    child = subprocess.Popen(
        placed.argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env=dict(inside.ENVIRONMENT),
        start_new_session=True,
    )
    scratch.note_child(child.pid)
    try:
        guard = Guard(scratch.work, request.limits, stop)
        return _watch(child, _job(request, placed, scratch.uid), guard, answer)
    finally:
        _end(child)


def _job(request: RestoreRequest, placed: walls.Walled, uid: int | None) -> bytes:
    limits = request.limits
    return json.dumps(
        {
            "format": request.format,
            "sources": placed.sources,
            "names": [source.name for source in request.sources],
            "work": placed.work,
            "limits": {name: getattr(limits, name) for name in limits.__dataclass_fields__},
            "assertions": [
                {"name": a.name, "op": a.op, "value": a.value, "sql": a.sql, "path": a.path}
                for a in request.assertions
            ],
            "gap_query": request.gap_query,
            "secrets": dict(request.secrets),
            "command": request.command,
            "links": request.links,
            "postgres_bin": str(request.postgres_bin) if request.postgres_bin else "",
            "own_user": uid is not None,
        },
        default=str,
    ).encode("utf-8", "surrogateescape")


def _watch(
    child: subprocess.Popen[bytes], job: bytes, guard: Guard, answer: Answer
) -> RestoreResult:
    stopped: Stopped | None = None
    with Listener(child, job) as listener:
        while listener.open():
            for line in listener.lines(0.1):
                answer.take(line)
            stopped = guard.verdict() or (
                Stopped("child_misbehaved") if listener.overflowed else None
            )
            if stopped is not None:
                _kill(child)
                break
        if stopped is None:
            stopped = _still_ending(child, guard)
        return answer.result(stopped, child.returncode, listener.errors())


def _still_ending(child: subprocess.Popen[bytes], guard: Guard) -> Stopped | None:
    """The child has said all; its processes may still end on their own, within the limits."""
    while child.poll() is None:
        if (stopped := guard.verdict()) is not None:
            _kill(child)
            return stopped
        time.sleep(0.02)
    return None


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        _kill(child)
    try:
        child.wait(ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:  # the sweep of leftovers tries again
        pass


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The whole group. Behind bwrap and unshare the kernel ends the rest with its first process."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
