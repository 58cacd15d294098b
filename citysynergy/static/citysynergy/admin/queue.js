// Keys for the moderators' queue: they move the focus from title to title, and leave everything else to the browser.

const config = JSON.parse(document.getElementById("wagtail-config")?.textContent ?? "{}");
const TYPING = "input:not([type=checkbox]), select, textarea, [contenteditable], [role=dialog], [role=menu]";
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

const list = () => document.querySelector("[data-queue]");
const rows = () => [...(list()?.querySelectorAll("[data-queue-row]") ?? [])];

function go(step) {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? all[0] : all[here + step];
  next?.querySelector("[data-queue-open]").focus();
}

function tick() {
  const row = document.activeElement.closest("[data-queue-row]");
  row?.querySelector("[type=checkbox]")?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
  const arrow = event.key.startsWith("Arrow");
  // The arrows scroll, until the reader is in the list; single letters can be turned off in one's account.
  if (arrow ? !list()?.contains(event.target) : config.KEYBOARD_SHORTCUTS_ENABLED === false) return;
  if (event.key in STEPS && rows().length) {
    event.preventDefault();
    go(STEPS[event.key]);
  } else if (event.key === "x") {
    tick();
  }
});
