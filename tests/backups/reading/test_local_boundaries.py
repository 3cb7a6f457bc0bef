"""Nothing outside a location is ever opened, whatever is put in the way."""

import os
from pathlib import Path

import pytest

from backups.domain.verdicts import Expected, Seen
from backups.reading import SourceError, compare, open_source
from tests.backups.reading.copies import as_nobody, known, local, put, verdicts

HOSTILE = [
    b"new\nline", b"back\\slash", b"caf\xe9", b"\xff\xfe", b"\x01\x7f", "备份 2026.bak".encode(),
    "\u202egnp.exe".encode(), b"-rf", b" ", b"...", b"a" * 255, "名".encode() * 85, b"\r",
]  # fmt: skip


def test_hostile_names_are_walked_in_order_and_read(tmp_path):
    for name in HOSTILE:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    source = local(tmp_path)
    paths = [one.path for one in source.walk()]
    assert len(paths) == len(HOSTILE)
    assert paths == sorted(paths)
    assert set(verdicts(source, known(source)).values()) == {("ok", "digest_matches")}


def test_the_order_is_that_of_whole_paths(tmp_path):
    put(tmp_path, dict.fromkeys(("a.txt", "a/z", "a-b/c", "a0", "b/é/x", "b/z"), b""))
    paths = [one.path for one in local(tmp_path).walk()]
    assert paths == ["a-b/c", "a.txt", "a/z", "a0", "b/z", "b/é/x"] == sorted(paths)


def test_links_fifos_and_sockets_are_told_and_never_followed(tmp_path):
    put(tmp_path, {"outside/secret": b"s", "copy/file": b"f"})
    (tmp_path / "copy" / "link").symlink_to(tmp_path / "outside" / "secret")
    (tmp_path / "copy" / "folder").symlink_to(tmp_path / "outside")
    os.mkfifo(tmp_path / "copy" / "pipe")
    source = local(tmp_path / "copy")
    assert [(one.path, one.kind) for one in source.walk()] == [
        ("file", "file"),
        ("folder", "link"),
        ("link", "link"),
        ("pipe", "special"),
    ]
    inside = [Expected("folder/secret", 1, None), Expected("link", 1, None)]
    assert set(verdicts(source, inside).values()) == {("not_a_file", "is_link")}
    assert list(source.walk("folder")) == []


@pytest.mark.parametrize(
    "path", ["../outside/secret", "..", ".", "a//b", "/etc/passwd", "\\x2e\\x2e/outside/secret",
             "a\\x2fb", "a\\x00b", "\\q"]
)  # fmt: skip
def test_a_path_that_leads_out_leads_nowhere(tmp_path, path):
    put(tmp_path, {"outside/secret": b"s", "copy/a/b": b"f"})
    source = local(tmp_path / "copy")
    assert verdicts(source, [Expected(path, None, None)]) == {path: ("missing", "not_found")}
    assert list(source.walk(path)) == []
    assert source.stat(path) is None


def test_a_folder_swapped_for_a_link_during_the_walk_stays_inside(tmp_path):
    put(tmp_path, {"outside/secret": b"s", "copy/a": b"", "copy/b/inside": b"", "copy/c": b""})
    walk = local(tmp_path / "copy").walk()
    assert next(walk).path == "a"
    (tmp_path / "copy" / "b").rename(tmp_path / "copy" / "d")
    (tmp_path / "copy" / "b").symlink_to(tmp_path / "outside")
    assert [(one.path, one.kind) for one in walk] == [("b", "link"), ("c", "file")]


def test_a_folder_that_vanishes_during_the_walk_is_missing(tmp_path):
    put(tmp_path, {"a": b"", "b/inside": b"", "c": b""})
    source = local(tmp_path)
    expected = known(source)
    walk = source.walk()
    first = next(walk)
    (tmp_path / "b" / "inside").unlink()
    (tmp_path / "b").rmdir()
    pairs = compare(expected, [first, *walk])
    assert [(one.path, one.verdict) for one in pairs] == [
        ("a", None),
        ("b/inside", "missing"),
        ("c", None),
    ]


def test_what_lies_in_a_closed_folder_is_unreadable_not_missing(tmp_path):
    put(tmp_path, {"a": b"", "b/inside": b"", "b.txt": b"", "c": b""})
    source = local(tmp_path)
    expected = known(source)
    tmp_path.chmod(0o755)
    (tmp_path / "b").chmod(0)

    def told():
        return [(one.path, one.verdict) for one in compare(expected, source.walk())]

    assert as_nobody(told) == [
        ["a", None],
        ["b.txt", None],
        ["b/", "unreadable"],
        ["b/inside", "unreadable"],
        ["c", None],
    ]


def test_a_location_outside_the_allowed_folders_is_refused(tmp_path):
    put(tmp_path, {"allowed/a": b"", "outside/b": b""})
    (tmp_path / "allowed" / "way-out").symlink_to(tmp_path / "outside")
    for path in ("outside", "allowed/../outside", "allowed/way-out", "allowed2"):
        with pytest.raises(SourceError) as refused:
            open_source(str(tmp_path / path), {}, roots=[tmp_path / "allowed"], hosts=())
        assert refused.value.code == "not_allowed"
    with pytest.raises(SourceError, match="not_allowed"):
        open_source(str(tmp_path), {}, roots=[], hosts=())


def test_a_file_url_may_escape_and_demand_a_mount(tmp_path):
    put(tmp_path, {"my backups/a": b""})
    url = f"file://{tmp_path}/my%20backups"
    source = open_source(url, {}, roots=[tmp_path], hosts=())
    assert [one.path for one in source.walk()] == ["a"]
    with pytest.raises(SourceError) as refused:
        open_source(f"{url}?mounted=yes", {}, roots=[tmp_path], hosts=())
    assert refused.value.code == "not_mounted"
    source = open_source("file:///proc?mounted=yes", {}, roots=[Path("/proc")], hosts=())
    source.close()


def test_a_single_file_is_a_copy_too(tmp_path):
    put(tmp_path, {"sets/night.bak": b"night"})
    source = local(tmp_path)
    (seen,) = source.walk("sets/night.bak")
    assert isinstance(seen, Seen)
    assert seen.path == "night.bak"
    wanted = known(source, "sets/night.bak")
    assert verdicts(source, wanted, base="sets/night.bak") == {
        "night.bak": ("ok", "digest_matches")
    }
    assert list(source.walk("sets/other.bak")) == []


def test_a_tree_deeper_than_any_stack_is_walked(tmp_path):
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(200):
        os.mkdir("d", dir_fd=here)
        here, outer = os.open("d", os.O_RDONLY, dir_fd=here), here
        os.close(outer)
    os.close(os.open("leaf", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    source = local(tmp_path)
    (leaf,) = source.walk()
    assert leaf.path == "d/" * 200 + "leaf"
    assert verdicts(source, known(source)) == {leaf.path: ("ok", "digest_matches")}


def test_no_descriptor_is_left_behind(tmp_path):
    put(tmp_path, {f"{n}/{n}": b"x" * (n * 10_000) for n in range(12)})
    before = len(os.listdir("/proc/self/fd"))
    source = local(tmp_path)
    next(source.walk())
    verdicts(source, known(source))
    source.close()
    assert len(os.listdir("/proc/self/fd")) == before
