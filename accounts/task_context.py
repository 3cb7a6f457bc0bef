"""Background work leaves its name in the audit trail, with who asked for it.

The sender's context (user, request) travels in a header of the message; the worker opens a
context of its own around the task.
"""

from __future__ import annotations

from typing import Any

import pghistory
from celery.signals import before_task_publish, task_postrun, task_prerun
from pghistory.runtime import _tracker

HEADER = "bcm_asked_by"
CARRIED = ("user", "request")

_open: dict[str, Any] = {}


def connect() -> None:
    before_task_publish.connect(send_along, dispatch_uid="audit_context_send")
    task_prerun.connect(open_context, dispatch_uid="audit_context_open")
    task_postrun.connect(close_context, dispatch_uid="audit_context_close")


def send_along(headers: dict[str, Any] | None = None, **rest: Any) -> None:
    current = getattr(_tracker, "value", None)
    if headers is None or current is None:
        return
    headers[HEADER] = {
        name: current.metadata[name] for name in CARRIED if current.metadata.get(name)
    }


def open_context(task_id: str = "", task: Any = None, **rest: Any) -> None:
    # A worker finds the header on the request, a task run in place among its headers.
    headers = task.request.headers or {}
    asked_by = getattr(task.request, HEADER, None) or headers.get(HEADER) or {}
    context = pghistory.context(**asked_by, task=task.name, task_id=task_id)
    context.__enter__()
    _open[task_id] = context


def close_context(task_id: str = "", **rest: Any) -> None:
    context = _open.pop(task_id, None)
    if context is not None:
        context.__exit__(None, None, None)
