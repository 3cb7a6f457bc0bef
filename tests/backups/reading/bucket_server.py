"""A server of buckets on loopback that begins and ends empty."""

from collections.abc import Iterator
from contextlib import contextmanager

from moto.backends import get_backend
from moto.server import ThreadedMotoServer


@contextmanager
def buckets_served() -> Iterator[int]:
    """Its port. Every such server of a process has the same buckets: none may be left behind."""
    get_backend("s3").reset()
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    try:
        yield moto.get_host_and_port()[1]
    finally:
        moto.stop()
        get_backend("s3").reset()
