from collections.abc import Callable
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture
def lay_down(tmp_path) -> Callable[..., Path]:
    """Write a file as somebody would upload it."""

    def write(content: str | bytes, name: str = "leads.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED_DATA.is_dir():
        pytest.skip("the public test data isn't beside the project")
    return SHARED_DATA
