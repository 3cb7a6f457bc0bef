"""One request to a webhook endpoint: signed, guarded, bounded in time and size."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook
from urllib3.exceptions import NameResolutionError

from followup.domain.webhook_retry import asked_wait_s
from followup.models import WebhookEndpoint, WebhookEvent
from followup.services import outbound
from followup.services.secrets import unseal
from lib.outbound import Forbidden, Guard, Policy, check_url, guarded

CONNECT_S, READ_S, WHOLE_S = 5, 15, 20
KEPT_CHARACTERS = 1000
READ_BYTES = 4 * KEPT_CHARACTERS
AGENT = "BCM-Webhooks/1"

# What may go wrong, as it is stored ("code" or "code: about") → words.
WORDS: dict[str, Any] = outbound.WORDS | {
    "connect_timeout": _("No connection within %(seconds)s seconds.") % {"seconds": CONNECT_S},
    "read_timeout": _("No answer within %(seconds)s seconds.") % {"seconds": READ_S},
    "deadline": _("Not answered in full within %(seconds)s seconds.") % {"seconds": WHOLE_S},
    "tls": _("The encrypted connection could not be made: its certificate is not trusted."),
    "name_unknown": _("No name server knows this host."),
    "connection": _("The connection could not be made or broke."),
    "redirect": _("The endpoint redirects elsewhere; enter the address it redirects to."),
    "secret_lost": _("The secret can no longer be read; rotate it."),
    "worker_lost": _("The sender was stopped in the middle; the request may have arrived."),
    "switched_off": _("The endpoint was switched off before it was sent."),
}


def words_of(error: str) -> str:
    """What a stored error says, in the reader's language; "" for none."""
    code, _sign, about = error.partition(": ")
    words = str(WORDS.get(code, code))
    return f"{words} ({about})" if about else words


@dataclass(frozen=True)
class Answer:
    """`status` is None when none came; `error` is a code of WORDS."""

    status: int | None = None
    text: str = ""
    error: str = ""
    asked_wait_s: int | None = None
    duration_ms: int = 0

    @property
    def is_delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def payload_of(event: WebhookEvent) -> dict[str, Any]:
    """{"type", "timestamp", "data"} (Standard Webhooks)."""
    return {
        "type": event.type,
        "timestamp": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": event.data,
    }


def body_of(event: WebhookEvent) -> bytes:
    """The same bytes at every attempt."""
    text = json.dumps(payload_of(event), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def headers_of(
    endpoint: WebhookEndpoint, event: WebhookEvent, body: bytes, at: datetime
) -> dict[str, str]:
    """Signed with every secret in force: for a day after a rotation with two. Raises SecretLost."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    secrets = [endpoint.secret]
    if endpoint.previous_until is not None and endpoint.previous_until > at:
        secrets.append(endpoint.previous_secret)
    signatures = [
        Webhook(unseal(sealed)).sign(event.uid, moment, body.decode()) for sealed in secrets
    ]
    return {
        "content-type": "application/json",
        "user-agent": AGENT,
        "accept-encoding": "identity",
        "connection": "close",
        "webhook-id": event.uid,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def post(url: str, body: bytes, headers: dict[str, str], *, policy: Policy) -> Answer:
    """Never raises for what the other side, the network or the policy does."""
    started = time.monotonic()
    guard: Guard | None = None
    try:
        check_url(url, policy)
        with guarded(policy, whole_s=WHOLE_S) as guard:
            answer = _request(url, body, headers, guard)
    except Forbidden as reason:
        answer = Answer(error=f"{reason.code}: {reason.about}".removesuffix(": "))
    except requests.ConnectTimeout:
        answer = Answer(error="connect_timeout")
    except requests.Timeout:
        answer = Answer(error="read_timeout")
    except requests.exceptions.SSLError:
        answer = Answer(error="tls")
    except (requests.RequestException, OSError, ValueError) as error:
        answer = Answer(error=_failure(error, guard))
    duration = round((time.monotonic() - started) * 1000)
    return Answer(answer.status, answer.text, answer.error, answer.asked_wait_s, duration)


def _failure(error: Exception, guard: Guard | None) -> str:
    """The code of a connection that was not made or broke."""
    if guard is not None and guard.is_late:
        return "deadline"
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return "name_unknown" if isinstance(cause, NameResolutionError) else "connection"


def _request(url: str, body: bytes, headers: dict[str, str], guard: Guard) -> Answer:
    with requests.Session() as session:
        session.trust_env = False  # no proxies, no .netrc
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        response = session.post(
            url,
            data=body,
            headers=headers,
            timeout=(CONNECT_S, READ_S),
            allow_redirects=False,
            stream=True,
        )
        with response:
            if guard.is_late:  # the head of the answer was cut off
                return Answer(error="deadline")
            status = response.status_code
            asked = asked_wait_s(response.headers.get("retry-after", ""), datetime.now(UTC))
            text = _beginning(response)
    return Answer(status, text, "redirect" if 300 <= status < 400 else "", asked)


def _beginning(response: requests.Response) -> str:
    """The first characters of the answer; the status counts even when the rest never comes."""
    try:
        content = response.raw.read(READ_BYTES, decode_content=False)
    except Exception:
        return ""
    text: str = content.decode("utf-8", "replace").replace("\0", "")
    return text[:KEPT_CHARACTERS]
