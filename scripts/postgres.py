"""A PostgreSQL server of one's own: on the loopback interface, on a free port, with its data in a given folder."""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from system import Server, free_port, install, prefix_for

MINIMUM = 15
NAME = "citysynergy"


def _bin_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL server programs that are new enough."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if found := shutil.which("pg_ctl"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if not (folder / "initdb").exists():
            continue
        version = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        if int(version.split()[2].split(".")[0]) >= MINIMUM:
            return folder
    return None


def server_programs() -> Path:
    """Return the folder of the server programs; install them where they are missing, without starting a cluster."""
    if found := _bin_folder():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install(["postgresql-common"], "PostgreSQL")
        # Debian's package would otherwise start a server of its own.
        configuration = Path("/etc/postgresql-common/createcluster.d")
        configuration.mkdir(parents=True, exist_ok=True)
        (configuration / "citysynergy.conf").write_text("create_main_cluster = false\n")
    install(["postgresql"], f"PostgreSQL {MINIMUM} or newer")
    return _bin_folder() or sys.exit(f"PostgreSQL {MINIMUM} or newer was not found after its installation.")


class Postgres(Server):
    """One server. ``with Postgres() as url`` starts it in a temporary folder and removes it afterwards."""

    name = "PostgreSQL"

    def __init__(self, folder: Path | None = None, *, durable: bool = False) -> None:
        self.bin = server_programs()
        self.temporary = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="citysynergy-postgres-"))
        self.data = self.folder / "data"
        self.durable = durable
        self.port = 0

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL, as a user other than root: as root it refuses."""
        # pg_ctl's server keeps what it inherits open: give it a file, not a pipe that we would wait on.
        log = self.folder / "server.log"
        with log.open("a") as output:
            done = subprocess.run(
                [*prefix_for(self._user()), str(self.bin / program), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                text=True,
                check=False,
            )
        if check and done.returncode:
            sys.exit(f"\n{program} of PostgreSQL failed:\n{log.read_text()[-3000:]}")
        return done

    @staticmethod
    def _user() -> str:
        names = {entry.pw_name for entry in pwd.getpwall()}
        return "postgres" if "postgres" in names else "nobody"

    def start(self) -> str:
        """Start the server; return its address as a DATABASE_URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        password_file = self.folder / "password"
        if not password_file.exists():
            password_file.touch(mode=0o600)
            password_file.write_text(secrets.token_urlsafe(24))
        if os.geteuid() == 0:
            for path in (self.folder, password_file):
                shutil.chown(path, self._user())
            self.folder.chmod(0o700)
        if not self.data.exists():
            self._run(
                "initdb",
                *("--pgdata", str(self.data), "--username", NAME, "--pwfile", str(password_file)),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"),
                *(() if self.durable else ("--no-sync",)),
            )
        self.port = free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._run("pg_ctl", "start", "--pgdata", str(self.data), "--wait", "--options", options)
        password = password_file.read_text()
        return f"postgres://{NAME}:{password}@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """Stop the server, and remove what was temporary."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--pgdata", str(self.data), "--mode", "fast", "--wait", check=False)
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)
