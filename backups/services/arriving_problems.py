"""What cannot be true of a set that arrives: times, places, lineage and lines of its manifest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from backups.domain.paths import BadPath, checked
from backups.models import BackupSet, Method
from backups.services.arriving import Arriving, ArrivingFile
from lib.errors import Problem

CLOCK_SKEW = timedelta(minutes=5)
MOST_COPIES = 50
DIGESTS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128, "blake3": 64}


def problems_of(one: Arriving, *, at: datetime) -> list[Problem]:
    """What cannot be true of it; `at` is now."""
    found = [*_times(one, at), *_places(one)]
    if one.kind and one.kind not in Method.values:
        found.append(Problem("invalid", _("There is no such kind of backup."), "kind"))
    if one.size_bytes is not None and not 0 <= one.size_bytes < 2**63:
        found.append(Problem("out_of_range", _("This is no size."), "size_bytes"))
    if one.parent is not None:
        found += _lineage(one, one.parent)
    if one.files is not None:
        found += _manifest(one.files)
    return found


def _times(one: Arriving, at: datetime) -> list[Problem]:
    found = []
    for name in ("started_at", "finished_at", "restore_point_at"):
        value = getattr(one, name)
        if value is not None and value > at + CLOCK_SKEW:
            found.append(Problem("in_future", _("This lies in the future."), name))
        elif value is not None and value.year < 1980:
            found.append(Problem("too_long_ago", _("This lies too far in the past."), name))
    if one.started_at and one.finished_at and one.finished_at < one.started_at:
        found.append(Problem("invalid", _("It ended before it began."), "finished_at"))
    if one.restore_point_at and one.finished_at and one.restore_point_at > one.finished_at:
        words = _("Data cannot stand for an instant after the end of its backup.")
        found.append(Problem("invalid", words, "restore_point_at"))
    return found


def _places(one: Arriving) -> list[Problem]:
    found = []
    if len(one.copies) > MOST_COPIES:
        found.append(Problem("too_many", _("A set has at most 50 copies."), "copies"))
    known = set()
    for copy in one.copies:
        if (copy.location.pk, copy.path) in known:
            found.append(Problem("duplicate", _("A copy stands twice."), "copies"))
        known.add((copy.location.pk, copy.path))
        if copy.location.production:
            words = _("%(name)s is the place of the live data; it holds no backups.")
            found.append(Problem("is_production", words % {"name": copy.location.name}, "copies"))
        if not _is_path(copy.path) or len(copy.path) > 2000:
            words = _("A path is relative to its location, without “..”.")
            found.append(Problem("invalid_path", words, "copies"))
    return found


def _lineage(one: Arriving, parent: BackupSet) -> list[Problem]:
    family = (one.policy.system_id, one.policy.data_class)
    if (parent.policy.system_id, parent.policy.data_class) != family:
        words = _("It belongs to other data: a chain stays with a system and class of data.")
        return [Problem("other_family", words, "parent")]
    stands_at = one.stands_at
    if stands_at and parent.restore_point_at and parent.restore_point_at > stands_at:
        words = _("A set builds on an earlier one.")
        return [Problem("parent_is_later", words, "parent")]
    if parent.arrived_at is None:
        words = _("Nothing has arrived there yet.")
        return [Problem("parent_not_there", words, "parent")]
    return []


def _manifest(files: Sequence[ArrivingFile]) -> list[Problem]:
    """The first few that are wrong; lines count from 1."""
    found: list[Problem] = []
    known: set[str] = set()
    for number, file in enumerate(files, start=1):
        if len(found) >= 20:
            break
        place = f"files.{number}"
        if file.path in known:
            found.append(Problem("duplicate", _("The file stands twice."), place))
        known.add(file.path)
        if not _is_path(file.path):
            words = _("A path is relative to its copy, without “..”.")
            found.append(Problem("invalid_path", words, place))
        if file.size_bytes is not None and not 0 <= file.size_bytes < 2**63:
            found.append(Problem("out_of_range", _("This is no size."), place))
        if file.mtime_ns is not None and not -(2**63) <= file.mtime_ns < 2**63:
            found.append(Problem("out_of_range", _("This is no time of a file."), place))
        if (file.declared_by or file.declared) and not is_digest(file.declared_by, file.declared):
            words = _("This is no digest of that algorithm.")
            found.append(Problem("invalid_digest", words, place))
    return found


def is_digest(algorithm: str, value: str) -> bool:
    length = DIGESTS.get(algorithm)
    return length == len(value) and all(one in "0123456789abcdef" for one in value)


def _is_path(path: str) -> bool:
    try:
        return bool(checked(path)) and "\0" not in path
    except BadPath:
        return False
