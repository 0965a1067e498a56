"""A PostgreSQL cluster of a drill's own: made, started, and killed without harm to anybody else's."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.workers.running import free_port


def program(name: str) -> str | None:
    """Where PostgreSQL keeps it: on the path, or where Debian puts the servers; the newest."""
    places = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    return shutil.which(name) or (str(places[-1]) if places else None)


def control(data: str, *words: str) -> None:
    """pg_ctl for the cluster in this folder, as who owns it: PostgreSQL does not run as root."""
    found = program("pg_ctl")
    assert found, "pg_ctl is not here"
    command = [*as_postgres(), found, "-D", data, "-w", "-l", f"{data}.log", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def as_postgres() -> list[str]:
    own = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
    return own if os.geteuid() == 0 else []


@contextmanager
def own_cluster() -> Iterator[tuple[str, str]]:
    """Its folder, and the address of a database in it."""
    folder = Path(tempfile.mkdtemp(prefix="colloquy-cluster-"))
    data, port = str(folder / "data"), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    initdb = program("initdb") or ""
    asked = [*as_postgres(), initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    try:
        subprocess.run(asked, check=True, stdout=subprocess.DEVNULL, cwd="/")
        with Path(data, "postgresql.conf").open("a") as settings:
            settings.write(f"port = {port}\nunix_socket_directories = '{folder}'\nlisten_addresses = '127.0.0.1'\n")
        control(data, "start")
        yield data, f"postgres://postgres@127.0.0.1:{port}/colloquy_cluster"
    finally:
        if Path(data, "postmaster.pid").exists():
            control(data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
