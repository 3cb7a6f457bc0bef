"""What it means that a file could not be read to its end."""

from __future__ import annotations

import errno

from backups.domain.verdicts import Expected, Judgement, judge_size
from backups.reading.source import ChangedMeanwhile, NotAFile, ReadFailed, Source, SourceError

# What a file system answers when the medium or its own checksum failed.
MEDIA = {errno.EIO, errno.EBADMSG, errno.EUCLEAN, errno.ENODATA, errno.EREMOTEIO}
# What this machine lacks, whatever the file is like.
OURS = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS}


def judge_opened(expected: Expected, size: int) -> Judgement | None:
    """What the size of an opened file says; None: read it."""
    judged = judge_size(expected.size, size)
    if judged is not None and not (expected.digests or expected.pieces):
        # Nothing was ever read of it: the walk a moment ago saw another size.
        return Judgement("unstable", "changed_since_listed", judged.evidence)
    return judged


def judge_failure(source: Source, why: Exception, offset: int) -> Judgement:
    """The verdict for what reading raised at `offset`; SourceError where the whole place fails or
    this machine does: then nothing was learnt about the file."""
    if isinstance(why, NotAFile):
        return Judgement("not_a_file", f"is_{why.what}")
    if isinstance(why, ChangedMeanwhile):
        return Judgement("unstable", "changed_while_read", {"offset": offset})
    if isinstance(why, ReadFailed):
        return Judgement("unreadable", why.code, {"offset": offset})
    if isinstance(why, PermissionError):
        return Judgement("unreadable", "permission_denied")
    code = why.errno if isinstance(why, OSError) else None
    name = errno.errorcode.get(code or 0, str(code))
    if code in OURS:
        raise SourceError("location_unreachable", f"this machine is short of resources: {name}")
    source.check()
    if isinstance(why, FileNotFoundError):
        return Judgement("missing", "not_found")
    evidence = {"errno": name, "offset": offset}
    if code in MEDIA:
        return Judgement("media_error", "io_error", evidence)
    return Judgement("unreadable", "os_error", evidence)
