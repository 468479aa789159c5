"""A command that is told to stop stops its child first, then what it started for it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from stack import children, entry

CHILD = "import signal, sys, time; signal.signal(signal.{name}, lambda *_: sys.exit({code})); print('up', flush=True); time.sleep(60)"
PARENT = """
import sys
sys.path.insert(0, {bin!r})
from stack import children, entry
def main(argv):
    try:
        return children.call([sys.executable, '-c', argv[0]], env={{}})
    finally:
        print('cleared up', flush=True)
sys.exit(entry.enter(main))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_command_reaches_its_child_and_the_end_is_in_order(number: signal.Signals) -> None:
    program = PARENT.format(bin=str(Path(children.__file__).parents[1]))
    child = CHILD.format(name=number.name, code=7)
    command = [sys.executable, "-c", program, child]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        parent.send_signal(number)
        assert parent.stdout.read() == "cleared up\n"
    assert parent.returncode == 7


def test_the_childs_exit_code_is_ours() -> None:
    assert children.call([sys.executable, "-c", "raise SystemExit(2)"], env=os.environ) == 2
    assert children.call([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], env=os.environ) == 137


def test_an_error_of_the_set_up_is_a_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_argv: list[str]) -> int:
        raise entry.SetupError("Redis is missing.", 3)

    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert entry.enter(fail) == 3
    assert capsys.readouterr().err == "Redis is missing.\n"
