"""What of a dump's table of contents is restored."""

from __future__ import annotations

import pytest

from backups.restoring.inside.toc import LeftOut, filtered

TRUSTED = {"plpgsql", "hstore"}
TABLE = "215; 1259 16386 TABLE public orders alice"


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("EXTENSION - file_fdw", "EXTENSION"),
        ("EXTENSION - plpython3u", "EXTENSION"),
        ("SERVER - outside alice", "SERVER"),
        ("FOREIGN TABLE public passwd alice", "FOREIGN TABLE"),
        ("FOREIGN DATA WRAPPER - own alice", "FOREIGN DATA WRAPPER"),
        ("USER MAPPING - USER MAPPING alice SERVER outside alice", "USER MAPPING"),
        ("EVENT TRIGGER - watcher alice", "EVENT TRIGGER"),
        ("PUBLICATION - p alice", "PUBLICATION"),
        ("SUBSCRIPTION - s alice", "SUBSCRIPTION"),
        ("PROCEDURAL LANGUAGE - plpython3u alice", "PROCEDURAL LANGUAGE"),
        ("DATABASE - live postgres", "DATABASE"),
        ("COMMENT - EXTENSION hstore", "COMMENT ON EXTENSION"),
    ],
)
def test_what_needs_a_superuser_or_reaches_out_is_left_out(rest: str, kind: str) -> None:
    listing = f";\n; Archive\n{TABLE}\n3; 0 0 {rest}\n"

    assert filtered(listing, TRUSTED) == (f"{TABLE}\n", [LeftOut(kind, rest)])


@pytest.mark.parametrize(
    "entry",
    [
        "2; 3079 16400 EXTENSION - hstore", "216; 0 16386 TABLE DATA public orders alice",
        "9; 1255 16 FUNCTION public newest() alice", "8; 0 0 COMMENT public TABLE orders alice",
        "7; 2606 1 CONSTRAINT public orders orders_pkey alice", "6; 0 0 ACL public TABLE x alice",
        "5; 2615 1 SCHEMA - server alice",
    ],
)  # fmt: skip
def test_data_and_what_belongs_to_it_is_kept(entry: str) -> None:
    assert filtered(f"{entry}\n", TRUSTED) == (f"{entry}\n", [])


def test_a_line_nobody_understands_is_left_out() -> None:
    assert filtered("what is this", TRUSTED) == ("\n", [LeftOut("unreadable", "what is this")])
