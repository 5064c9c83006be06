"""The environment variables the application gets from a local command."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from .layout import VENV, local_dir


def application_environment(addresses: Mapping[str, str]) -> dict[str, str]:
    """Ours below the caller's where only a default is meant; the servers' addresses on top."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "leadrefinery.settings",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SECRET_KEY": secret_key(local_dir()),
    }
    return {
        **defaults,
        **os.environ,
        **addresses,
        "LR_LOCAL_DIR": str(local_dir()),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(VENV),
        "PYTHONUNBUFFERED": "1",
    }


def secret_key(directory: Path) -> str:
    """Made once for this checkout and kept where only its user reads it."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "secret-key"
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
