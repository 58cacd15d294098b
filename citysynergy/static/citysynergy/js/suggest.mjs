// Suggestions below a search box: a combobox with a grouped listbox. Without this module the box is a plain one.
const PAUSE = 180;
const FEWEST = 2;
const GROUPS = ["themes", "cities", "organisations", "cases"];

for (const box of document.querySelectorAll("input[data-cs-suggest]")) complete(box);

function complete(box) {
  const words = box.dataset;
  const list = element("div", { id: `${box.id}-suggestions`, class: "cs-suggest", role: "listbox", "aria-label": words.csName, hidden: "" });
  const status = element("p", { class: "cs-hidden", role: "status" });
  box.parentElement.append(list);
  box.parentElement.after(status);

  // A search box may not have the role of a combobox; a text box may.
  box.type = "text";
  box.enterKeyHint = "search";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) box.setAttribute(name, value);

  let timer, underWay, shown = "", active = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    clearTimeout(timer);
    underWay?.abort();
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function mark(number) {
    const all = options();
    all[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = all[active];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function follow(option) {
    close();
    window.location.assign(option.dataset.url);
  }

  async function ask() {
    const text = box.value.trim();
    underWay?.abort();
    if (text.length < FEWEST) return close();
    underWay = new AbortController();
    const asked = underWay;
    try {
      const address = `${words.csSuggest}?${new URLSearchParams({ q: text.slice(0, 100), lang: document.documentElement.lang })}`;
      const response = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!response.ok) return close();
      const found = await response.json();
      if (!asked.signal.aborted && document.activeElement === box) show(text, found);
    } catch (error) {
      // Typing goes on, or the network is away: the box still searches.
      if (error.name !== "AbortError") close();
    }
  }

  function show(text, found) {
    shown = text;
    list.replaceChildren();
    active = -1;
    box.removeAttribute("aria-activedescendant");
    for (const name of GROUPS) {
      const rows = (found[name] ?? []).filter((row) => row.url);
      if (!rows.length) continue;
      const label = element("div", { id: `${list.id}-${name}`, class: "cs-suggest__group", role: "presentation" }, words[`csGroup${name[0].toUpperCase()}${name.slice(1)}`]);
      const group = element("div", { role: "group", "aria-labelledby": label.id });
      group.append(label);
      for (const row of rows) group.append(optionFor(row, text));
      list.append(group);
    }
    options().forEach((option, number) => (option.id = `${list.id}-${number}`));
    const count = options().length;
    list.hidden = count === 0;
    box.setAttribute("aria-expanded", String(count > 0));
    status.textContent = count === 0 ? words.csNone : (count === 1 ? words.csOne : words.csMany).replace("%s", count);
  }

  function optionFor(row, text) {
    const option = element("div", { role: "option", "aria-selected": "false", class: "cs-suggest__option", "data-url": row.url });
    const name = element("span", { class: "cs-suggest__name", lang: row.language ?? document.documentElement.lang });
    name.append(...emphasised(row.title ?? row.name, text));
    option.append(name);
    const detail = row.type_label ?? (row.count === null ? "" : String(row.count));
    if (detail) option.append(" ", element("span", { class: "cs-suggest__detail" }, detail));
    return option;
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const count = list.hidden ? 0 : options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!count) return box.value.trim() === shown && options().length ? showAgain() : void ask();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the box itself.
      mark(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter") {
      if (count && active >= 0) {
        event.preventDefault();
        follow(options()[active]);
      } else close();
    } else if (event.key === "Escape" && count) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") close();
  });

  function showAgain() {
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  box.addEventListener("blur", close);
  // The box keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) follow(option);
  });
}

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// The name with the beginning of words that were typed in bold, whatever their accents and capitals.
function emphasised(name, text) {
  const plain = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const typed = plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return name.split(/([^\p{L}\p{N}]+)/u).flatMap((word) => {
    const length = Math.max(0, ...typed.filter((beginning) => plain(word).startsWith(beginning)).map((beginning) => beginning.length));
    if (!length || plain(word).length !== word.length) return [word];
    return [element("b", {}, word.slice(0, length)), word.slice(length)];
  });
}
