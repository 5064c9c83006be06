import json
import stat
from pathlib import Path

from leadrefinery.local.environment import secret_key
from leadrefinery.local.site import describe_logins, state_of, write_demo_file

ACME = {
    "slug": "acme",
    "name": "Acme",
    "api_key": "lr_demo_key",
    "logins": [
        {"role": "administrator", "email": "alice@acme.example", "password": "refine-1"},
        {"role": "tele_qualifier", "email": "tom@acme.example", "password": "refine-2"},
    ],
}


def test_demo_file_tells_the_address_and_the_logins(tmp_path: Path) -> None:
    write_demo_file(tmp_path, url="http://127.0.0.1:8000", tenants=[ACME])

    file = tmp_path / "demo.json"
    assert json.loads(file.read_text()) == {"url": "http://127.0.0.1:8000", "tenants": [ACME]}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_demo_logins_are_shown_as_a_table() -> None:
    assert describe_logins([ACME]) == (
        "\nAcme  (/t/acme/)\n"
        "  administrator   alice@acme.example  refine-1\n"
        "  tele_qualifier  tom@acme.example    refine-2"
    )


def test_secret_key_is_made_once_and_only_its_user_reads_it(tmp_path: Path) -> None:
    first = secret_key(tmp_path)

    assert secret_key(tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_static_files_are_collected_again_after_a_change(tmp_path: Path) -> None:
    style = tmp_path / "css" / "app.css"
    style.parent.mkdir()
    style.write_text("body {}")
    before = state_of([tmp_path])

    assert state_of([tmp_path]) == before
    style.write_text("body { margin: 0 }")
    assert state_of([tmp_path]) != before
