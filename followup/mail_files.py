"""Files that go with a message by mail: an invitation for the calendar beside its words.

An app registers for a kind of message a function that makes the file of one row for its reader;
chat channels and the inbox have the words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followup.models import Notification
    from followup.services.readers import Reader


@dataclass(frozen=True)
class MailFile:
    name: str
    content: bytes
    content_type: str


# None: this row has no file.
FileOf = Callable[["Notification", "Reader"], MailFile | None]

_makers: dict[str, FileOf] = {}


def register_mail_file(kind: str, file_of: FileOf) -> None:
    _makers[kind] = file_of


def files_of(rows: Sequence[Notification], reader: Reader) -> tuple[MailFile, ...]:
    """Of the messages that leave in one mail; of several files of one name the newest."""
    found: dict[str, MailFile] = {}
    for row in sorted(rows, key=lambda one: one.pk or 0):
        maker = _makers.get(row.kind)
        file = maker(row, reader) if maker is not None else None
        if file is not None:
            found[file.name] = file
    return tuple(found.values())
