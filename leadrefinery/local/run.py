"""`make run`: everything for a usable site, under one process."""

import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from .environment import application_environment
from .layout import VENV_PYTHON, home, local_dir
from .ports import HOST, mail_port, refuse_a_busy_port, wanted_port
from .servers import addresses, ownership, start_servers, write_facts
from .site import (
    collect_static_files,
    demo_tenants,
    describe_logins,
    manage,
    migrate_command,
    write_demo_file,
)
from .supervisor import Service, Stopped, Supervisor

WEB_PROCESSES = 2
WEB_THREADS = 4
WORKER_PROCESSES = 2


def run_site() -> int:
    """Start everything, say where it is, and stay until told to stop; nothing is left running behind."""
    servers = home("run")
    port = wanted_port()
    url = f"http://{HOST}:{port}"
    supervisor = Supervisor(log_dir=servers.log, children_file=servers.children_file)
    supervisor.listen_to_signals()
    with ownership(servers, url=url):
        try:
            supervisor.end_orphans()
            refuse_a_busy_port(port)
            start_site(supervisor, port=port, url=url)
            write_facts(servers, pid=os.getpid(), url=url, ready=True)
            supervisor.watch()
        except Stopped:
            pass
        finally:
            supervisor.stop_all()
    print("Lead Refinery has stopped.", flush=True)
    return 0


def start_site(supervisor: Supervisor, *, port: int, url: str) -> None:
    servers = home("run")
    print("Starting the database and the broker.", flush=True)
    start_servers(servers, supervisor)
    env = application_environment(addresses(servers))
    if "EMAIL_URL" not in os.environ:
        env["EMAIL_URL"] = start_mail(supervisor, env)

    supervisor.run(migrate_command(), env=env)
    collect_static_files(env)
    supervisor.run(manage("demo"), env=env)

    supervisor.start(worker(env))
    supervisor.start(beat(env))
    tenants = demo_tenants(env)
    supervisor.start(web(env, port=port, url=url))
    write_demo_file(local_dir(), url=url, tenants=tenants)
    print(f"\nLead Refinery is ready at {url}", flush=True)
    print(describe_logins(tenants), end="\n\n", flush=True)


def start_mail(supervisor: Supervisor, env: Mapping[str, str]) -> str:
    port, directory = mail_port(), local_dir() / "mail"
    command = [str(VENV_PYTHON), "-m", "leadrefinery.local.mail", str(directory), str(port)]
    supervisor.start(Service(name="mail", command=command, env=env, is_ready=listens(port)))
    return f"smtp://{HOST}:{port}"


def worker(env: Mapping[str, str]) -> Service:
    options = ["--concurrency", str(WORKER_PROCESSES), "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    # on a throw-away machine root is fine, and Celery's long warning would only hide the address
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return Service(name="worker", command=celery("worker", *options), env={**env, **quiet})


def beat(env: Mapping[str, str]) -> Service:
    schedule = local_dir() / "beat-schedule"
    return Service(name="beat", command=celery("beat", "--schedule", str(schedule), "--pidfile", ""), env=env)


def celery(*arguments: str) -> list[str]:
    return [str(VENV_PYTHON), "-m", "celery", "--quiet", "-A", "leadrefinery.celery", *arguments]


def web(env: Mapping[str, str], *, port: int, url: str) -> Service:
    command = [
        str(VENV_PYTHON), "-m", "gunicorn", "leadrefinery.wsgi:application",
        "--bind", f"{HOST}:{port}",
        "--worker-class", "gthread",
        "--workers", str(WEB_PROCESSES),
        "--threads", str(WEB_THREADS),
        "--no-control-socket",
    ]  # fmt: skip
    return Service(name="web", command=command, env=env, is_ready=answers(f"{url}/healthz"))


def listens(port: int) -> Callable[[], bool]:
    def ask() -> bool:
        with socket.socket() as asking:
            asking.settimeout(1)
            return asking.connect_ex((HOST, port)) == 0

    return ask


def answers(url: str) -> Callable[[], bool]:
    # a proxy of the environment has no say over this machine's own address
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask() -> bool:
        try:
            with opener.open(url, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    return ask
