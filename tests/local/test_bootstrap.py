import subprocess
import sys
from pathlib import Path

import pytest

from leadrefinery.local.bootstrap import LocalError, once, refuse_old_python, what_is_wrong


def made_venv(path: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", path], check=True)
    return path


def test_venv_fresh_is_accepted(tmp_path: Path) -> None:
    assert what_is_wrong(made_venv(tmp_path / "venv")) is None


def test_venv_absent_is_to_be_made(tmp_path: Path) -> None:
    assert what_is_wrong(tmp_path / "venv") == "there is none yet"


def test_venv_whose_python_is_gone_is_rebuilt(tmp_path: Path) -> None:
    venv = made_venv(tmp_path / "venv")
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python3")

    assert what_is_wrong(venv) == "its Python does not run"


def test_venv_of_another_python_is_rebuilt(tmp_path: Path) -> None:
    venv = made_venv(tmp_path / "venv")
    configuration = venv / "pyvenv.cfg"
    major, minor = sys.version_info[:2]
    configuration.write_text(configuration.read_text().replace(f"version = {major}.{minor}.", "version = 3.9."))

    assert what_is_wrong(venv) == f"it was made for another Python than the {major}.{minor} it runs"


def test_venv_moved_is_rebuilt(tmp_path: Path) -> None:
    made_venv(tmp_path / "venv").rename(tmp_path / "moved")

    assert what_is_wrong(tmp_path / "moved") == "it was made at another place"


def test_python_too_old_is_refused() -> None:
    with pytest.raises(LocalError, match=r"^Python 3\.11 or newer is needed; this is 3\.9\.$"):
        refuse_old_python((3, 9))


def test_installing_happens_again_only_after_a_change(tmp_path: Path) -> None:
    stamp, done = tmp_path / "stamp", []

    once(stamp, "first lock", lambda: done.append("installed first"))
    once(stamp, "first lock", lambda: done.append("installed first again"))
    once(stamp, "second lock", lambda: done.append("installed second"))

    assert done == ["installed first", "installed second"]


def test_installing_that_failed_is_tried_again(tmp_path: Path) -> None:
    stamp, done = tmp_path / "stamp", []

    def fail() -> None:
        raise LocalError("no network")

    with pytest.raises(LocalError):
        once(stamp, "lock", fail)
    once(stamp, "lock", lambda: done.append("installed"))

    assert done == ["installed"]
