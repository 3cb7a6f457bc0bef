"""The administrator's own command: the platform names it, a file of the machine says what it is.

`{source}`, `{sources}` and `{target}` in its words stand for the copies and the empty folder it
restores into. It runs behind the same wall as everything else.
"""

from __future__ import annotations

from pathlib import Path

from backups.restoring.inside import files
from backups.restoring.inside.job import Failed, Job


def run(job: Job, sources: list[Path]) -> None:
    if not job.command:
        raise Failed("no_command", not_run=True)
    argv: list[str] = []
    for word in job.command:
        if word == "{sources}":
            argv += map(str, sources)
        else:
            argv.append(
                word.replace("{source}", str(sources[-1])).replace("{target}", str(job.target))
            )
    job.target.mkdir(mode=0o700)
    job.phase("restore")
    try:
        code, text = job.run(argv, cwd=job.target, env=job.environment(**job.secrets))
    except (FileNotFoundError, PermissionError) as error:
        raise Failed("program_missing", not_run=True, program=argv[0]) from error
    if code != 0:
        raise Failed("command_failed", exit=code, error=text.strip()[-300:])
    job.output(text)
    job.restored(objects=files.count(job.target), size=files.size(job.target))
    files.check(job)
