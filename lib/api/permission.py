"""How the API asks "may this user do that?" without knowing who answers.

`lib` imports no app; `accounts` puts its answer here when it is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Question = Callable[[Any, str, Any], bool]

_answers: list[Question] = []


def answered_by(question: Question) -> None:
    """Register the function that answers (called once, from AppConfig.ready)."""
    _answers[:] = [question]


def asks(user: Any, permission: str, subject: Any = None) -> bool:
    return bool(_answers) and _answers[0](user, permission, subject)
