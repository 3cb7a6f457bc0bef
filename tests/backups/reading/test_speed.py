import logging
from itertools import count

import pytest

from backups.reading.speed import Speeds, digest_speeds, log_speeds


def test_speeds_are_bytes_a_second_of_the_clock_given():
    ticks = count(0, 2)
    speeds = digest_speeds(("md5", "blake3"), clock=lambda: float(next(ticks)))
    assert speeds == Speeds({"md5": 2 * 1024 * 1024, "blake3": 2 * 1024 * 1024}, False)


@pytest.mark.parametrize(("sha256", "lacks"), [(0.5, True), (1.0, True), (2.0, False)])
def test_without_sha_instructions_sha256_is_no_faster_than_md5(sha256, lacks):
    seconds = {"md5": 1.0, "sha256": 1 / sha256}
    ends = iter([end for one in seconds.values() for _ in range(3) for end in (0.0, one)])
    assert digest_speeds(("md5", "sha256"), clock=lambda: next(ends)).lacks_sha is lacks


def test_this_machine_is_told_in_the_log(caplog):
    with caplog.at_level(logging.INFO, logger="backups.reading.speed"):
        speeds = log_speeds()
    assert set(speeds.per_second) == {"md5", "sha256", "blake3"}
    assert speeds.fastest in speeds.per_second
    assert caplog.messages[0].startswith("Digests in GB per second of CPU: md5 ")


def test_an_unknown_digest_is_refused():
    with pytest.raises(ValueError, match="crc32"):
        digest_speeds(("crc32",))
