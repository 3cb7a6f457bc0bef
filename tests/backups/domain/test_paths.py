import pytest
from hypothesis import given
from hypothesis import strategies as st

from backups.domain.paths import BadPath, checked, escape, escape_key, file_parts, unescape


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain.bak", "plain.bak"),
        ("备份 1.bak".encode(), "备份 1.bak"),
        (b"a\\b", "a\\\\b"),
        (b"a\nb\rc", "a\\nb\\rc"),
        (b"\x00\x1f\x7f", "\\x00\\x1f\\x7f"),
        (b"caf\xe9", "caf\\xe9"),
        ("\u0085".encode(), "\\xc2\\x85"),
        (b"\xed\xb2\x80", "\\xed\\xb2\\x80"),  # a surrogate is no UTF-8
        (b"\\x41", "\\\\x41"),
    ],
)
def test_how_a_name_is_written(raw, text):
    assert (escape(raw), unescape(text)) == (text, raw)


@given(st.binary())
def test_any_bytes_come_back(raw):
    assert unescape(escape(raw)) == raw
    assert unescape(escape_key(raw)) == raw


@given(st.binary(min_size=1))
def test_what_is_written_holds_no_control_character(raw):
    assert not any(ord(one) < 0x20 or 0x7F <= ord(one) <= 0x9F for one in escape(raw))


@given(st.lists(st.binary(min_size=1, max_size=4), max_size=20))
def test_a_sorted_walk_is_sorted_by_whole_path(names):
    """Sorting names with "/" behind folders equals sorting paths."""
    names = sorted({escape(one.replace(b"/", b"_")) for one in names})
    walked = []
    for name in sorted([f"{one}/" for one in names] + [f"{one}.x" for one in names]):
        walked += [f"{name}{inner}" for inner in ("a", "b")] if name.endswith("/") else [name]
    assert walked == sorted(walked)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (b"a/b", "a/b"),
        (b"a//b", "a\\x2f\\x2fb"),
        (b"/a", "\\x2fa"),
        (b"a/", "a\\x2f"),
        (b"a/../b", "a/\\x2e\\x2e/b"),
        (b"./a", "\\x2e/a"),
        (b"", ""),
    ],
)
def test_keys_of_objects_are_paths_without_odd_parts(key, text):
    assert (escape_key(key), unescape(text)) == (text, key)
    assert not {"", ".", ".."} & set(text.split("/")) or not text


@pytest.mark.parametrize("path", ["a//b", "/a", "a/", "..", "a/./b", "\\x2e\\x2e/a", "a\\x2fb"])
def test_a_local_path_has_only_names_a_folder_can_hold(path):
    with pytest.raises(BadPath):
        file_parts(path)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a\\x41", "not_canonical"),
        ("caf\\xc3\\xa9", "not_canonical"),
        ("a\\q", "stray_backslash"),
        ("a\\", "stray_backslash"),
        ("\udc80", "not_utf8"),
        ("", "empty"),
        ("../a", "not_a_relative_path"),
    ],
)
def test_two_spellings_are_never_two_files(path, code):
    with pytest.raises(BadPath) as refused:
        checked(path)
    assert refused.value.code == code


def test_a_good_path_is_itself():
    assert checked("备份/a b\\n.bak") == "备份/a b\\n.bak"
