"""Settings from the environment: read once, wrong values fail with one clear line."""

from __future__ import annotations

import os

import dj_email_url

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


class WrongSetting(SystemExit):
    """A setting is missing or wrong; the text is one line.

    A SystemExit, so that manage.py, celery and gunicorn end with that line, not a traceback.
    """


def text(name: str, default: str = "") -> str:
    """An empty value is no value: compose files pass on what is not set as empty."""
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in TRUE:
        return True
    if raw.lower() in FALSE:
        return False
    raise WrongSetting(f"{name}={raw!r} is neither true nor false (use 1 or 0)")


def number(name: str, default: int) -> int:
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        return int(raw)
    except ValueError:
        raise WrongSetting(f"{name}={raw!r} is not a whole number") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def required(name: str, why: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise WrongSetting(f"{name} is not set: {why}")
    return value


def mail_server(name: str) -> dict[str, object]:
    """Django's EMAIL_* settings out of smtp://user:password@host:587/?tls=True; {} without one."""
    url = text(name)
    if not url:
        return {}
    try:
        settings = dict(dj_email_url.parse(url))
    except (KeyError, ValueError):
        settings = {}
    if not settings.get("EMAIL_BACKEND"):
        raise WrongSetting(f"{name} is no mail server: write smtp://user:password@host:587/")
    return settings
