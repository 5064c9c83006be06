import socket

import pytest

from leadrefinery.local.errors import LocalError
from leadrefinery.local.ports import HOST, mail_port, refuse_a_busy_port, wanted_port


@pytest.mark.parametrize(("text", "port"), [("", 8000), ("8001", 8001), (" 9000 ", 9000), ("65535", 65535)])
def test_port_is_read_from_the_environment(text: str, port: int) -> None:
    assert wanted_port({"PORT": text}) == port


def test_port_not_given_is_8000() -> None:
    assert wanted_port({}) == 8000


@pytest.mark.parametrize("text", ["0", "-1", "65536", "web", "80.5", "²"])
def test_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(LocalError) as refusal:
        wanted_port({"PORT": text})

    assert str(refusal.value) == f"PORT={text} is no port; use a number from 1 to 65535, such as PORT=8001."


def test_port_in_use_is_refused_with_the_way_out() -> None:
    with socket.create_server((HOST, 0)) as somebody:
        port = somebody.getsockname()[1]
        with pytest.raises(LocalError) as refusal:
            refuse_a_busy_port(port)

    assert str(refusal.value) == f"Port {port} is already in use. Choose another: make run PORT={port + 1}"


def test_port_set_free_is_accepted() -> None:
    with socket.create_server((HOST, 0)) as somebody:
        port = somebody.getsockname()[1]

    refuse_a_busy_port(port)


def test_mail_port_moves_away_from_a_busy_one() -> None:
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            somebody.bind((HOST, 1025))
            somebody.listen()
        except OSError:
            pass  # somebody else has it, which is as good

        assert mail_port() != 1025
