"""Buckets: a real server on loopback, and a network that misbehaves."""

import os
from collections.abc import Iterator

import pytest
from botocore.session import Session

from backups.domain.verdicts import Expected
from backups.reading import Budget, Source, SourceError, open_source, retrying
from tests.backups.reading.bad_network import BadNetwork
from tests.backups.reading.bucket_server import buckets_served
from tests.backups.reading.copies import MIB, DoingClock, known, reads, verdicts

KEYS = {"access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "not-a-secret"}


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with buckets_served() as port:
        yield port


@pytest.fixture
def network(server: int) -> Iterator[BadNetwork]:
    network = BadNetwork(server)
    yield network
    network.close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch) -> None:
    monkeypatch.setattr(retrying, "_FIRST_PAUSE_S", 0.001)


@pytest.fixture
def bucket(server: int, request) -> Iterator[object]:
    """The client of a bucket `copies` of its own."""
    client = Session().create_client(
        "s3",
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{server}",
        aws_access_key_id="x",
        aws_secret_access_key="y",
    )
    client.create_bucket(Bucket="copies")
    yield client
    while found := client.list_objects_v2(Bucket="copies").get("Contents"):
        for one in found:
            client.delete_object(Bucket="copies", Key=one["Key"])
    client.delete_bucket(Bucket="copies")
    client.close()


def opened(network: BadNetwork, prefix: str = "", **more: str) -> Source:
    url = f"s3://copies/{prefix}?endpoint={network.url}"
    return open_source(url, {**KEYS, **more}, roots=(), hosts=("127.0.0.1",))


def put(client, files: dict[str, bytes]) -> None:
    for key, body in files.items():
        client.put_object(Bucket="copies", Key=key, Body=body)


def test_objects_are_walked_in_order_and_read(bucket, network):
    put(bucket, {"set/a.txt": b"1", "set/a/z": b"2", "set/b.bak": os.urandom(3 * MIB),
                 "set/备份.bak": b"", "other/x": b"3"})  # fmt: skip
    source = opened(network)
    assert [one.path for one in source.walk("set")] == ["a.txt", "a/z", "b.bak", "备份.bak"]
    wanted = known(source, "set")
    assert set(verdicts(source, wanted, base="set").values()) == {("ok", "digest_matches")}
    assert [one.path for one in source.walk("set/b.bak")] == ["b.bak"]
    assert [one.path for one in opened(network, "set").walk()] == [
        "a.txt",
        "a/z",
        "b.bak",
        "备份.bak",
    ]
    assert source.free_space() is None


def test_keys_no_folder_could_hold_are_files_like_others(bucket, network):
    # The server in the test has none of "a//b", "a/../b", "a\\n": tests/backups/domain/test_paths.
    names = ["back\\slash", "~ %+&?#", "...", "\x7f"]
    put(bucket, {f"set/{name}": name.encode() for name in names} | {"set/marker/": b""})
    source = opened(network)
    paths = [one.path for one in source.walk("set")]
    assert (len(paths), paths) == (len(names), sorted(paths))
    assert set(verdicts(source, known(source, "set"), base="set").values()) == {
        ("ok", "digest_matches")
    }


def test_a_list_of_several_pages_is_one(bucket, network, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "5")
    put(bucket, {f"set/{n:04d}": b"" for n in range(13)})
    assert len([*opened(network).walk("set")]) == 13
    assert [*opened(network).walk("nothing")] == []


def test_other_bytes_are_told_apart_from_missing_ones(bucket, network):
    put(bucket, {"a": b"aaa", "b": b"bbb", "c": b"ccc"})
    source = opened(network)
    wanted = known(source)
    put(bucket, {"a": b"aax", "b": b"b"})
    bucket.delete_object(Bucket="copies", Key="c")
    wanted = [one._replace(mtime_ns=None) for one in wanted]
    assert verdicts(source, wanted) == {
        "a": ("corrupt", "digest_differs_mtime_unknown"),
        "b": ("truncated", "size_smaller"),
        "c": ("missing", "not_found"),
    }


def test_throttling_is_waited_out(bucket, network):
    put(bucket, {"a": b"aaa"})
    source = opened(network)
    network.will("GET", "throttle", 3)
    wanted = known(source)
    network.will("HEAD", "throttle", 2)
    network.will("GET", "fail", 2)
    assert verdicts(source, wanted) == {"a": ("ok", "digest_matches")}
    assert network.seen == {"throttle": 5, "fail": 2}


@pytest.mark.slow
def test_endless_throttling_is_a_read_error_never_corruption(bucket, network):
    put(bucket, {"a": b"aaa", "b": b"bbb"})
    source = opened(network)
    wanted = known(source)
    network.will("GET", "throttle", 1_000, path="/a")
    assert verdicts(source, wanted) == {
        "a": ("unreadable", "throttled"),
        "b": ("ok", "digest_matches"),
    }


@pytest.mark.parametrize("fault", ["cut", "shorten"])
def test_a_truncated_answer_goes_on_where_it_broke(bucket, network, fault):
    put(bucket, {"a": os.urandom(5 * MIB)})
    source = opened(network)
    wanted = known(source)
    network.will("GET", fault, 2)
    (one,) = reads(source, wanted)
    assert (one.verdict, network.seen[fault]) == ("ok", 2)
    assert one.bytes_read == 5 * MIB


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["cut", "shorten"])
def test_answers_that_are_always_truncated_are_a_read_error(bucket, network, fault):
    put(bucket, {"a": os.urandom(100)})
    source = opened(network)
    wanted = known(source)
    network.will("GET", "cut", 1_000, path="/a")
    assert verdicts(source, wanted) == {"a": ("unreadable", "truncated_answer")}


def test_a_bit_lost_on_the_way_is_flaky(bucket, network):
    put(bucket, {"a": os.urandom(200_000)})
    source = opened(network)
    wanted = known(source)
    network.will("GET", "flip", 1)
    assert verdicts(source, wanted) == {"a": ("flaky_read", "second_read_matches")}


@pytest.mark.slow
def test_an_object_replaced_while_it_is_read_is_unstable(bucket, network):
    put(bucket, {"a": bytes(20 * MIB)})
    source = opened(network)
    wanted = known(source)
    # The second window asks anew, since the stream was cut: another version answers by then.
    network.will("GET", "cut", 1)
    clock = DoingClock(lambda: put(bucket, {"a": b"x" + bytes(20 * MIB - 1)}))
    found = verdicts(source, wanted, budget=Budget(MIB, clock))
    assert found == {"a": ("unstable", "changed_while_read")}


def test_a_network_that_goes_is_no_verdict(bucket, network):
    put(bucket, {"a": b"aaa"})
    source = opened(network)
    network.close()
    with pytest.raises(SourceError) as gone:
        reads(source, [Expected("a", 3, None)])
    assert gone.value.code == "location_unreachable"


@pytest.mark.parametrize(
    ("url", "hosts", "code"),
    [
        ("s3://copies?endpoint=http://127.0.0.1:9", (), "not_allowed"),
        ("s3://copies?endpoint=http://127.0.0.1:9", ("127.0.0.2",), "not_allowed"),
        pytest.param(
            "s3://copies?endpoint=http://127.0.0.1:9",
            ("127.0.0.1",),
            "location_unreachable",
            marks=pytest.mark.slow,
        ),
        ("s3://copies?endpoint=file:///etc", ("*",), "unknown_scheme"),
        ("s3://copies?region=x/../y", ("*",), "not_allowed"),
        ("s3://key:secret@copies", ("*",), "not_allowed"),
        ("sftp://user:secret@127.0.0.1/x", ("127.0.0.1",), "not_allowed"),
        ("gopher://copies", ("*",), "unknown_scheme"),
        ("file://other/copies", (), "not_allowed"),
        ("nonsense", ("*",), "unknown_scheme"),
    ],
)
def test_places_that_may_not_be_opened(url, hosts, code):
    with pytest.raises(SourceError) as refused:
        open_source(url, KEYS, roots=(), hosts=hosts)
    assert refused.value.code == code
    assert "secret" not in str(refused.value)


def test_a_bucket_that_is_not_there(network):
    with pytest.raises(SourceError) as refused:
        opened(network)
    assert refused.value.code == "location_unreachable"
