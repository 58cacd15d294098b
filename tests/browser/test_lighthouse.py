"""What Lighthouse says of the most visited kinds of page, as a phone on a slow network sees them, in Dutch.

Its settings are its own, but for the processor: ``scripts/lighthouse/measure.mjs`` slows it down by less where the
machine is slower than the desktop that Lighthouse supposes. What does not depend on speed must be perfect in each run.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import date
from statistics import median
from typing import Any

import pytest

from tests.browser.conftest import ROOT
from tests.browser.kinds import CASE

pytestmark = [pytest.mark.heavy, pytest.mark.browser]

RUNS = 5
MOST_RUNS = 7
"""So many at most, where the speed of the machine changed during some and the page did not look well enough."""
PERFORMANCE = 95
RESULTS = ROOT / "benchmarks" / "results" / "lighthouse.json"
# What a reader does there, to measure how soon the page answers.
STEPS: dict[str, list[tuple[str, ...]]] = {
    "/": [("type", "#q", "rot"), ("press", "#q", "Escape"), ("click", "[data-cs-view]:nth-of-type(2)")],
    "/search/": [
        ("click", "[popovertarget=facets]"),
        ("click", "#facets input[name=type][value=challenge]"),
        ("click", "#facets [popovertargetaction=hide]"),
    ],
    CASE: [
        ("scroll", "[data-cs-map]"),
        ("click", ".leaflet-control-zoom-in"),
        ("click", ".leaflet-control-zoom-out"),
    ],
    "/map/": [
        ("click", "[data-cs-view]:nth-of-type(2)"),
        ("click", "button.cs-cluster"),
        ("click", "[popovertarget=facets]"),
    ],
}


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Any]]:
    """What was measured, by address; kept in a file where ``LIGHTHOUSE_RESULTS`` asks for it."""
    measured: dict[str, Any] = {}
    yield measured
    if os.environ.get("LIGHTHOUSE_RESULTS"):
        whole = {"measured": date.today().isoformat(), "cores": os.cpu_count(), "pages": measured}
        RESULTS.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


@pytest.mark.parametrize("address", STEPS)
def test_a_phone_shows_it_soon_and_well(
    address: str, base_url: str, browser_type_launch_args: dict[str, Any], results: dict[str, Any]
) -> None:
    asked = {
        "chromium": browser_type_launch_args["executable_path"],
        "address": f"{base_url}/nl{address}",
        "runs": RUNS,
        "most": MOST_RUNS,
        "enough": PERFORMANCE,
        "steps": STEPS[address],
    }
    command = json.loads(os.environ["LIGHTHOUSE"])
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout)
    runs = answer["runs"]
    assert len(runs) == RUNS
    figures = _figures(answer)
    results[f"/nl{address}"] = figures
    print(f"\n/nl{address} {json.dumps(figures)}")
    assert {run["address"] for run in runs} == {asked["address"]}
    complaints = [one for run in runs for one in run["complaints"]]
    for category in ("accessibility", "best-practices", "seo"):
        assert [run["scores"][category] for run in runs] == [100] * RUNS, (category, complaints)
    assert figures["performance"] >= PERFORMANCE, (figures, complaints)


def _figures(answer: dict[str, Any]) -> dict[str, Any]:
    """Medians of the runs; times in milliseconds, and the layout shift as Lighthouse counts it."""
    runs = answer["runs"]

    def middle(name: str) -> float:
        return float(median(run["metrics"][name] for run in runs))

    return {
        **{name: median(run["scores"][name] for run in runs) for name in runs[0]["scores"]},
        "performance of each run": [run["scores"]["performance"] for run in runs],
        "FCP": round(middle("first-contentful-paint")),
        "LCP": round(middle("largest-contentful-paint")),
        "TBT": round(middle("total-blocking-time")),
        "CLS": round(middle("cumulative-layout-shift"), 3),
        "INP": answer["interaction"] and round(answer["interaction"]),
        "benchmark index": round(median(run["speeds"][0] for run in runs)),
        "processor slowed": round(median(run["slowdown"] for run in runs), 1),
        "unsteady runs": answer["unsteady"],
        "Lighthouse": runs[0]["lighthouse"],
        "browser": runs[0]["agent"].rpartition("(KHTML, like Gecko) ")[2],
    }
