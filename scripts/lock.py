"""Compile ``requirements/*.txt`` from ``pyproject.toml``: exact versions with hashes, for every platform.

    make lock                 keeps the versions that still fit
    make lock ARGS=--upgrade  takes the newest that fit

The compiler (uv) is installed in a folder of its own for the occasion.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.*"
# Name -> arguments that say what goes in. Later files keep to the versions of earlier ones.
FILES = {
    "site": ["pyproject.toml", "--group", "site"],
    "dev": ["pyproject.toml", "--group", "dev", "--constraint", "requirements/site.txt"],
    "reference": ["--group", "reference", "--constraint", "requirements/dev.txt"],
}


def main() -> int:
    """Compile each file; return the exit code of the first that fails."""
    with tempfile.TemporaryDirectory(prefix="citysynergy-lock-") as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "--disable-pip-version-check", UV], check=True)
        for name, arguments in FILES.items():
            print(f"requirements/{name}.txt", flush=True)
            command = [f"{folder}/bin/uv", "pip", "compile", *arguments, *sys.argv[1:], "--quiet"]
            command += ["--universal", "--python-version", "3.12", "--generate-hashes"]
            command += ["--no-emit-index-url", "--no-header", "--no-annotate"]
            done = subprocess.run([*command, "--output-file", f"requirements/{name}.txt"], cwd=ROOT, check=False)
            if done.returncode:
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
