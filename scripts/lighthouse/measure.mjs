// Measures one page with Lighthouse, several times; asked in JSON by scripts/lighthouse.py's command, answers in JSON.
//
//   node measure.mjs FOLDER < {"chromium": …, "address": …, "runs": 5, "most": 7, "enough": 95, "steps": [["click", "#a"], ["type", "#q", "wat"]]}
//
// FOLDER holds the installed packages. All settings are Lighthouse's own defaults (a phone on slow 4G, simulated) but one:
// how many times slower than this machine the phone's processor is. Lighthouse supposes a fast desktop and takes 4; its
// documentation says to take less on a slower machine, by the speed that it measures itself (the benchmark index).
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const packages = path.join(process.argv[2], "node_modules");
const load = (file) => import(pathToFileURL(path.join(packages, file)));
const { default: puppeteer } = await load("puppeteer-core/lib/esm/puppeteer/puppeteer-core.js");
const { navigation, startTimespan } = await load("lighthouse/core/index.js");
const { pageFunctions } = await load("lighthouse/core/lib/page-functions.js");
const { chromium, address, runs, most, enough, steps } = JSON.parse(readFileSync(0, "utf8"));

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const METRICS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index"];
// Benchmark index and how many times faster than the phone such a machine is: from the calculator that Lighthouse's
// documentation names. Never more than Lighthouse's own 4, so that a score here is no stricter than anybody's.
const SLOWDOWNS = [[150, 1], [800, 2], [1300, 3], [1533, 4]];
// A run during which the machine's speed changed more than this tells of the machine, not of the page.
const STEADY = 0.2;
// The recording of a run is lost now and then on a busy machine; Lighthouse then asks to be run again.
const UNRECORDED = new Set(["NO_NAVSTART", "NO_TRACING_STARTED"]);
const PHONE = { width: 412, height: 823, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true };

function slowdown(speed) {
  let [[below, least]] = SLOWDOWNS;
  if (speed <= below) return least;
  for (const [above, times] of SLOWDOWNS) {
    if (speed < above) return least + ((speed - below) / (above - below)) * (times - least);
    [below, least] = [above, times];
  }
  return least;
}

async function inBrowser(work) {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"], pipe: true, protocolTimeout: 120_000 });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

async function speedOf(browser) {
  const page = await browser.newPage();
  const speed = await page.evaluate(`(${pageFunctions.computeBenchmarkIndex.toString()})()`);
  await page.close();
  return speed;
}

const flagsFor = (speed) => ({
  onlyCategories: CATEGORIES,
  throttling: { cpuSlowdownMultiplier: slowdown(speed) },
  // A picture for the report that nobody makes here.
  disableFullPageScreenshot: true,
});

/** What an audit that is not perfect says, and of what: for who has to mend it. */
function complaint({ id, title, displayValue = "", score, details }) {
  const items = (details?.items ?? []).slice(0, 5).map((item) => item.node?.snippet ?? item.url ?? item.source?.url);
  return { id, title, said: displayValue, score, items: items.filter(Boolean) };
}

async function visit() {
  return inBrowser(async (browser) => {
    const before = await speedOf(browser);
    const page = await browser.newPage();
    const { lhr } = await navigation(page, address, { flags: flagsFor(before) });
    if (UNRECORDED.has(lhr.runtimeError?.code)) return null;
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.code} ${lhr.runtimeError.message}`);
    const speeds = [before, lhr.environment.benchmarkIndex, await speedOf(browser)];
    const counted = new Set(CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs.filter((one) => one.weight).map((one) => one.id)));
    return {
      address: lhr.finalDisplayedUrl,
      agent: lhr.environment.hostUserAgent,
      lighthouse: lhr.lighthouseVersion,
      warnings: lhr.runWarnings,
      scores: Object.fromEntries(CATEGORIES.map((name) => [name, lhr.categories[name].score === null ? null : Math.round(lhr.categories[name].score * 100)])),
      metrics: Object.fromEntries(METRICS.map((name) => [name, lhr.audits[name].numericValue])),
      complaints: Object.values(lhr.audits).filter((audit) => counted.has(audit.id) && audit.score !== null && audit.score < 0.9).map(complaint),
      speeds,
      slowdown: slowdown(before),
      unsteady: Math.max(...speeds) / Math.min(...speeds) - 1,
    };
  });
}

/** Interaction to next paint: the slowest answer to a reader's steps on the page, with the processor slowed as above. */
async function interact() {
  return inBrowser(async (browser) => {
    const speed = await speedOf(browser);
    const page = await browser.newPage();
    await page.setViewport(PHONE);
    await page.goto(address, { waitUntil: "networkidle0" });
    const span = await startTimespan(page, { flags: { ...flagsFor(speed), onlyCategories: ["performance"] } });
    for (const [action, selector, ...text] of steps) {
      const element = await page.waitForSelector(selector, { visible: true, timeout: 60_000 });
      if (action === "type") await element.type(...text);
      else if (action === "scroll") await element.scrollIntoView();
      else if (action === "press") await element.press(...text);
      else await element.click();
      await new Promise((go) => setTimeout(go, 500));
    }
    const { lhr } = await span.endTimespan();
    return lhr.audits["interaction-to-next-paint"].numericValue ?? null;
  });
}

const done = [];
const steady = () => done.filter((run) => run.unsteady <= STEADY);
const counted = () => [...done].sort((one, other) => one.unsteady - other.unsteady).slice(0, runs);
const middleScore = () => counted().map((run) => run.scores.performance).sort((one, other) => one - other)[Math.floor(runs / 2)];
// A machine that changes its speed only makes a page look worse: where it looks well enough, no more runs are needed.
const settled = () => steady().length >= runs || (done.length >= runs && middleScore() >= enough);
for (let tried = 0; tried < most && !settled(); tried += 1) {
  const run = await visit();
  if (run) done.push(run);
}
if (done.length < runs) throw new Error(`${address}: only ${done.length} of ${most} runs could be recorded`);
process.stdout.write(JSON.stringify({ runs: counted(), unsteady: done.length - steady().length, interaction: await interact() }));
