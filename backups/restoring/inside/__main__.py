"""The child: reads its job from stdin, limits itself, works, and answers on stdout."""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from contextlib import suppress

from backups.restoring.inside.job import Failed, Job
from backups.restoring.inside.restoring import run


def main() -> None:
    job = Job(json.load(sys.stdin.buffer))
    _limit(job)
    os.umask(0o077)
    os.chdir(job.work)
    try:
        run(job)
    except Failed as failure:
        job.failed(failure)
    except MemoryError:
        job.failed(Failed("out_of_memory", limit_bytes=job.limits.memory_bytes))
    except OSError as error:
        job.failed(_of_the_system(job, error))
    except Exception as error:
        traceback.print_exc(limit=5)
        job.failed(Failed("decoder_failed", error=f"{type(error).__name__}: {error}"[:300]))
    finally:
        job.stop_processes()
    job.answer()


def _limit(job: Job) -> None:
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as first_to_go:
        first_to_go.write("1000")  # before anything of the platform, where memory runs out
    limits = job.limits
    seconds = int(limits.seconds) * 2 + 60
    wanted = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NOFILE: 4096,
        resource.RLIMIT_CORE: 0,
    }
    if job.own_user:  # a shared user's other processes would be counted too
        wanted[resource.RLIMIT_NPROC] = limits.processes
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _of_the_system(job: Job, error: OSError) -> Failed:
    import errno

    known = {errno.ENOSPC: "scratch_full", errno.EDQUOT: "scratch_full"}
    if error.errno in known:
        return Failed(known[error.errno], not_run=True)
    if error.errno == errno.EFBIG:
        return Failed("file_too_large", limit_bytes=job.limits.file_bytes)
    if error.errno in (errno.EACCES, errno.EPERM):
        return Failed("source_not_readable", not_run=True, error=str(error)[:300])
    return Failed("decoder_failed", error=str(error)[:300])


if __name__ == "__main__":
    main()
