"""What the start knows of the processes that it watches."""

from pathlib import Path

import pytest
from stack.processes import Program

READY = " ready."


@pytest.fixture
def worker(tmp_path: Path) -> Program:
    log = tmp_path / "worker.log"
    log.write_text("celery@before ready.\n")
    return Program("worker", [], log, log_begins=log.stat().st_size)


def test_a_start_before_does_not_count(worker: Program) -> None:
    assert not worker.said(READY)


def test_a_worker_with_much_to_do_is_ready_all_the_same(worker: Program) -> None:
    with worker.log.open("a") as log:
        log.write("celery@now ready.\n" + "Task succeeded\n" * 10_000)
    assert worker.said(READY)
