"""Gunicorn, in `make run` and in production. Read by gunicorn, not imported by the product."""

import os
import tempfile

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 20
max_requests = 10_000  # a slow leak is cut off, at a different moment in each worker
max_requests_jitter = 1_000
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
control_socket_disable = True

# /metrics adds up what all workers counted; they share it through files in this folder.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="bcm-metrics-"))


def post_worker_init(worker):
    """The application is loaded; `make run` waits for this line before it says where to go."""
    from bcm.settled import settle

    settle()
    worker.log.info("Ready to answer (pid: %s)", worker.pid)


def child_exit(server, worker):
    """A worker that has ended no longer counts as one that works."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    import shutil

    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def on_starting(server):
    """A wrong setting ends the start here with its one line; in a worker it would be retried."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")
    from django.conf import settings

    assert settings.configured or settings.SECRET_KEY
