"""A file inside a PDF (ISO 32000-2, 7.11.4), associated as ISO 19005-3, clause 6.8, wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Relationship(Enum):
    """What the file is to the document (ISO 32000-2, table 43)."""

    DATA = "Data"
    SOURCE = "Source"


@dataclass(frozen=True)
class Attachment:
    """`changed` is aware; `description` is read by people, `content_type` by programs."""

    name: str
    content: bytes
    content_type: str
    description: str
    changed: datetime
    relationship: Relationship = Relationship.DATA
