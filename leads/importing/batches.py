"""Reads a table as batches that are ready to be stored, in order, here or in worker processes."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from leads.importing.rows import Batch, Chunk, Reading, prepare
from leads.importing.workers import start_worker
from leads.tables import Row, Table

# Enough that the next batch is always ready, few enough to stay small in memory.
PREPARED_AHEAD = 2


def batches(table: Table, reading: Reading, *, size: int, after: int, workers: int) -> Iterator[Batch]:
    """Yield the rows after number `after`, at most `size` in a batch."""
    chunks = _chunks(table, size, after)
    if not workers:
        yield from (prepare(reading, chunk) for chunk in chunks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=start_worker) as pool:
        try:
            yield from _prepared(pool, reading, chunks, ahead=workers - 1 + PREPARED_AHEAD)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _prepared(pool: ProcessPoolExecutor, reading: Reading, chunks: Iterator[Chunk], *, ahead: int) -> Iterator[Batch]:
    waiting: deque[Future[Batch]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(prepare, reading, chunk))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _chunks(table: Table, size: int, after: int) -> Iterator[Chunk]:
    rows: list[Row] = []
    for row in table:
        if row.number <= after:
            continue
        rows.append(row)
        if len(rows) == size:
            yield Chunk(rows, table.totals.blank_rows)
            rows = []
    if rows:
        yield Chunk(rows, table.totals.blank_rows)


def last_line_of(table: Table, number: int) -> int:
    """The line on which the row of this number begins; 0 for none."""
    return next((row.line for row in table if row.number == number), 0)
