"""The ways out: e-mail through Django's backend, everything else through Apprise.

Nothing here touches the database. What goes wrong is raised as `NotDelivered`: a code for the
log (followup/reasons.py) and the server's own words.
"""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext as _

from followup.domain.chat_services import BY_SCHEME
from followup.mail_files import MailFile
from followup.models import Channel, FollowupSettings
from followup.services.apprise_words import listening, without_secrets
from followup.services.channel_url import filled
from followup.services.outbound import WORDS
from followup.services.readers import Reader
from followup.services.rendering import as_html
from followup.services.secrets import SecretLost, unseal
from lib.outbound import ANY_PUBLIC, Forbidden, Policy, guarded

if TYPE_CHECKING:
    from apprise import NotifyBase

_PLACE = re.compile(r"\{(phone|email|username)\}")
# Seconds to connect, between two bytes, and in all.
CONNECT_S, READ_S, WHOLE_S = 5.0, 15.0, 20.0


class NotDelivered(Exception):
    """`reason` is a code; `final` says that trying again cannot help."""

    def __init__(self, reason: str, words: str, *, final: bool = False, outage: bool = False):
        self.reason = reason
        self.words = words
        self.final = final
        # The server itself cannot be reached: nothing else of the batch would get through.
        self.outage = outage
        super().__init__(words)


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    body: str
    language: str
    message_id: str
    # Root of the conversation about one subject; "" for none.
    thread: str = ""
    files: tuple[MailFile, ...] = ()


class MailRoom:
    """One SMTP connection for a batch of mails; opened at the first, closed by `close`."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._outage: NotDelivered | None = None

    def send(self, mail: Mail) -> None:
        """Raises NotDelivered. After an outage nothing more is tried with this room."""
        if self._outage is not None:
            raise self._outage
        try:
            self._open()
            message = _composed(mail, self._connection)
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotDelivered("mail_refused", _answer(code, said)) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise NotDelivered(
                "mail_refused", _answer(error.smtp_code, error.smtp_error)
            ) from error
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            raise NotDelivered("mail_server_down", str(error)) from error
        except (smtplib.SMTPException, ValueError) as error:
            self.close()
            raise NotDelivered("mail_refused", str(error)) from error
        except OSError as error:
            self.close()
            raise NotDelivered("mail_server_down", str(error)) from error

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.close()
            except (OSError, smtplib.SMTPException):
                pass
            self._connection = None

    def _open(self) -> None:
        if self._connection is not None:
            return
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            said = (
                _answer(error.smtp_code, error.smtp_error)
                if isinstance(error, smtplib.SMTPResponseException)
                else str(error)
            )
            self._outage = NotDelivered("mail_server_down", said, outage=True)
            raise self._outage from error
        self._connection = connection


def send_chat(
    channel: Channel, reader: Reader, *, subject: str, body: str, house: FollowupSettings
) -> None:
    """One message to one person's address, or to the group. Raises NotDelivered."""
    from apprise import NotifyFormat

    url = _url_for(channel, reader)
    policy = _policy_for(url, house)
    plugin = _plugin(url)
    # The subject begins with the first line of the text; a service with titles shows it once.
    first, _end, rest = body.partition("\n")
    text = rest if plugin.title_maxlen > 0 and rest and subject.startswith(first) else body
    # Apprise would escape the dots of links as well; services then show them broken.
    marked = plugin.resolve_format(NotifyFormat.TEXT) == NotifyFormat.MARKDOWN
    escaped = _as_markdown if marked else str
    logged: list[str] = []
    with guarded(policy, whole_s=WHOLE_S) as guard, listening(logged):
        try:
            taken = plugin.notify(
                body=escaped(_quietened(text)),
                title=escaped(_quietened(subject)) if plugin.title_maxlen > 0 else "",
                body_format=NotifyFormat.MARKDOWN if marked else NotifyFormat.TEXT,
            )
        except Forbidden:
            taken = False
        except (TypeError, ValueError, OSError) as error:
            raise NotDelivered("chat_failed", type(error).__name__) from error
    if guard.refused is not None:
        raise NotDelivered("chat_forbidden", _forbidden(guard.refused), final=True)
    if not taken:
        words = " ".join(logged) or _("The chat service did not take the message.")
        raise NotDelivered("chat_failed", without_secrets(words, url)[:400])


def _url_for(channel: Channel, reader: Reader) -> str:
    try:
        stored = unseal(channel.secret_url)
    except SecretLost as error:
        words = _("The platform's key has changed; enter the URL again.")
        raise NotDelivered("chat_unusable", words, final=True) from error
    values = {"phone": reader.phone, "email": reader.email, "username": reader.username}
    missing = [name for name in _PLACE.findall(stored) if not values[name]]
    if missing:
        raise NotDelivered("no_address", ", ".join(missing), final=True)
    # A phone number is digits with a plus; anything else in it could be another part of the URL.
    values["phone"] = re.sub(r"[^\d+]", "", values["phone"])
    return filled(stored, {name: quote(value, safe="+") for name, value in values.items()})


def _policy_for(url: str, house: FollowupSettings) -> Policy:
    """Where this channel may go: what the administrator allows now, not when it was entered."""
    scheme = url.partition("://")[0].lower()
    service = BY_SCHEME.get(scheme)
    if service is None or scheme not in house.allowed_schemes:
        words = _("%(scheme)s:// is not among the chat services allowed in the settings.")
        raise NotDelivered("chat_forbidden", words % {"scheme": scheme[:30]}, final=True)
    if not service.names_host:
        return ANY_PUBLIC
    policy = Policy(tuple(house.allowed_hosts), tuple(house.allowed_internal))
    try:
        policy.check_host(urlsplit(url).hostname or "")
    except (Forbidden, ValueError) as reason:
        words = _forbidden(reason) if isinstance(reason, Forbidden) else str(reason)
        raise NotDelivered("chat_forbidden", words, final=True) from reason
    return policy


def _plugin(url: str) -> NotifyBase:
    from apprise import Apprise, AppriseAsset, PersistentStoreMode

    asset = AppriseAsset(
        plugin_paths=[],
        storage_mode=PersistentStoreMode.MEMORY,
        async_mode=False,
        allow_templates=False,
        http_redirects=False,
    )
    plugin = Apprise.instantiate(url, asset=asset)
    if plugin is None:
        words = _("The channel's URL cannot be used; enter it again.")
        raise NotDelivered("chat_unusable", words, final=True)
    # A URL may ask for more patience ("?rto=600"); a worker has no more than this.
    plugin.socket_connect_timeout = min(plugin.socket_connect_timeout, CONNECT_S)
    plugin.socket_read_timeout = min(plugin.socket_read_timeout, READ_S)
    return plugin


def _composed(mail: Mail, connection: Any) -> EmailMultiAlternatives:
    """Django refuses line ends in headers, so nothing typed can add one."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-ID": f"<messages.{host}>",
    }
    if mail.thread:
        headers |= {"In-Reply-To": mail.thread, "References": mail.thread}
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(as_html(mail.body, mail.language), "text/html")
    for file in mail.files:
        message.attach(file.name, file.content, file.content_type)
    return message


def _quietened(text: str) -> str:
    """Typed text calls nobody: "@all" and "<at …>" are shown, not followed."""
    text = re.sub(r"<(?=[!@a-zA-Z/])", "<\u200b", text)
    return re.sub(r"@(?=all\b|everyone\b|here\b|channel\b|所有人)", "@\u200b", text)


def _as_markdown(text: str) -> str:
    """Typed signs are shown as they are; the platform's own links stay links."""
    own = re.compile(f"({re.escape(settings.PUBLIC_URL)}/[^\\s<>]*)")
    parts = own.split(text)
    return "".join(
        part if place % 2 else re.sub(r"([\\`*_\[\]()#<>|~]|^[-+](?= ))", r"\\\1", part, flags=re.M)
        for place, part in enumerate(parts)
    )


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return f"{code} {' '.join(text.split())}"


def _forbidden(reason: Forbidden) -> str:
    words = str(WORDS.get(reason.code, reason.message))
    return f"{words} ({reason.about})" if reason.about else words
