"""In which language a text was written (E48): the log keeps the original and says so."""

from __future__ import annotations


def language_of(text: str, fallback: str) -> str:
    """ "zh-hans" or "en", by which script carries it; `fallback` where neither does."""
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    if not chinese and not latin:
        return fallback
    # A Chinese word takes about two characters, an English one about five.
    return "zh-hans" if chinese * 5 >= latin * 2 else "en"
