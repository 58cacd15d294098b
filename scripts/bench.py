"""``make bench``: measure, print ratios, and keep them in ``benchmarks/results/*.json``.

Each ``benchmarks/bench_*.py`` has ``measure() -> dict``, and runs on the demonstration's data in a folder of its own.
"""

import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from system import ROOT, end_on_signals, say


def main() -> int:
    """Run the benchmarks that the arguments name, or all."""
    end_on_signals()
    wanted = sys.argv[1:]
    names = [path.stem for path in sorted((ROOT / "benchmarks").glob("bench_*.py"))]
    names = [name for name in names if not wanted or name in wanted or name.removeprefix("bench_") in wanted]
    with tempfile.TemporaryDirectory(prefix="citysynergy-bench-") as folder:
        data = Path(folder) / "data"
        os.environ |= {"CITYSYNERGY_DATA": str(data), "DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "citysynergy_site.settings.demo"
        subprocess.run([sys.executable, "scripts/demo.py", "--prepare"], cwd=ROOT, check=True)
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        for name in names:
            say(f"\n=== {name}")
            result = importlib.import_module(f"benchmarks.{name}").measure()
            result["machine"] = {"python": platform.python_version(), "cores": os.cpu_count()}
            target = ROOT / "benchmarks" / "results" / f"{name.removeprefix('bench_')}.json"
            target.parent.mkdir(exist_ok=True)
            target.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n", encoding="utf-8")
            say(json.dumps(result, indent=2, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
