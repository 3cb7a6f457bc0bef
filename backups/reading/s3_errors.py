"""What an S3 answer means: the place, the object, the moment, or somebody else's change."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as boto
from urllib3.exceptions import HTTPError

from backups.reading.retrying import Transient
from backups.reading.source import ChangedMeanwhile, ReadFailed, SourceError

_KEYS = {
    "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken",
    "TokenRefreshRequired", "RequestTimeTooSkewed", "AccountProblem", "InvalidSecurity",
}  # fmt: skip
_BUSY = {"SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests"}


@contextmanager
def told(*, place: bool) -> Iterator[None]:
    """botocore's errors as ours; `place`: it was asked about the bucket, not about an object."""
    try:
        yield
    except boto.ClientError as why:
        raise _answered(why, place) from None
    except (boto.IncompleteReadError, boto.ResponseStreamingError) as why:
        raise Transient(ReadFailed("truncated_answer", type(why).__name__)) from None
    except boto.ReadTimeoutError:
        raise Transient(_timeout(place)) from None
    except boto.ConnectTimeoutError:
        raise Transient(SourceError("timeout", "no connection in time")) from None
    except (boto.HTTPClientError, boto.BotoCoreError) as why:
        raise Transient(SourceError("location_unreachable", type(why).__name__)) from None
    except (HTTPError, ConnectionError) as why:
        raise Transient(ReadFailed("truncated_answer", type(why).__name__)) from None


def _timeout(place: bool) -> Exception:
    return SourceError("timeout", "no answer in time") if place else ReadFailed("timeout")


def _answered(why: boto.ClientError, place: bool) -> Exception:
    code = str(why.response.get("Error", {}).get("Code", ""))
    status = int(why.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in _KEYS:
        return SourceError("bad_credentials", code)
    if code == "NoSuchBucket":
        return SourceError("location_unreachable", code)
    if status == 412:
        return ChangedMeanwhile()
    if code in _BUSY or status in (429, 503):
        throttled = SourceError("timeout", code) if place else ReadFailed("throttled", code)
        return Transient(throttled)
    if status >= 500:
        broken = SourceError("location_unreachable", code)
        return Transient(broken if place else ReadFailed("server_error", code))
    if place:
        return SourceError(
            "bad_credentials" if status in (401, 403) else "location_unreachable", code
        )
    if status == 404:
        return FileNotFoundError(errno.ENOENT, code)
    if status in (401, 403) and code != "InvalidObjectState":
        return PermissionError(errno.EACCES, code)
    return ReadFailed("archived" if code == "InvalidObjectState" else "server_error", code)
