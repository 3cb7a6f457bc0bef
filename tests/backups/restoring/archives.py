"""Archives as nobody should send them, and a few honest ones."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path], Path]


def tar_of(*members: tarfile.TarInfo | tuple[str, bytes], mode: str = "w") -> Make:
    """A tar of (name, content) pairs and of members as they are."""

    def make(folder: Path) -> Path:
        path = folder / "set.tar"
        with tarfile.open(path, mode, format=tarfile.PAX_FORMAT) as archive:
            for member in members:
                if isinstance(member, tarfile.TarInfo):
                    archive.addfile(member)
                    continue
                name, content = member
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return path

    return make


def member(name: str, kind: bytes, to: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, to
    info.devmajor, info.devminor = 1, 3
    return info


def zip_of(*entries: tuple[str, bytes], mode: int = 0) -> Make:
    def make(folder: Path) -> Path:
        path = folder / "set.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries:
                info = zipfile.ZipInfo(name)
                info.external_attr = mode << 16
                archive.writestr(info, content)
        return path

    return make


def gzip_bomb(folder: Path) -> Path:
    """A tar with a file of 64 MiB of zeros in 64 KiB."""
    path = folder / "bomb.tar.gz"
    info = tarfile.TarInfo("zeros")
    info.size = 64 * 2**20
    with gzip.open(path, "wb", compresslevel=9) as out:
        out.write(info.tobuf())
        for _ in range(64):
            out.write(bytes(2**20))
        out.write(bytes(1024))
    return path


def bomb_in_two_layers(folder: Path) -> Path:
    """Zeros in gzip in gzip in gzip: more layers than anybody needs."""
    data = bytes(2**20)
    for _ in range(4):
        data = gzip.compress(data)
    path = folder / "layers.gz"
    path.write_bytes(data)
    return path


def overlapping_zip(folder: Path) -> Path:
    """Two entries of the central directory that share one file's bytes (Fifield's bomb)."""
    content = zlib.compress(bytes(4096), 9)[2:-4]
    head = struct.Struct("<4s5H3I2H")
    central = struct.Struct("<4s6H3I5H2I")
    crc = zlib.crc32(bytes(4096))
    local = head.pack(b"PK\3\4", 20, 0, 8, 0, 0, crc, len(content), 4096, 1, 0) + b"a" + content
    listed = b"".join(
        central.pack(b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(content), 4096, 1, 0, 0, 0, 0, 0, 0)
        + name
        for name in (b"a", b"b")
    )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 2, 2, len(listed), len(local), 0)
    path = folder / "overlap.zip"
    path.write_bytes(local + listed + end)
    return path


def lying_zip(folder: Path) -> Path:
    """An entry of 32 MiB that says it has 10 bytes."""
    path = zip_of(("big", bytes(32 * 2**20)))(folder)
    data = path.read_bytes()
    said = struct.pack("<I", 32 * 2**20)
    path.write_bytes(data.replace(said, struct.pack("<I", 10)))
    return path


def cut(make: Make, keep: float) -> Make:
    """The same, with only its first part there; `keep` above 1 is a number of bytes."""

    def made(folder: Path) -> Path:
        path = make(folder)
        data = path.read_bytes()
        path.write_bytes(data[: int(keep if keep > 1 else len(data) * keep)])
        return path

    return made


def flipped(make: Make, at: float) -> Make:
    """The same, with one bit turned."""

    def made(folder: Path) -> Path:
        path = make(folder)
        data = bytearray(path.read_bytes())
        data[int(len(data) * at)] ^= 0x10
        path.write_bytes(bytes(data))
        return path

    return made


def zstd_tar(folder: Path) -> Path:
    import zstandard

    plain = tar_of(("a.txt", b"hello"), ("b/c.bin", bytes(range(256)) * 4000))(folder)
    path = folder / "set.tar.zst"
    path.write_bytes(zstandard.ZstdCompressor(write_checksum=True).compress(plain.read_bytes()))
    return path
