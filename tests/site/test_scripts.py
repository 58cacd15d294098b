"""What ``make`` starts says clearly what is wrong, and leaves nothing half-made behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A project that needs no packages, so that its environment is made in seconds and without a network."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "scripts").mkdir()
    (folder / "requirements").mkdir()
    shutil.copy(ROOT / "scripts" / "bootstrap.py", folder / "scripts")
    for name in ("site", "dev"):
        (folder / "requirements" / f"{name}.txt").touch()
    (folder / "hello.py").write_text("import sys; print('hello from', sys.prefix)")
    return folder


def bootstrap(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/bootstrap.py", "site", "hello.py"]
    return subprocess.run(
        command, cwd=checkout, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_the_environment_is_made_once_and_made_anew_when_it_is_not_whole(checkout):
    first = bootstrap(checkout)
    assert first.returncode == 0, first.stderr
    assert "Making the environment" in first.stdout
    assert f"hello from {checkout / '.venv'}" in first.stdout

    assert bootstrap(checkout).stdout == f"hello from {checkout / '.venv'}\n"

    (checkout / ".venv" / "unfinished").touch()
    assert "starting afresh" in bootstrap(checkout).stdout
    assert bootstrap(checkout).stdout.startswith("hello")

    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert "starting afresh" in bootstrap(checkout).stdout

    (checkout / "requirements" / "site.txt").write_text("# changed\n")
    changed = bootstrap(checkout).stdout
    assert "Installing" in changed
    assert "Making the environment" not in changed


def test_without_a_python_that_is_new_enough_it_says_which_one_is_needed(tmp_path):
    (tmp_path / "scripts").mkdir()
    script = (ROOT / "scripts" / "bootstrap.py").read_text().replace("MINIMUM = (3, 12)", "MINIMUM = (9, 0)")
    (tmp_path / "scripts" / "bootstrap.py").write_text(script)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "site.txt").touch()
    done = bootstrap(tmp_path)
    assert done.returncode != 0
    assert "needs Python 3.12 or newer" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_shim_that_is_on_the_path_but_does_not_run_is_passed_over(checkout, tmp_path):
    for name in ("python3.13", "python3.12", "python3"):
        shim = tmp_path / name
        shim.write_text("#!/bin/sh\necho 'pyenv: version not installed' >&2\nexit 127\n")
        shim.chmod(0o755)
    shutil.rmtree(checkout / ".venv", ignore_errors=True)
    done = bootstrap(checkout, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) not in done.stdout


def demo(data: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "scripts/demo.py"],
        cwd=ROOT,
        env=os.environ | {"CITYSYNERGY_DATA": str(data), "DATABASE_URL": "", "ELASTICSEARCH_URL": ""} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_taken_port_is_told_before_any_work_is_done(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = demo(tmp_path / "data", PORT=str(port))
        output, error = process.communicate(timeout=60)
    assert process.returncode != 0
    assert f"Port {port} is in use" in error
    assert "make demo PORT=" in error
    assert output == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_cannot_be_is_told(tmp_path, port):
    process = demo(tmp_path / "data", PORT=port)
    _output, error = process.communicate(timeout=60)
    assert process.returncode != 0
    assert f"PORT={port} is not a port number" in error


def test_an_interrupted_run_leaves_nothing_behind(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = demo(tmp_path / "data", PORT=str(port))
    assert process.stdout is not None
    assert "[1/" in process.stdout.readline()
    # As Ctrl-C does: to the process and to its child.
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout
    for number in [*children.split(), str(process.pid)]:
        os.kill(int(number), signal.SIGINT)
    _output, error = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []


def test_what_lighthouse_is_made_of_is_pinned_by_hashes_without_addresses(tmp_path):
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    command = [sys.executable, tmp_path / "scripts" / "lighthouse.py"]
    fine = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (fine.returncode, fine.stderr) == (0, "")
    path = tmp_path / "scripts" / "lighthouse" / "package-lock.json"
    locked = json.loads(path.read_text())
    places = iter(locked["packages"])
    assert next(places) == ""
    del locked["packages"][next(places)]["integrity"]
    locked["packages"][next(places)]["resolved"] = "https://packages.example/one.tgz"
    locked["packages"]["node_modules/lighthouse"]["version"] = "1.0.0"
    path.write_text(json.dumps(locked))
    wrong = subprocess.run(command, capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    said = wrong.stderr.splitlines()
    assert [line.partition(" ")[2] for line in said] == [
        "has no SHA-512 hash",
        "names an address",
        "is locked at another version than package.json asks",
    ]
