import os
from pathlib import Path

from leadrefinery.local.layout import LONGEST_SOCKET_NAME, LONGEST_SOCKET_PATH, Home, socket_dir


def test_sockets_lie_beside_the_data_where_their_paths_fit() -> None:
    assert socket_dir(Path("/srv/refinery/.local/sockets")) == Path("/srv/refinery/.local/sockets")


def test_sockets_of_a_deep_checkout_get_a_short_directory() -> None:
    deep = Path("/srv") / ("very-" * 20) / ".local" / "sockets"

    short = socket_dir(deep)

    assert len(os.fsencode(short / LONGEST_SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    assert short == socket_dir(deep)
    assert short != socket_dir(deep.parent / "test-sockets")


def test_sockets_path_is_counted_in_bytes() -> None:
    umlauts = Path("/srv") / ("ü" * 40) / "sockets"

    assert socket_dir(umlauts) != umlauts


def test_tests_and_runs_share_no_directory() -> None:
    run, test = Home(base=Path("/x"), name="run"), Home(base=Path("/x"), name="test")

    assert {run.postgres, run.valkey, run.sockets, run.log, run.owner_file}.isdisjoint(
        {test.postgres, test.valkey, test.sockets, test.log, test.owner_file}
    )
