/* Names that complete while one types: cities, organisations, and long lists. A combobox after the ARIA pattern. */
(function () {
  const { Controller } = window.StimulusModule;
  const WAIT = 180;
  let serial = 0;

  /** Shows options below an input and reports the one chosen. */
  class Combobox {
    constructor(input, list, { search, choose, status }) {
      Object.assign(this, { input, list, search, choose, status, options: [], active: -1 });
      serial += 1;
      list.id = list.id || `citysynergy-list-${serial}`;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", input.getAttribute("aria-label") || input.placeholder || input.name);
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-controls", list.id);
      input.setAttribute("autocomplete", "off");
      input.addEventListener("input", () => this.later());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      list.addEventListener("mousedown", (event) => event.preventDefault());
      list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.pick(Number(option.dataset.index));
      });
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), WAIT);
    }

    async look() {
      const text = this.input.value.trim();
      const options = text ? await this.search(text) : [];
      // An answer to what was typed before comes too late.
      if (text !== this.input.value.trim()) return;
      this.show(options);
      if (text && this.status) this.status(options.length);
    }

    show(options) {
      this.options = options;
      this.active = -1;
      this.list.replaceChildren(
        ...options.map((option, index) => {
          const item = document.createElement("li");
          item.id = `${this.list.id}-${index}`;
          item.dataset.index = index;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          item.append(option.label);
          if (option.detail) {
            const detail = document.createElement("small");
            detail.textContent = option.detail;
            item.append(" ", detail);
          }
          return item;
        }),
      );
      this.list.hidden = !options.length;
      this.input.setAttribute("aria-expanded", String(Boolean(options.length)));
      this.input.removeAttribute("aria-activedescendant");
    }

    close() {
      clearTimeout(this.timer);
      this.show([]);
    }

    move(step) {
      const items = [...this.list.children];
      if (!items.length) return;
      this.active = (this.active + step + items.length) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.active)));
      this.input.setAttribute("aria-activedescendant", items[this.active].id);
      items[this.active].scrollIntoView({ block: "nearest" });
    }

    key(event) {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        if (this.list.hidden) this.look();
        else this.move(1);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        this.move(-1);
      } else if (event.key === "Enter") {
        // Never send the whole page by accident.
        event.preventDefault();
        if (this.options.length) this.pick(Math.max(this.active, 0));
      } else if (event.key === "Escape" && !this.list.hidden) {
        event.stopPropagation();
        this.close();
      }
    }

    pick(index) {
      const option = this.options[index];
      this.close();
      if (option) this.choose(option);
    }
  }

  const changed = (element) => {
    element.dispatchEvent(new Event("input", { bubbles: true }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const chip = (name, value, label) => {
    const item = document.createElement("li");
    const wrap = document.createElement("label");
    const box = document.createElement("input");
    const text = document.createElement("span");
    wrap.className = "citysynergy-chip";
    Object.assign(box, { type: "checkbox", name, value, checked: true });
    text.textContent = label;
    wrap.append(box, " ", text);
    item.append(wrap);
    return item;
  };

  class PickerController extends Controller {
    static targets = ["token", "list", "status", "chosen"];
    static values = { source: String, place: Boolean, many: Boolean, name: String, nothing: String };

    connect() {
      this.input = this.element.querySelector("input[type=text]");
      this.combobox = new Combobox(this.input, this.listTarget, {
        search: (text) => this.search(text),
        choose: (option) => (this.manyValue ? this.add(option) : this.set(option)),
        status: (count) => {
          this.statusTarget.textContent = count ? "" : this.nothingValue;
        },
      });
      this.ownName = this.input.name;
      this.label = this.input.value;
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("blur", () => this.show());
      this.input.form.addEventListener("submit", () => this.show());
    }

    /**
     * Half a name is no city yet. It has no name in the form while it is being typed, so that the editor, which saves
     * by itself twice a second, does not complain of it.
     */
    typed() {
      const known = this.input.value === this.label && !this.manyValue;
      if (!known && !this.manyValue) this.tokenTarget.value = "";
      if (known || !this.input.value) this.show();
      else this.input.removeAttribute("name");
    }

    show() {
      this.input.name = this.ownName;
    }

    async search(text) {
      const address = new URL(this.sourceValue, window.location.href);
      address.searchParams.set("q", text);
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        return answer.ok ? (await answer.json()).results : [];
      } catch {
        return [];
      }
    }

    set(option) {
      this.label = option.label;
      this.input.value = option.label;
      this.tokenTarget.value = option.token;
      this.show();
      this.statusTarget.textContent = "";
      changed(this.tokenTarget);
      if (this.placeValue) this.fillPlace(option);
      this.input.focus();
    }

    add(option) {
      this.input.value = "";
      this.show();
      const known = [...this.chosenTarget.querySelectorAll("input")].find((box) => box.value === option.token);
      if (known) {
        known.checked = true;
        changed(known);
      } else {
        const item = chip(this.nameValue, option.token, option.label);
        this.chosenTarget.append(item);
        changed(item.querySelector("input"));
      }
      this.statusTarget.textContent = "";
      this.input.focus();
    }

    /** Country and point of the same row follow from the city. */
    fillPlace(option) {
      const prefix = this.ownName.slice(0, -"city".length);
      const form = this.input.form;
      const country = form.elements.namedItem(`${prefix}country`);
      if (country) {
        country.value = option.country;
        changed(country);
      }
      const point = form.elements.namedItem(`${prefix}point`);
      if (point) {
        point.value = `${option.latitude}, ${option.longitude}`;
        changed(point);
      }
    }
  }

  /** Turns a long list with many choices into chips and a box to search the rest. The list itself still holds the values. */
  class SelectController extends Controller {
    static values = { search: String, remove: String };

    connect() {
      if (this.input) return;
      this.select = this.element.querySelector("select");
      this.chips = Object.assign(document.createElement("ul"), { className: "citysynergy-chips" });
      const box = Object.assign(document.createElement("div"), { className: "citysynergy-picker__box" });
      this.input = Object.assign(document.createElement("input"), { type: "text", placeholder: this.searchValue });
      this.input.id = `${this.select.id}-search`;
      this.input.disabled = this.select.disabled;
      for (const name of ["aria-describedby", "aria-invalid"]) {
        if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
      }
      const label = document.querySelector(`label[for="${this.select.id}"]`);
      if (label) this.input.setAttribute("aria-label", label.textContent.replace("*", "").trim());
      const list = Object.assign(document.createElement("ul"), { className: "citysynergy-picker__list", hidden: true });
      box.append(this.input, list);
      this.element.append(this.chips, box);
      this.select.hidden = true;
      if (label) label.htmlFor = this.input.id;
      new Combobox(this.input, list, {
        search: (text) => this.find(text),
        choose: (option) => {
          this.input.value = "";
          this.toggle(option.value, true);
        },
      });
      this.draw();
    }

    find(text) {
      const plain = (value) => value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      const wanted = plain(text);
      return [...this.select.options]
        .filter((option) => !option.selected && plain(option.text).includes(wanted))
        .sort((a, b) => plain(b.text).startsWith(wanted) - plain(a.text).startsWith(wanted))
        .slice(0, 8)
        .map((option) => ({ label: option.text, value: option.value }));
    }

    toggle(value, selected) {
      const option = [...this.select.options].find((item) => item.value === value);
      if (!option) return;
      option.selected = selected;
      changed(this.select);
      this.draw();
      this.input.focus();
    }

    draw() {
      this.chips.replaceChildren(
        ...[...this.select.selectedOptions].map((option) => {
          const item = document.createElement("li");
          const button = document.createElement("button");
          button.type = "button";
          button.disabled = this.select.disabled;
          button.className = "citysynergy-chip citysynergy-chip--button";
          button.setAttribute("aria-label", `${this.removeValue}: ${option.text}`);
          button.append(option.text);
          button.addEventListener("click", () => this.toggle(option.value, false));
          item.append(button);
          return item;
        }),
      );
    }
  }

  window.wagtail.app.register("citysynergy-picker", PickerController);
  window.wagtail.app.register("citysynergy-select", SelectController);
})();
