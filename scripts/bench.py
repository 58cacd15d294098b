"""``make bench``: measure, print ratios, and keep them in ``benchmarks/results/*.json``.

Each ``benchmarks/bench_*.py`` has ``measure() -> dict``. It runs in a process of its own: on the demonstration's data,
or, where it names ``DATABASES``, on an empty migrated database of each of these kinds. With ``ELASTICSEARCH = True``
the site searches on an Elasticsearch of its own.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from elastic import Elastic
from postgres import Postgres
from system import ROOT, end_on_signals, say

BENCHMARKS = ROOT / "benchmarks"
_DATABASES = re.compile(r"^DATABASES = \((.*)\)$", re.MULTILINE)
_ELASTICSEARCH = re.compile(r"^ELASTICSEARCH = True$", re.MULTILINE)


def databases(name: str) -> list[str]:
    """Return the kinds of empty database that the benchmark asks for; none where it runs on the demonstration."""
    found = _DATABASES.search((BENCHMARKS / f"{name}.py").read_text(encoding="utf-8"))
    return re.findall(r'"(\w+)"', found[1]) if found else []


def searches_on_elasticsearch(name: str) -> bool:
    """Tell whether the benchmark asks for an Elasticsearch."""
    return _ELASTICSEARCH.search((BENCHMARKS / f"{name}.py").read_text(encoding="utf-8")) is not None


def run(name: str, database_url: str = "", *, demonstration: bool) -> dict[str, Any]:
    """Measure in a process and a data folder of its own."""
    server = Elastic(measured=True) if searches_on_elasticsearch(name) else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="citysynergy-bench-") as folder, server as search_url:
        answer = Path(folder) / "answer.json"
        environment = os.environ | {
            "CITYSYNERGY_DATA": str(Path(folder) / "data"),
            "DATABASE_URL": database_url,
            "ELASTICSEARCH_URL": search_url,
            "ELASTICSEARCH_REPLICAS": "0",
            "DJANGO_SETTINGS_MODULE": "citysynergy_site.settings.demo",
        }
        migrate, collect = ["manage.py", "migrate"], ["manage.py", "collectstatic", "--no-input"]
        empty = [[*command, "--verbosity=0"] for command in (migrate, collect)]
        prepare = [["scripts/demo.py", "--prepare"]] if demonstration else empty
        for command in (*prepare, ["-m", "benchmarks.measuring", name, str(answer)]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
        result: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return result


def results(name: str) -> dict[str, Any]:
    """Measure a benchmark everywhere it wants to run."""
    kinds = databases(name)
    if not kinds:
        return run(name, demonstration=True)
    found = {}
    for kind in kinds:
        with Postgres() if kind == "postgresql" else nullcontext("") as address:
            found[kind] = run(name, address, demonstration=False)
    return found


def machine() -> dict[str, Any]:
    """What it ran on."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    processor = re.search(r"^model name\s*: (.+)$", told, re.MULTILINE)
    return {
        "cores": os.cpu_count(),
        "memory": f"{round(os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30)} GiB",
        "processor": processor[1] if processor else platform.processor(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
    }


def main() -> int:
    """Run the benchmarks that the arguments name, or all."""
    end_on_signals()
    wanted = sys.argv[1:]
    names = [path.stem for path in sorted(BENCHMARKS.glob("bench_*.py"))]
    for name in names:
        short = name.removeprefix("bench_")
        if wanted and name not in wanted and short not in wanted:
            continue
        say(f"\n=== {name}")
        result = results(name) | {"machine": machine()}
        target = BENCHMARKS / "results" / f"{short}.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        say(json.dumps(result, indent=2, sort_keys=True))
        for found in (result, *result.values()):
            for row in found.get("table", ()):
                say(f"{row['what']:<60}{row['goal']:>16}   {row['measured']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
