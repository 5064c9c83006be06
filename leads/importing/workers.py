"""Worker processes that prepare rows while PostgreSQL works on the rows before."""

import os
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

import django


def start_worker() -> None:
    """Set a fresh process up, and let it end with its parent: one that is killed cannot tell its workers."""
    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
