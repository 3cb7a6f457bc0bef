"""Reasons of the checks of a verification (docs/method.md §26 and §27)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from backups.words.sets import PARENTS

CHECKS: dict[str, Any] = {
    "not_asked": _("The policy does not ask for it."),
    "given_up": _("Every worker that began to read it broke off; see the log of the workers."),
    # checksum
    "all_match": ngettext_lazy(
        "Every byte of %(files)s file is what was written.",
        "Every byte of %(files)s files is what was written.",
        "files",
    ),
    "read_earlier": _("Every part was read in time before this run, and was good."),
    "recorded_first": ngettext_lazy(
        "Nothing was known to compare with: the digests of %(files)s file are recorded now.",
        "Nothing was known to compare with: the digests of %(files)s files are recorded now.",
        "files",
    ),
    "files_touched": ngettext_lazy(
        "%(files)s file has the same bytes but a new time.",
        "%(files)s files have the same bytes but a new time.",
        "files",
    ),
    "files_flaky_read": ngettext_lazy(
        "%(files)s file was read wrongly once, then rightly: the bytes are good, the way to them is not.",  # noqa: E501
        "%(files)s files were read wrongly once, then rightly: the bytes are good, the way to them is not.",  # noqa: E501
        "files",
    ),
    "files_corrupt": ngettext_lazy(
        "%(files)s file has other bytes than were written, with the same size.",
        "%(files)s files have other bytes than were written, with the same size.",
        "files",
    ),
    "files_rewritten": ngettext_lazy(
        "%(files)s file was rewritten or tampered with after it was made.",
        "%(files)s files were rewritten or tampered with after they were made.",
        "files",
    ),
    "files_media_error": ngettext_lazy(
        "The medium cannot read %(files)s file any more.",
        "The medium cannot read %(files)s files any more.",
        "files",
    ),
    "files_unreadable": ngettext_lazy(
        "%(files)s file may not be read.",
        "%(files)s files may not be read.",
        "files",
    ),
    "files_unstable": ngettext_lazy(
        "%(files)s file changed while it was read.",
        "%(files)s files changed while they were read.",
        "files",
    ),
    "copies_differ": ngettext_lazy(
        "%(files)s file differs between the copies, and nothing says which is right.",
        "%(files)s files differ between the copies, and nothing says which is right.",
        "files",
    ),
    "bad_before": ngettext_lazy(
        "%(parts)s part was bad when it was read last.",
        "%(parts)s parts were bad when they were read last.",
        "parts",
    ),
    "parts_unread": ngettext_lazy(
        "%(parts)s of %(of)s parts was never read.",
        "%(parts)s of %(of)s parts were never read.",
        "parts",
    ),
    "nothing_to_read": _("There is nothing to read."),
    "workers_died": _("The workers that read it died again and again."),
    # completeness
    "all_there": ngettext_lazy(
        "The %(files)s file is there, and nothing else.",
        "All %(files)s files are there, and nothing else.",
        "files",
    ),
    "no_manifest": ngettext_lazy(
        "No manifest came with it: %(files)s file is there, nobody knows whether that is all.",
        "No manifest came with it: %(files)s files are there, nobody knows whether that is all.",
        "files",
    ),
    "copy_missing": _("The copy is not there any more."),
    "copy_not_there": _("The copy is not there any more."),
    "copy_empty": _("The copy holds no file."),
    "files_missing": _("Files of the manifest are missing or not as they should be: %(files)s."),
    "files_extra": ngettext_lazy(
        "%(files)s file is there that the manifest does not name.",
        "%(files)s files are there that the manifest does not name.",
        "files",
    ),
    "files_truncated": ngettext_lazy(
        "%(files)s file is too short.",
        "%(files)s files are too short.",
        "files",
    ),
    "files_grown": ngettext_lazy(
        "%(files)s file is too long.",
        "%(files)s files are too long.",
        "files",
    ),
    "files_not_a_file": ngettext_lazy(
        "%(files)s name is a link or device where a file is expected.",
        "%(files)s names are links or devices where files are expected.",
        "files",
    ),
    "files_damaged": ngettext_lazy(
        "%(files)s file is damaged.",
        "%(files)s files are damaged.",
        "files",
    ),
    # chain
    "chain_whole": ngettext_lazy(
        "The %(sets)s set that a restore needs is whole.",
        "All %(sets)s sets that a restore needs are whole.",
        "sets",
    ),
    "no_parent": _("It builds on a set that is not known here."),
    **PARENTS,
    # size
    "size_unknown": _("Nobody knows how large it is."),
    "empty": _("It is empty."),
    "too_small": _("It is smaller than any real backup of this policy."),
    "above_smallest": ngettext_lazy(
        "It is not implausibly small; %(samples)s of %(needed)s earlier sets is there to compare with.",  # noqa: E501
        "It is not implausibly small; %(samples)s of %(needed)s earlier sets are there to compare with.",  # noqa: E501
        "samples",
    ),
    "plausible": ngettext_lazy(
        "It is about as large as the %(samples)s set before it.",
        "It is about as large as the %(samples)s sets before it.",
        "samples",
    ),
    "shrank": _("It is %(percent)s %% smaller than usual."),
    "grew": _("It is %(percent)s %% larger than usual."),
    "shrinking": _("The sets have shrunk by %(percent)s %% bit by bit."),
    "growing": _("The sets have grown by %(percent)s %% bit by bit."),
    "unusual": _("Its size is unusual, though within the tolerance."),
    # log
    "log_missing": _("The policy requires a log, and none came."),
    "log_empty": _("The log that came is empty."),
    "bad_pattern": _("A pattern of the policy cannot be read: %(pattern)s"),
    "log_says_failure": _("The log of the backup says that it failed."),
    "no_success_mark": _("The log does not hold the line that means success."),
    "no_known_mark": _("Nobody said what a good end looks like in this log."),
    "log_warns": _("The backup succeeded with warnings."),
    "log_says_success": _("The log says that it succeeded."),
    # freshness
    "nothing_restorable": _("Nothing of this class of data can be restored."),
    "no_rpo": _("No RPO is stated, so nothing can be too old."),
    "rpo_met": _("The newest restorable point is %(age_s)s old, at most %(limit_s)s is allowed."),
    "rpo_missed": _(
        "The newest restorable point is %(age_s)s old, but at most %(limit_s)s is allowed."
    ),
    # naming
    "no_name": _("No copy has a name to judge."),
    "pattern_refused": _("The naming pattern of the policy cannot be used."),
    "name_does_not_fit": _("“%(name)s” does not fit the naming pattern."),
    "name_of_another": _("“%(name)s” names another kind or class of data."),
    "name_contradicts_time": _(
        "“%(name)s” tells another time than the set (%(stands_at)s): a clock or a zone is wrong."
    ),
    "name_fits": _("“%(name)s” fits the naming pattern."),
    # retention
    "deletion_overdue": ngettext_lazy(
        "%(sets)s set is past its time of keeping and still there.",
        "%(sets)s sets are past their time of keeping and still there.",
        "sets",
    ),
    "lock_too_short": _("The lock against deletion ends %(short_s)s too early."),
    "lock_unknown": ngettext_lazy(
        "Nobody knows until when %(copies)s copy is locked.",
        "Nobody knows until when %(copies)s copies are locked.",
        "copies",
    ),
    "too_few": ngettext_lazy(
        "%(sets)s set is kept, %(limit)s are wanted.",
        "%(sets)s sets are kept, %(limit)s are wanted.",
        "sets",
    ),
    "kept_as_wanted": ngettext_lazy(
        "%(sets)s other set is kept, as the policy wants.",
        "%(sets)s other sets are kept, as the policy wants.",
        "sets",
    ),
    # verification age
    "older_than_retention": _(
        "It was last read longer ago than sets are kept: damage would be found too late."
    ),
    "never_again": _("After its first verification nobody reads it again."),
    "period_beyond_retention": _(
        "Sets are deleted before they are read again: damage would be found too late."
    ),
    "never_read_whole": _("It was never read whole."),
    "read_too_long_ago": _(
        "Its oldest byte was read %(age_s)s ago, at most %(limit_s)s is guaranteed."
    ),
    "read_in_time": _(
        "Its oldest byte was read %(age_s)s ago, within the %(limit_s)s that are guaranteed."
    ),
    "verification_overdue": _("It should have been verified by now."),
    # 3-2-1
    "rule_copies": _("Fewer than three copies that were verified."),
    "rule_media": _("All verified copies lie on one medium."),
    "rule_offsite": _("No verified copy lies elsewhere."),
    "rule_unchangeable": _("No verified copy is out of reach of whoever can delete."),
    "rule_no_errors": _("A copy is damaged, or no restore was tested in time."),
    "rule_met": _("3-2-1-1-0 is met, counted from verified copies only."),
    # encryption
    "nothing_sampled": _("No file was looked at yet."),
    "not_encrypted": ngettext_lazy(
        "%(files)s of %(sampled)s files needs no key to be read, such as %(path)s.",
        "%(files)s of %(sampled)s files need no key to be read, such as %(path)s.",
        "files",
    ),
    "key_unknown": _("It is encrypted, but the policy does not name the key."),
    "key_untested": _("It is encrypted; nobody has proved yet that the key opens it."),
    "encrypted": ngettext_lazy(
        "%(sampled)s file was looked at; it is encrypted with %(wanted)s.",
        "%(sampled)s files were looked at; all are encrypted with %(wanted)s.",
        "sampled",
    ),
    # restore test
    "never_restored": _("Nobody has ever restored it for a test."),
    "restore_failed": _("The last restore test failed."),
    "restore_not_run": _("The last restore test could not run."),
    "restore_too_long_ago": _(
        "The last restore test was %(age_s)s ago, at most %(limit_s)s is wanted."
    ),
    "restored": _("It was restored, and what came back was checked."),
    # places
    "location_unreachable": _("The location could not be reached."),
    "not_mounted": _("Nothing is mounted at the location."),
    "not_allowed": _("The administrator has not allowed this place."),
    "bad_credentials": _("The location refuses the credentials."),
    "unknown_scheme": _("Nobody knows how to open such an address."),
    "timeout": _("It did not answer in time."),
    "location_empty": _("The location is empty although backups should lie there."),
}
