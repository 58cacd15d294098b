"""What benchmarks share: medians, paired runs, and the process that one of them runs in.

python -m benchmarks.measuring bench_pages answer.json
"""

import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Work = Callable[[], Any]


def once(work: Work) -> float:
    """Milliseconds of one run."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def milliseconds(work: Work, rounds: int) -> float:
    """The median time of the work, after one round to warm up."""
    work()
    return statistics.median(once(work) for _ in range(rounds))


def paired(works: Mapping[str, Work], rounds: int) -> dict[str, float]:
    """The median times of several works that take turns, so that whatever else the machine does falls on all alike."""
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(once(work))
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Measure one benchmark and write its answer."""
    import django

    django.setup()
    name, target = sys.argv[1:]
    answer = importlib.import_module(f"benchmarks.{name}").measure()
    Path(target).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
