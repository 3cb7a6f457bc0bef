"""Compressed streams, read to their very end so that the compressor's own checksum is checked."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from pathlib import Path
from typing import IO, Any, cast

from backups.restoring.contract import MIB
from backups.restoring.inside.job import Failed, Job
from backups.restoring.inside.meter import Counted, Meter

CHUNK = MIB
# What Python's decoders raise for damaged input.
DAMAGE = (zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError)


def reader(counted: Counted, compression: str, memory_bytes: int) -> Any:
    """A `read(size)` over the decompressed bytes; `compression` as `detection` names it."""
    if compression == "gzip":
        return gzip.GzipFile(fileobj=cast("IO[bytes]", counted), mode="rb")
    if compression == "bzip2":
        return bz2.BZ2File(cast("IO[bytes]", counted))
    if compression == "xz":
        return lzma.LZMAFile(cast("IO[bytes]", counted))
    if compression == "zstd":
        return ZstdFrames(counted, min(memory_bytes // 4, 1 << 31))
    return counted


class ZstdFrames:
    """Frame after frame; a cut one is damage, where the library's own reader just ends."""

    # 8 KiB of the densest input is 256 MiB of output at most.
    INPUT = 8 * 1024

    def __init__(self, source: Counted, window: int):
        import zstandard

        self._source = source
        self._decoder = zstandard.ZstdDecompressor(max_window_size=window)
        self._frame: Any = None
        self._rest = b""
        self._ready = bytearray()

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._ready) < size) and self._more():
            pass
        wanted = len(self._ready) if size < 0 else size
        data = bytes(self._ready[:wanted])
        del self._ready[:wanted]
        return data

    def _more(self) -> bool:
        data = self._rest or self._source.read(self.INPUT)
        self._rest = b""
        if not data:
            if self._frame is not None:
                raise Failed("compression_damaged", error="the last zstd frame is cut off")
            return False
        self._frame = self._frame or self._decoder.decompressobj()
        self._ready += self._frame.decompress(data)
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None
        return True


def damage() -> tuple[type[BaseException], ...]:
    import zstandard

    return (*DAMAGE, zstandard.ZstdError)


def read_chunk(stream: Any, size: int = CHUNK) -> bytes:
    """The next bytes; damage is the backup's, an error of the disk stays an OSError."""
    try:
        return cast("bytes", stream.read(size))
    except damage() as error:
        raise Failed("compression_damaged", error=str(error)[:300]) from error
    except OSError as error:
        if error.errno is None:  # bz2 says so: "Invalid data stream"
            raise Failed("compression_damaged", error=str(error)[:300]) from error
        raise


def unpack(job: Job, source: Path, compression: str, number: int) -> Path:
    """One decompressed file in the scratch folder."""
    target = job.work / f"unpacked-{number}"
    with source.open("rb") as raw, target.open("xb") as out:
        counted = Counted(raw)
        stream = reader(counted, compression, job.limits.memory_bytes)
        meter = Meter(job.limits, lambda: counted.taken)
        meter.begin_entry()
        while data := read_chunk(stream):
            meter.produced(len(data))
            out.write(data)
        if meter.bytes == 0:
            raise Failed("empty_source")
    return target
