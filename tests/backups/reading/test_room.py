"""One file alone: a thread for each digest, and the same digests as one after the other."""

import hashlib
import os
import threading

import pytest
from blake3 import blake3

from backups.domain.verdicts import Expected
from backups.reading.room import BLOCK, OneBlock, Ring
from tests.backups.reading.copies import MIB, flip, known, local, put, reads, verdicts


@pytest.mark.parametrize("make", [OneBlock, Ring])
def test_every_block_arrives_in_its_order(make):
    room = make()
    content = os.urandom(9 * BLOCK + 77)
    digests = [hashlib.md5(), hashlib.sha256(), blake3()]
    for start in range(0, len(content), BLOCK):
        block, part = room.next(), content[start : start + BLOCK]
        block[: len(part)] = part
        room.feed(block, len(part), [one.update for one in digests])
    room.settle()
    room.close()
    assert [one.hexdigest() for one in digests] == [
        hashlib.md5(content).hexdigest(),
        hashlib.sha256(content).hexdigest(),
        blake3(content).hexdigest(),
    ]


@pytest.mark.parametrize("size", [70_000, 3 * MIB, 17 * MIB + 5])
def test_one_file_alone_is_as_one_of_many(tmp_path, size):
    content = os.urandom(size)
    put(tmp_path, {"dump": content})
    source = local(tmp_path)
    (one,) = reads(source, [Expected("dump", size, None)], algorithms=("md5", "sha256"))
    assert one.digests == {
        "md5": hashlib.md5(content).hexdigest(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    wanted = known(source)
    flip(tmp_path / "dump", at=size - 1, keep_mtime=True)
    assert verdicts(source, wanted)["dump"][0] == "corrupt"
    assert not [one for one in threading.enumerate() if one.name.startswith("reading-")]


def test_pieces_of_one_large_file_alone(tmp_path):
    (tmp_path / "dump").touch()
    os.truncate(tmp_path / "dump", 257 * MIB)
    source = local(tmp_path)
    (one,) = reads(source, [Expected("dump", None, None)], algorithms=("blake3",))
    (both,) = reads(source, [Expected("dump", 257 * MIB, None)], algorithms=("sha256", "blake3"))
    assert (both.pieces, both.digests["blake3"]) == (one.pieces, one.digests["blake3"])
    assert len(one.pieces) == 5
    assert one.pieces[4][1] == blake3(bytes(MIB)).hexdigest()
