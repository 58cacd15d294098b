// What the search page does beyond a plain form: short addresses, one announcement, and list and map pointing at each other.
import { askAll, mapIn, start } from "./maps.mjs";
import { settle } from "./narrow.mjs";

const form = document.getElementById("search-form");
const announcer = document.getElementById("search-announcement");

// Empty boxes and a default order have no place in an address that people share.
document.addEventListener("htmx:config:request", (event) => {
  const body = event.detail?.ctx?.request?.body;
  if (!(body instanceof FormData)) return;
  for (const [name, value] of [...body.entries()]) if (value === "") body.delete(name);
});

// What a link brings may be what the reader asked for: a whole list of filters, to search or to pick from.
let focused = "";
document.addEventListener("click", (event) => {
  focused = event.target.closest?.("[data-cs-focus]")?.dataset.csFocus ?? "";
});

document.addEventListener("htmx:after:swap", () => {
  const state = document.getElementById("search-state");
  if (!state) return;
  announcer.textContent = state.dataset.announcement;
  for (const link of document.querySelectorAll("[data-cs-language]")) {
    link.search = window.location.search;
  }
  settle();
  document.getElementById(focused)?.focus();
  focused = "";
  start();
  askAll(state.dataset.mapSource, state.dataset.mapAreas ?? "", state.dataset.mapPartialAreas ?? "");
});

for (const [on, id] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]]) {
  document.addEventListener(on, (event) => {
    const entry = event.target.closest?.("[data-cs-case]");
    if (!entry) return;
    for (const element of document.querySelectorAll("[data-cs-map]")) mapIn(element)?.point(id ? entry.dataset.csCase : "");
  });
}

// "Search in this area": what is in view becomes part of the search.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cs-area]");
  if (!button || !form) return;
  let field = form.querySelector("input[name=bbox]");
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "bbox";
    form.append(field);
  }
  field.value = mapIn(button.closest("[data-cs-map]")).area();
  form.requestSubmit();
});

form?.addEventListener("submit", () => document.getElementById("facets")?.matches(":popover-open") && document.getElementById("facets").hidePopover());
