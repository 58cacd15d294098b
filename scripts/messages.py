"""``make messages``: collect the texts of the code into ``.po`` files, and compile them to ``.mo``.

python scripts/messages.py            collects and compiles
python scripts/messages.py --check    changes nothing; fails when a text is missing, untranslated or not compiled
"""

import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import system
from system import ROOT, say

LANGUAGES = ("nl",)
# The plugin's texts travel with it; the ready site has its own. Folder -> what in it has no texts of that catalogue.
CATALOGUES = {
    "citysynergy": ["static/*", "migrations/*", "reference/*", "demo/content/*"],
    ".": [
        "citysynergy/*",
        "tests/*",
        "scripts/*",
        "docs/*",
        "benchmarks/*",
        "var/*",
        "build/*",
        "dist/*",
        "*/migrations/*",
    ],
}
COPIED = ("citysynergy", "citysynergy_site", "home", "search", "templates", "locale")


def collect(root: Path) -> None:
    """Run makemessages in each catalogue's folder below ``root``."""
    for folder, ignored in CATALOGUES.items():
        (root / folder / "locale").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "django", "makemessages", "--no-location", "--no-obsolete", "--no-wrap"]
        command += [f"--locale={language}" for language in LANGUAGES]
        command += [f"--ignore={pattern}" for pattern in (".*", *ignored)]
        subprocess.run(
            command,
            cwd=root / folder,
            check=True,
            stdout=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        )


def catalogues(root: Path) -> list[Path]:
    """Return the ``.po`` files below ``root``."""
    return [
        root / folder / "locale" / language / "LC_MESSAGES" / "django.po"
        for folder in CATALOGUES
        for language in LANGUAGES
    ]


def texts(po_file: Path) -> list[str]:
    """Return the lines of a catalogue that matter: not the date of its collection."""
    lines = po_file.read_text(encoding="utf-8").splitlines() if po_file.exists() else []
    return [line for line in lines if not line.startswith(('"POT-Creation-Date', '"Generated-By'))]


def compiled(mo_file: Path) -> dict[object, str]:
    """Return what a compiled catalogue says."""
    if not mo_file.exists():
        return {}
    with mo_file.open("rb") as handle:
        catalogue = gettext.GNUTranslations(handle)
    return {key: text for key, text in catalogue._catalog.items() if key}  # type: ignore[attr-defined]


def compile_all(root: Path) -> None:
    """Compile every catalogue below ``root``."""
    for po_file in catalogues(root):
        command = ["msgfmt", "--check", "--output-file", str(po_file.with_suffix(".mo")), str(po_file)]
        subprocess.run(command, check=True)


def incomplete(po_file: Path) -> str:
    """Return the entries of a catalogue that have no certain translation."""
    found = ""
    for choice in ("--untranslated", "--only-fuzzy"):
        command = ["msgattrib", choice, "--no-obsolete", "--no-wrap", str(po_file)]
        found += subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "\n".join(line for line in found.splitlines() if line.startswith("msgid ") and line != 'msgid ""')


def check() -> int:
    """Collect and compile in a copy, and compare; return the number of faults."""
    faults = []
    with tempfile.TemporaryDirectory(prefix="citysynergy-messages-") as folder:
        copy = Path(folder)
        for name in COPIED:
            if (ROOT / name).exists():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("static", "*.pyc"))
        collect(copy)
        compile_all(copy)
        for ours, fresh in zip(catalogues(ROOT), catalogues(copy), strict=True):
            shown = ours.relative_to(ROOT)
            if texts(ours) != texts(fresh):
                faults.append(f"{shown} is not up to date: run `make messages` and translate what is new")
            if missing := incomplete(fresh):
                faults.append(f"{shown} lacks translations:\n{missing}")
            if compiled(ours.with_suffix(".mo")) != compiled(fresh.with_suffix(".mo")):
                faults.append(f"{shown.with_suffix('.mo')} is not what its .po says: run `make messages`")
    for fault in faults:
        say(fault)
    return len(faults)


def main() -> int:
    """Collect and compile, or check."""
    system.gettext()
    if "--check" in sys.argv[1:]:
        return 1 if check() else 0
    collect(ROOT)
    compile_all(ROOT)
    for po_file in catalogues(ROOT):
        missing = incomplete(po_file)
        say(f"{po_file.relative_to(ROOT)}: " + (f"to translate:\n{missing}" if missing else "complete"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
