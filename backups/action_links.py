"""From a failure of backups to what must be done: the form of a corrective action, filled in.

The criterion is a new measurement of the system wherever it has a target; else a document.
"""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backups.models import BackupPolicy, RestoreTest, Verification, VerificationCheck
from backups.words import check_name, reason_words, restore_reason_words
from bia.models import System
from lib.durations import format_duration

BAD = ("fail", "overdue", "not_run")


def of_check(check: VerificationCheck, run: Verification, system: System) -> str:
    """About one check of a finished run that is not green; "" where nothing is to be done."""
    if check.outcome not in BAD or check.reason == "not_asked":
        return ""
    measure = "rpo" if check.name in ("freshness", "size", "log", "chain") else "rto"
    title = _("%(check)s of the backups of %(system)s") % {
        "check": check_name(check.name), "system": system.name,
    }  # fmt: skip
    finding = f"{run.backup_set.code}: {reason_words(check.reason, check.params)}"
    serious = check.outcome == "fail"
    return _address(system, f"backup:{run.code}:{check.name}", "other", title, finding, measure,
                    "P1" if serious else "P2")  # fmt: skip


def of_test(test: RestoreTest, system: System) -> str:
    """About a restore test that failed, did not run or took longer than the RTO."""
    late = test.restored_s is not None and test.rto_s is not None and test.restored_s > test.rto_s
    if test.state != "finished" or (test.outcome in ("pass", "warn") and not late):
        return ""
    if late and test.outcome in ("pass", "warn"):
        finding = _("The restore took %(took)s, the RTO is %(rto)s.") % {
            "took": _words(test.restored_s or 0), "rto": _words(test.rto_s or 0),
        }  # fmt: skip
    else:
        finding = restore_reason_words(test.reason, test.params) or _("The restore test failed.")
    title = _("Prove a restore of %(system)s") % {"system": system.name}
    return _address(system, test.code, "restore_test", title,
                    f"{test.backup_set.code}: {finding}", "rto",
                    "P1" if test.outcome == "fail" else "P2")  # fmt: skip


def of_rhythm(policy: BackupPolicy, words: str) -> str:
    """About a policy whose backups are late, missing or failing."""
    title = _("Bring the backups of %(system)s back into their rhythm") % {
        "system": policy.system.name
    }
    return _address(policy.system, f"backup:{policy.code}:rhythm", "other", title,
                    f"{policy.code}: {words}", "rpo", "P1")  # fmt: skip


def of_point(system: System, words: str) -> str:
    """About a system whose newest verified restore point is too old, or that has none."""
    title = _("Bring the backups of %(system)s inside their RPO") % {"system": system.name}
    return _address(system, f"backup:{system.code}:rpo", "other", title, words, "rpo", "P1")


def _address(
    system: System, ref: str, source: str, title: str, finding: str, measure: str, priority: str
) -> str:
    try:
        page = reverse("followup:action_create")
    except NoReverseMatch:
        return ""
    subject = f"system:{system.code}"
    fields = {
        "source": source, "source_ref": ref, "title": title, "finding": finding,
        "priority": priority, "kind": "correct", "subject": subject,
    }  # fmt: skip
    limit_s = system.rto_s if measure == "rto" else system.rpo_s
    if limit_s is None:
        fields |= {
            "verify_by": "document",
            "criterion": _("A verification or restore test of it passes."),
        }
    else:
        fields |= {
            "verify_by": "measurement", "criterion": _criterion(measure, limit_s),
            "criterion_subject": subject, "criterion_measure": measure,
            "criterion_limit_s": str(limit_s),
        }  # fmt: skip
    return f"{page}?{urlencode(fields)}"


def _criterion(measure: str, limit_s: int) -> str:
    limit = {"target": _words(limit_s)}
    if measure == "rto":
        return _("A measured recovery takes at most %(target)s.") % limit
    return _("A measured recovery loses at most %(target)s of data.") % limit


def _words(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")
