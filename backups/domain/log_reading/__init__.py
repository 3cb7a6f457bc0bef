"""Did a backup tool say that it succeeded? (docs/method.md §27.7)

Tools that print JSON are read as such (restic, Borg, pgBackRest, Barman); the others by rules of
their own. What a policy calls harmless is left out first, what it calls a failure is one. Nothing
passes without a positive mark of success; a log that is asked for and missing fails.
"""

from backups.domain.log_reading.check import LogRules, log_check, read_log
from backups.domain.log_reading.result import LogResult

__all__ = ["LogResult", "LogRules", "log_check", "read_log"]
