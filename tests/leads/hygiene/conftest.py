from pathlib import Path

import pytest

LISTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "lists"


@pytest.fixture
def reference_list():
    """Path of a public reference list; these are not part of the repository."""

    def find(name):
        path = LISTS / name
        if not path.exists():
            pytest.skip(f"the reference list {name} is not on this machine")
        return path

    return find
