"""How the path of a file inside a copy is written down: text that any bytes can be got back from.

UTF-8 stays as it is; a backslash is `\\\\`, newline `\\n`, carriage return `\\r`, any other control
character and every byte that is no UTF-8 `\\xNN`. Relative, parts joined by "/", no part empty,
"." or "..". Order is by code points of this text, which is PostgreSQL's `COLLATE "C"`: a walk gets
it by sorting the names of a directory with "/" after those of directories.
"""

from __future__ import annotations

import re

_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_BACK = {"\\\\": b"\\", "\\n": b"\n", "\\r": b"\r"}
_ESCAPED = re.compile(r"\\(?:\\|n|r|x[0-9a-f]{2})|[^\\]+|\\")


class BadPath(ValueError):
    """The text is no path as this module writes it; `code` says why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code


def escape(raw: bytes) -> str:
    """The text of a name or path, "/" kept. Never fails."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode(errors="surrogateescape")
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(_char(one) for one in text)


def unescape(text: str) -> bytes:
    """The bytes of `escape`. BadPath for a stray backslash or what cannot be UTF-8."""
    if "\\" not in text:
        return _utf8(text, text)
    out = []
    for part in _ESCAPED.findall(text):
        if part[0] != "\\":
            out.append(_utf8(part, text))
        elif part == "\\":
            raise BadPath("stray_backslash", text)
        else:
            out.append(_BACK[part] if part in _BACK else bytes.fromhex(part[2:]))
    return b"".join(out)


def escape_key(key: bytes) -> str:
    """The path of an object's key, where "a//b", "/a", "a/" and "a/../b" are names like others.

    A slash is a separator only between two parts that are not empty, else `\\x2f`; a part "." or
    ".." is written `\\x2e`, `\\x2e\\x2e`. No local file can be meant by those: see `file_parts`.
    """
    parts = key.split(b"/")
    text = ""
    for place, part in enumerate(parts):
        if place:
            text += "/" if part and parts[place - 1] else "\\x2f"
        text += "\\x2e" * len(part) if part in (b".", b"..") else escape(part)
    return text


def file_parts(path: str) -> list[bytes]:
    """The names below a location's root, outermost first; [] for "" (the root itself).

    BadPath unless every part is a name a directory can hold: not empty, ".", ".." and free of "/"
    and NUL once unescaped.
    """
    if not path:
        return []
    parts = [unescape(part) for part in path.split("/")]
    for part in parts:
        if part in (b"", b".", b"..") or b"/" in part or b"\0" in part:
            raise BadPath("not_a_relative_path", path)
    return parts


def checked(path: str) -> str:
    """`path` if it is written as `escape` writes it and names a file; BadPath if not.

    For paths that come from outside (manifests, the API): "a\\x41" and "aA" must not be two files.
    """
    parts = file_parts(path)
    if not parts:
        raise BadPath("empty", path)
    if escape(b"/".join(parts)) != path:
        raise BadPath("not_canonical", path)
    return path


def joined(base: str, path: str) -> str:
    return f"{base}/{path}" if base and path else base or path


def _char(one: str) -> str:
    if one in _SHORT:
        return _SHORT[one]
    code = ord(one)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x20 or 0x7F <= code <= 0x9F:
        return "".join(f"\\x{byte:02x}" for byte in one.encode())
    return one


def _utf8(part: str, text: str) -> bytes:
    try:
        return part.encode()
    except UnicodeEncodeError:
        raise BadPath("not_utf8", text) from None
