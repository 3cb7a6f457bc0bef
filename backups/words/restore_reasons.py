"""Why a restore test ended as it did, and what its built-in checks are called (method.md §29)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from backups.words.plain import said

CHECKS: dict[str, Any] = {
    "digests": _("Bytes fetched"),
    "left_out": _("What was left out"),
    "amcheck": _("Indexes (amcheck)"),
    "integrity_check": _("Integrity of the file"),
    "foreign_key_check": _("Foreign keys"),
    "gap_query": _("Newest record"),
}

PASSED: dict[str, Any] = {
    "restored": _("Restored; everything that was claimed of it holds."),
    "told_by_tool": _("Told by another tool."),
    "digests_match": _("What was fetched is what the manifest lists."),
    "as_expected": _("As expected."),
    "whole": _("Nothing is damaged."),
}

# The machine or the place is to blame: nothing is said of the backup.
NOT_RUN: dict[str, Any] = {
    "no_isolation": _("This machine cannot keep a restore apart from everything else: %(detail)s"),
    "sandbox_broken": _("The sandbox did not start."),
    "no_sources": _("There was nothing to restore."),
    "source_missing": _("What was fetched is gone."),
    "source_not_readable": _("The user of the sandbox may not read what was fetched."),
    "no_scratch": _("There is no scratch folder."),
    "scratch_is_production": _("The scratch folder is a place of production: %(folder)s"),
    "scratch_too_small": _(
        "The scratch folder needs %(needed_bytes)s and has %(free_bytes)s free."
    ),
    "scratch_full": _("The disk of the scratch folder ran full."),
    "fetch_scratch_full": _("The disk of the scratch folder ran full while fetching."),
    "fetch_unreadable": _("The copy could not be read: %(path)s"),
    "cancelled": _("It was stopped."),
    "workers_died": _("%(attempts)s workers in a row died over it."),
    "chain_not_supported": _("Sets of this format that build on each other cannot be tested yet."),
    "unsupported_format": _("This format cannot be restored here."),
    "encrypted": _("It is encrypted, and this platform has no key to it."),
    "secret_missing": _("The location's credentials lack the passphrase of the repository."),
    "wrong_secret": _("The passphrase of the repository is wrong."),
    "program_missing": _("A program is not installed: %(program)s"),
    "no_postgres": _("There are no programs of the server's version to restore with."),
    "no_command": _("The administrator's file names no command “%(name)s”."),
    "too_many_sources": _("The set has too many files to be restored one by one."),
    "needs_database": _("This can only be asked of a database."),
    "needs_files": _("This can only be asked of files."),
    "amcheck_missing": _("The server has no amcheck."),
}

FAILED: dict[str, Any] = {
    "nothing_restored": _("Nothing came out of it."),
    "no_assertions": _(
        "Nothing was claimed about what was restored, so nothing is proved: add checks to the"
        " policy."
    ),
    "timeout": _("It took longer than the %(limit_s)s the policy allows."),
    "too_many_bytes": _("More than %(limit_bytes)s came out of it."),
    "too_many_files": ngettext_lazy(
        "More than %(limit)s file came out of it.",
        "More than %(limit)s files came out of it.",
        "limit",
    ),
    "file_too_large": _("A file of more than %(limit_bytes)s came out of it."),
    "decompression_bomb": _(
        "It expands more than %(limit)s times: %(produced_bytes)s out of %(read_bytes)s."
    ),
    "out_of_memory": _("It needs more memory than %(limit_bytes)s."),
    "fetch_missing": _("No copy of it is there any more."),
    "fetch_differs": _("The copy is not what the manifest lists: %(path)s"),
    "fetch_not_a_file": _("There is a link or a device where a file is expected: %(path)s"),
    "child_died": _("The restore died without an answer."),
    "child_misbehaved": _("The restore answered more than anybody asked it."),
    "empty_source": _("It is empty."),
    "unknown_format": _("It is in no known format."),
    "other_format": _("The policy says %(expected)s, its bytes say %(found)s."),
    "mixed_formats": _("Its files are in different formats."),
    "too_many_layers": _("It is compressed more than %(limit)s times over."),
    "decoder_failed": _("It could not be decoded: %(error)s"),
    "compression_damaged": _("Its compression is damaged: %(error)s"),
    "archive_damaged": _("The archive is damaged: %(error)s"),
    "archive_truncated": _("The end of the archive is missing."),
    "archive_absolute_path": _("A name in the archive starts at the root: %(name)s"),
    "archive_path_escapes": _("A name in the archive leads out of it: %(name)s"),
    "archive_name_nul": _("A name in the archive holds a zero byte: %(name)s"),
    "archive_name_too_long": _("A name in the archive is too long: %(name)s"),
    "archive_name_impossible": _("A name in the archive is none for this system: %(name)s"),
    "archive_name_empty": _("A member of the archive has no name."),
    "archive_too_deep": _("The archive has more than %(limit)s folders within each other."),
    "archive_duplicate": _("The archive holds this twice: %(name)s"),
    "archive_link": _("The archive holds a link: %(name)s"),
    "archive_link_escapes": _("A link in the archive leads out of it: %(name)s"),
    "archive_link_target_missing": _("A link in the archive leads nowhere: %(name)s"),
    "archive_path_through_link": _("The archive wants to write through a link: %(name)s"),
    "archive_special_file": _("The archive holds a device or a pipe: %(name)s"),
    "archive_overlapping_entries": _("Members of the archive share their bytes: %(name)s"),
    "database_damaged": _("The database is damaged: %(error)s"),
    "repository_unreadable": _("The repository cannot be read: %(error)s"),
    "restore_refused": _("The restore was refused: %(error)s"),
    "command_failed": _("The command ended with status %(exit)s: %(error)s"),
    "entries_left_out": _("%(count)s entries reach out of the database and were left out."),
    "damaged": _("It is damaged."),
    "orphans": _("Rows refer to others that are not there."),
    "index_damaged": _("An index is damaged: %(error)s"),
    "differs": _("Expected %(expected)s, found %(found)s."),
    "file_missing": _("There is no such file: %(path)s"),
    "query_failed": _("The query failed: %(error)s"),
    "in_the_future": _("The newest record lies in the future: %(found)s"),
    "no_instant": _("The query found no instant."),
}

RESTORE_REASONS: dict[str, Any] = {**PASSED, **NOT_RUN, **FAILED}


def restore_check_name(name: str) -> str:
    """Those of the policy have the name that a person gave them."""
    return said(CHECKS, name) if name in CHECKS else name
