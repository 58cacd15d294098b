"""``make demo``: everything from nothing, then the site.

The first run builds the data folder under another name and renames it when it is complete: an interrupted run leaves
nothing that the next one could trip over. A stamp in the folder tells later runs that there is nothing left to do.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("CITYSYNERGY_DATA") or ROOT / "var").resolve()
STAMP = "demo-stamp"
HOST = "127.0.0.1"
NEEDED_BYTES = 400_000_000
STARTS_WITHIN_SECONDS = 60
# What the database's content is made from: when any of it changes, the next start brings the demonstration up to date.
CONTENT = (
    "citysynergy/migrations",
    "home/migrations",
    "home/information",
    "citysynergy/reference/data",
    "citysynergy/moderation/data",
    "citysynergy/demo",
)
STATIC = (
    "citysynergy/static",
    "citysynergy_site/static",
    "citysynergy_site/static_files.py",
    "home/static",
    "requirements/site.txt",
)


def stop(message: str) -> None:
    """End with a message for people."""
    sys.exit(f"\n{message}\n")


def wanted_port() -> int:
    """Return the port of the environment; refuse one that can't be or is taken, before any work is done."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        stop(f"PORT={text} is not a port number. For instance: make demo PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except PermissionError:
            stop(f"Port {text} may not be opened by this user. Choose one above 1023: make demo PORT=8001")
        except OSError:
            stop(
                f"Port {text} is in use: perhaps the site runs already, at http://{HOST}:{text}\n"
                f"Stop what uses it, or choose another port: make demo PORT={int(text) % 65535 + 1}"
            )
    return int(text)


def check_space() -> None:
    """Refuse to start what would not fit."""
    folder = next(parent for parent in (DATA, *DATA.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    if free < NEEDED_BYTES:
        stop(
            f"Not enough disk space: {free // 10**6} MB free in {folder}, about {NEEDED_BYTES // 10**6} MB needed.\n"
            "Nothing was changed. Free some space, or set CITYSYNERGY_DATA to a folder elsewhere."
        )


def fingerprint(places: tuple[str, ...]) -> str:
    """Return a fingerprint of the files in these places."""
    result = hashlib.sha256()
    for place in places:
        path = ROOT / place
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                result.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return result.hexdigest()


class Steps:
    """Runs named steps one after the other, with their number and time."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0

    def run(self, title: str, command: str, *arguments: str, **options: object) -> None:
        """Run one management command as a step."""
        from django.core.management import call_command

        self.done += 1
        print(f"[{self.done}/{self.total}] {title}", flush=True)
        started = time.monotonic()
        call_command(command, *arguments, **options)
        print(f"      {time.monotonic() - started:.1f} s", flush=True)


def fill(folder: Path, content: bool, static: bool) -> None:
    """Make or update the data folder's content and collected static files."""
    os.environ["CITYSYNERGY_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "citysynergy_site.settings.demo"
    sys.path.insert(0, str(ROOT))
    import django
    from django.conf import settings

    # Wagtail asks for a small task at every change it sees; two bulk steps below do the same work at once.
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    django.setup()
    steps = Steps(7 * content + static)
    if content:
        steps.run("Database", "migrate", interactive=False, verbosity=0)
        steps.run("Reference data", "citysynergy_load_reference")
        steps.run("Demonstration content", "citysynergy_load_demo")
        steps.run("Pages about the site", "create_information_pages")
        steps.run("Search index", "citysynergy_rebuild_index")
        steps.run("Search of the admin", "update_index", verbosity=0)
        steps.run("What is used where", "rebuild_references_index", verbosity=0)
    if static:
        steps.run("Static files", "collectstatic", interactive=False, verbosity=0, clear=True)
    from django.db import connections

    connections.close_all()


def in_a_process(work: Callable[[], None]) -> None:
    """Do the work in a process of its own: it loads Django, and this one, which only watches, need not."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except KeyboardInterrupt:
            code = 130
        except Exception:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    try:
        _pid, status = os.waitpid(child, 0)
    except KeyboardInterrupt:
        os.waitpid(child, 0)
        raise
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(130 if code == 130 else f"\nThe demonstration could not be made; see above. Exit code {code}.\n")


def prepare() -> None:
    """Make the demonstration where it is missing; bring it up to date where its sources changed."""
    stamp = DATA / STAMP
    have = stamp.read_text(encoding="utf-8").split() if stamp.exists() else ["", ""]
    want = [fingerprint(CONTENT), fingerprint(STATIC)]
    if have == want:
        return
    check_space()
    content, static = have[0] != want[0], have[1] != want[1]
    if os.environ.get("DATABASE_URL") or (DATA / "db.sqlite3").exists():
        # Content that someone may have changed: every step can be run twice and keeps what editors did.
        DATA.mkdir(parents=True, exist_ok=True)
        in_a_process(lambda: fill(DATA, content, static))
    else:
        for left_over in DATA.parent.glob(f"{DATA.name}.building-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        DATA.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f"{DATA.name}.building-", dir=DATA.parent))
        try:
            in_a_process(lambda: fill(building, content=True, static=True))
            DATA.mkdir(exist_ok=True)
            # The database last: it is what tells the next run that the rest is there.
            for entry in sorted(building.iterdir(), key=lambda entry: entry.name.startswith("db.sqlite3")):
                target = DATA / entry.name
                if target.is_dir():
                    shutil.rmtree(target)
                entry.replace(target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    stamp.write_text("\n".join(want), encoding="utf-8")


def start(port: int) -> list[subprocess.Popen[bytes]]:
    """Start the server and the worker that mails, tidies and follows up."""
    environment = os.environ | {
        "CITYSYNERGY_DATA": str(DATA),
        "DJANGO_SETTINGS_MODULE": "citysynergy_site.settings.demo",
        "BASE_URL": os.environ.get("BASE_URL") or f"http://{HOST}:{port}",
    }
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    server += ["--workers", "2", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"]
    server += ["--respawn-failed-workers", "citysynergy_site.wsgi:application"]
    worker = [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--no-startup-delay", "-v0"]
    return [subprocess.Popen(command, cwd=ROOT, env=environment) for command in (server, worker)]


def wait_until_up(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    """Return when the site answers; give up when it died or takes too long."""
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health/live", timeout=5):
                return
        except OSError:
            for process in processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
                    raise SystemExit("\nThe server stopped; see above.\n") from None
    raise SystemExit(f"\nThe site did not answer within {STARTS_WITHIN_SECONDS} seconds; see above.\n")


def announce(port: int, seconds: float) -> None:
    """Say where the site is and who can sign in."""
    print(
        f"\nCitySynergy runs at http://{HOST}:{port}  (started in {seconds:.0f} s; Ctrl-C stops it)\n\n"
        f"  Admin:    http://{HOST}:{port}/admin/     Password of every demo account: citysynergy-demo\n"
        "  Accounts: rotterdam-author, rotterdam-approver, rotterdam-manager, utrecht-author, bonaire-author,\n"
        "            jakarta-author, jakarta-approver, nairobi-author, bz-moderator, bz-analyst, bz-steward, admin\n"
        f"  Data:     {DATA}  (mail is written to files in {DATA / 'mail'})\n",
        flush=True,
    )


def serve(port: int, started: float) -> int:
    """Serve until Ctrl-C or a signal; stop everything that was started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    processes = start(port)
    try:
        wait_until_up(port, processes)
        announce(port, time.monotonic() - started)
        return processes[0].wait()
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def main() -> int:
    """Prepare and serve; ``--clean`` forgets the demonstration, ``--prepare`` stops before the server."""
    started = time.monotonic()
    if "--clean" in sys.argv[1:]:
        shutil.rmtree(DATA, ignore_errors=True)
        print(f"Removed {DATA}")
        return 0
    port = 0 if "--prepare" in sys.argv[1:] else wanted_port()
    try:
        prepare()
    except KeyboardInterrupt:
        stop("Interrupted. Nothing half-made is left; the same command starts again.")
    return serve(port, started) if port else 0


if __name__ == "__main__":
    sys.exit(main())
