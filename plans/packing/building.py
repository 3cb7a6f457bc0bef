"""Building a claimed pack, one slice at a time. Who claims: `plans.jobs.pack`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from django.utils import timezone

from lib.errors import DomainRefusal
from lib.pdf.rendering import FontsMissing
from plans.models import OfflinePack
from plans.pack_messages import tell_failed, tell_incomplete
from plans.packing.archive import Archive
from plans.packing.index_page import index_page
from plans.packing.mailing import send_pack
from plans.packing.pieces import Piece, versions_in_force, wanted_pieces
from plans.packing.readme import readme
from plans.packing.storing import store_pack
from plans.services import packs

log = logging.getLogger("bcm.plans")
SLICE = timedelta(minutes=8)
KEPT_EVERY = timedelta(seconds=45)
"""What a killed worker loses at most: more often would store the whole archive again too often."""
INDEX, README = "index.html", "README.txt"

Clock = Callable[[], datetime]


def build(pack: OfflinePack, *, clock: Clock = timezone.now) -> bool:
    """True when it is done or has failed, False when the slice was over first.

    Never raises for what a pack can cause: the pack says why it failed.
    """
    try:
        return _build(pack, clock)
    except packs.LeaseLost:
        log.info("pack %s was taken over", pack.code)
    except FontsMissing:
        _give_up(pack, packs.FONTS, clock)
    except Exception:
        log.exception("pack %s", pack.code)
        _try_again(pack, clock)
    return True


def _build(pack: OfflinePack, clock: Clock) -> bool:
    with closing(Archive(packs.kept_so_far(pack), at=pack.requested_at)) as archive:
        if not _pieces_made(pack, archive, clock):
            packs.hand_back(pack, at=clock())
            return False
        versions = versions_in_force()
        pieces = wanted_pieces(versions, at=clock())
        # A version that came into force meanwhile: its files are made in the next slice.
        if any(not archive.has(one.path) for one in pieces):
            packs.keep(pack, archive.kept())
            packs.hand_back(pack, at=clock())
            return False
        archive.only([one.path for one in pieces])
        archive.add(INDEX, index_page(pack, versions, pieces, at=clock()))
        archive.add(README, readme(pack, len(pieces) + 3, at=clock()))
        contents = archive.seal()
        packs.finish(pack, archive.file, contents=contents, at=clock())
        # After this nothing undoes the pack: what goes wrong is written down and told.
        if archive.missing():
            tell_incomplete(pack, at=clock())
        store_pack(pack, archive.file, at=clock())
        send_pack(pack, archive.file, at=clock())
    return True


def _pieces_made(pack: OfflinePack, archive: Archive, clock: Clock) -> bool:
    """Make the files that are missing; False when the slice ends before all are there."""
    pieces = wanted_pieces(versions_in_force(), at=clock())
    ends, kept_at = clock() + SLICE, clock()
    for number, piece in enumerate(pieces, start=1):
        if archive.has(piece.path):
            continue
        if clock() >= ends:
            packs.keep(pack, archive.kept())
            return False
        _add(archive, piece)
        packs.renew(pack, progress=95 * number // len(pieces), at=clock())
        if clock() - kept_at >= KEPT_EVERY:
            packs.keep(pack, archive.kept())
            kept_at = clock()
    return True


def _add(archive: Archive, piece: Piece) -> None:
    """One plan that cannot be printed must not cost the pack: a note stands in its place."""
    try:
        archive.add(piece.path, piece.make())
    except FontsMissing:
        raise
    except DomainRefusal as refusal:
        archive.add_missing(piece.path, str(refusal))
    except Exception as error:
        log.exception("%s of a pack", piece.path)
        archive.add_missing(piece.path, type(error).__name__)


def _give_up(pack: OfflinePack, failure: str, clock: Clock) -> None:
    try:
        packs.fail(pack, failure=failure, at=clock())
    except packs.LeaseLost:
        return
    tell_failed(pack, at=clock())


def _try_again(pack: OfflinePack, clock: Clock) -> None:
    try:
        last = packs.retry_later(pack, failure=packs.BROKEN, at=clock())
    except packs.LeaseLost:
        return
    if last:
        tell_failed(pack, at=clock())
