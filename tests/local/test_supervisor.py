import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from leadrefinery.local.errors import LocalError
from leadrefinery.local.layout import ROOT
from leadrefinery.local.processes import is_alive, wait_until
from leadrefinery.local.supervisor import Service, Supervisor, read_children

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
TWO_SLEEPERS = """
import os, sys
from pathlib import Path
from leadrefinery.local.supervisor import Service, Supervisor
place = Path(sys.argv[1])
supervisor = Supervisor(log_dir=place, children_file=place / "children")
supervisor.listen_to_signals()
for name in ("one", "two"):
    supervisor.start(Service(name=name, command=sys.argv[2:], env=os.environ))
print("started", flush=True)
supervisor.watch()
supervisor.stop_all()
print("stopped", flush=True)
"""


def two_sleepers(place: Path) -> tuple[subprocess.Popen[str], list[int]]:
    process = subprocess.Popen(
        [sys.executable, "-c", TWO_SLEEPERS, place, *SLEEP], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "started\n"
    return process, [pid for pid, _ in read_children(place / "children")]


def sleeper(name: str) -> Service:
    return Service(name=name, command=SLEEP, env=os.environ)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_children_of_a_killed_supervisor_end_with_it(place: Path) -> None:
    process, children = two_sleepers(place)
    assert [is_alive(pid) for pid in children] == [True, True]

    process.kill()
    process.wait()

    assert wait_until(lambda: not any(map(is_alive, children)), seconds=10)


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_supervisor_told_to_stop_leaves_nothing_behind(place: Path, sig: signal.Signals) -> None:
    process, children = two_sleepers(place)

    process.send_signal(sig)
    output, _ = process.communicate(timeout=20)

    assert (output, process.returncode) == ("stopped\n", 0)
    assert [is_alive(pid) for pid in children] == [False, False]
    assert not (place / "children").exists()


def test_child_that_ends_is_started_again(supervisor: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor.start(sleeper("web"))
    first = supervisor.running[0].process

    first.kill()
    first.wait()
    supervisor.watch(until=lambda: supervisor.running[0].process is not first)

    assert supervisor.running[0].process.poll() is None
    assert capsys.readouterr().out == "     web │ ended with code -9; starting it again in 0.5 s\n"


def test_child_that_fails_at_its_start_is_told_with_its_last_words(supervisor: Supervisor) -> None:
    failing = Service(
        name="web",
        command=[sys.executable, "-c", "raise SystemExit('no such module')"],
        env=os.environ,
        is_ready=lambda: False,
    )

    with pytest.raises(LocalError) as failure:
        supervisor.start(failing)

    log = supervisor.log_dir / "web.log"
    assert str(failure.value) == f"web ended at its start (see {log}):\nno such module"


def test_orphans_of_an_earlier_supervisor_are_ended(supervisor: Supervisor) -> None:
    orphan = subprocess.Popen([*SLEEP, str(ROOT)])
    supervisor.children_file.write_text(f"[[{orphan.pid}, {int(signal.SIGTERM)}]]")

    supervisor.end_orphans()

    assert orphan.wait(timeout=5) == -signal.SIGTERM


def test_process_of_somebody_else_with_an_orphans_number_is_left_alone(supervisor: Supervisor) -> None:
    stranger = subprocess.Popen(["sleep", "600"])
    supervisor.children_file.write_text(f"[[{stranger.pid}, {int(signal.SIGTERM)}]]")

    supervisor.end_orphans()
    still_there = is_alive(stranger.pid)
    stranger.kill()
    stranger.wait()

    assert still_there
