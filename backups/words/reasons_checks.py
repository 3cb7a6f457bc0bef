"""Reasons of the checks of a verification (docs/method.md §26 and §27)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CHECKS: dict[str, Any] = {
    "not_asked": _("The policy does not ask for it."),
    "given_up": _("Every worker that began to read it broke off; see the log of the workers."),
    # checksum
    "all_match": _("Every byte of %(files)s files is what was written."),
    "read_earlier": _("Every part was read in time before this run, and was good."),
    "recorded_first": _(
        "Nothing was known to compare with: the digests of %(files)s files are recorded now."
    ),
    "files_touched": _("%(files)s files have the same bytes but a new time."),
    "files_flaky_read": _(
        "%(files)s files were read wrongly once, then rightly: the bytes are good, the way to them is not."  # noqa: E501
    ),
    "files_corrupt": _(
        "%(files)s files have other bytes than were written, with the same size and time: silent corruption."  # noqa: E501
    ),
    "files_rewritten": _("%(files)s files were rewritten or tampered with after they were made."),
    "files_media_error": _("The medium cannot read %(files)s files any more."),
    "files_unreadable": _("%(files)s files may not be read."),
    "files_unstable": _("%(files)s files changed while they were read."),
    "copies_differ": _(
        "%(files)s files differ between the copies, and nothing says which is right."
    ),
    "bad_before": _("%(parts)s parts were bad when they were read last."),
    "parts_unread": _("%(parts)s of %(of)s parts were never read."),
    "nothing_to_read": _("There is nothing to read."),
    "workers_died": _("The workers that read it died again and again."),
    # completeness
    "all_there": _("All %(files)s files are there, and nothing else."),
    "no_manifest": _(
        "No manifest came with it: %(files)s files are there, nobody knows whether that is all."
    ),
    "copy_missing": _("The copy is not there any more."),
    "copy_not_there": _("The copy is not there any more."),
    "copy_empty": _("The copy holds no file."),
    "files_missing": _("Files of the manifest are missing or not as they should be: %(files)s."),
    "files_extra": _("%(files)s files are there that the manifest does not name."),
    "files_truncated": _("%(files)s files are too short."),
    "files_grown": _("%(files)s files are too long."),
    "files_not_a_file": _("%(files)s names are links or devices where files are expected."),
    "files_damaged": _("%(files)s files are damaged."),
    # chain
    "chain_whole": _("All %(sets)s sets that a restore needs are whole."),
    "no_parent": _("It builds on a set that is not known here."),
    "parent_unverified": _("A set it builds on is not verified yet."),
    "parent_failed": _("A set it builds on failed its checks."),
    "parent_missing": _("A set it builds on is gone."),
    "parent_expired": _("A set it builds on was removed after its time of keeping."),
    "parent_quarantine": _("A set it builds on is in quarantine."),
    "parent_no_parent": _("The chain below it is broken."),
    # size
    "size_unknown": _("Nobody knows how large it is."),
    "empty": _("It is empty."),
    "too_small": _("It is smaller than any real backup of this policy."),
    "above_smallest": _(
        "It is not implausibly small; %(samples)s of %(needed)s earlier sets are there to compare with."  # noqa: E501
    ),
    "plausible": _("It is about as large as the %(samples)s sets before it."),
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
    "log_says_success": _("The log says that it succeeded (%(tool)s)."),
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
    "deletion_overdue": _("%(sets)s sets are past their time of keeping and still there."),
    "lock_too_short": _("The lock against deletion ends %(short_s)s too early."),
    "lock_unknown": _("Nobody knows until when %(copies)s copies are locked."),
    "too_few": _("%(sets)s sets are kept, %(limit)s are wanted."),
    "kept_as_wanted": _("%(sets)s other sets are kept, as the policy wants."),
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
    "not_encrypted": _("%(files)s of %(sampled)s files need no key to be read, such as %(path)s."),
    "key_unknown": _("It is encrypted, but the policy does not name the key."),
    "key_untested": _("It is encrypted; nobody has proved yet that the key opens it."),
    "encrypted": _("%(sampled)s files were looked at; all are encrypted with %(wanted)s."),
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
