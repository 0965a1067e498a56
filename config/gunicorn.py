"""How gunicorn runs the pages; what a machine decides (--workers, --bind) is said on its command line."""

import gc
from typing import Any

from prometheus_client import multiprocess

from config import env

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = 3
threads = 4
preload_app = True
max_requests = 5000
max_requests_jitter = 500
graceful_timeout = 30
timeout = 60
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
accesslog = None


def when_ready(_server: Any) -> None:
    """What was loaded is there for good: the collector need not look through it with each page, nor so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def child_exit(server: Any, worker: Any) -> None:
    """A process that is gone has no current numbers any more; what it counted stays counted."""
    if env.text("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
