"""What the documents about drills share."""

from __future__ import annotations

from dataclasses import replace

from drills.models import Drill
from followup.services.wording import DRILL
from reports.document.blocks import Chapter, Heading


def heading(drill: Drill, words: str) -> str:
    """Nobody takes the paper of a drill for a real event (DRL-7)."""
    return f"{DRILL} {words} {drill.code}"


def joined(first: Chapter, *others: Chapter) -> Chapter:
    """Short chapters share a page; each stands in the contents."""
    blocks = list(first.blocks)
    for one in others:
        blocks += [Heading(one.title, one.anchor), *one.blocks]
    return replace(first, blocks=blocks)
