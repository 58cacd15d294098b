/* Small helps of the page editor: counting characters, the list of problems, the tabs of other languages. */
(function () {
  const { Controller } = window.StimulusModule;

  class CountController extends Controller {
    static values = { low: Number, high: Number, text: String };

    connect() {
      this.output = document.createElement("p");
      this.output.className = "citysynergy-count";
      this.element.after(this.output);
      this.count = () => {
        const length = this.element.value.trim().length;
        this.output.textContent = this.textValue.replace("{count}", length);
        this.output.classList.toggle("citysynergy-count--good", length >= this.lowValue && length <= this.highValue);
        this.output.classList.toggle("citysynergy-count--over", length > this.highValue);
      };
      this.element.addEventListener("input", this.count);
      this.count();
    }

    disconnect() {
      this.element.removeEventListener("input", this.count);
      this.output.remove();
    }
  }

  /** Leads from the list of problems to the field, whatever tab or fold it stands in. */
  class ProblemsController extends Controller {
    connect() {
      this.element.focus({ preventScroll: true });
    }

    go(event) {
      const id = event.currentTarget.hash.slice(1);
      const target = document.getElementById(id) || document.querySelector(`[id^="${CSS.escape(id)}"]`);
      if (!target) return;
      event.preventDefault();
      const panel = target.closest("[role=tabpanel]");
      const tab = panel && document.getElementById(panel.getAttribute("aria-labelledby"));
      if (tab) tab.click();
      const folded = target.closest("[data-panel]");
      const toggle = folded && folded.querySelector("[data-panel-toggle]");
      if (toggle && toggle.getAttribute("aria-expanded") === "false") toggle.click();
      this.arrive(document.getElementById(`${id}-search`) || target, 30);
    }

    /** Tabs and folds open a moment after the click: look a few frames long. */
    arrive(field, frames) {
      const place = field.closest("[data-field], [data-inline-panel-child], .w-panel") || field;
      if (!place.getClientRects().length && frames) {
        requestAnimationFrame(() => this.arrive(field, frames - 1));
        return;
      }
      place.scrollIntoView({ block: "center" });
      const inputs = "input:not([type=hidden]), select, textarea, button, [contenteditable]";
      const input = field.matches(inputs) ? field : place.querySelector(inputs);
      (input || place).focus({ preventScroll: true });
    }
  }

  /** The page's own language needs no tab; another choice shows and hides tabs at once. */
  function followLanguage() {
    const select = document.getElementById("id_language");
    if (!select || !document.querySelector('[class*="citysynergy-translation-"]')) return;
    select.addEventListener("change", () => {
      document.querySelectorAll('[class*="citysynergy-translation-"]').forEach((element) => {
        element.classList.toggle(
          "citysynergy-own-language",
          element.classList.contains(`citysynergy-translation-${select.value}`),
        );
      });
    });
  }

  /** What the page says in its own language, as plain text: of a box, or of a rich text, which is kept as JSON. */
  function original(name) {
    const box = document.getElementsByName(name)[0];
    if (!box) return "";
    if (box.type !== "hidden") return box.value.trim();
    const text = JSON.parse(box.value || "null");
    return text ? text.blocks.map((block) => block.text).join("\n").trim() : "";
  }

  /** Above each field of a translation stands the text to translate. */
  function showOriginals(panel) {
    const own = document.getElementById("id_language").value;
    panel.querySelectorAll("[name^=translation_]").forEach((field) => {
      const name = field.name.replace(/^translation_[^_]+_/, "");
      const place = field.closest("[data-field-input]");
      let text = place.parentElement.querySelector(".citysynergy-original");
      if (!text) {
        text = Object.assign(document.createElement("p"), { className: "citysynergy-original" });
        place.before(text);
      }
      text.lang = own;
      text.textContent = original(name);
    });
  }

  function followTranslations() {
    document.querySelectorAll('[role=tabpanel][class*="citysynergy-translation-"]').forEach((panel) => {
      new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        showOriginals(panel);
        // The rich text editor hands its text over a moment after the last key.
        setTimeout(showOriginals, 700, panel);
      }).observe(panel);
    });
  }

  function start() {
    followLanguage();
    followTranslations();
  }

  window.wagtail.app.register("citysynergy-count", CountController);
  window.wagtail.app.register("citysynergy-problems", ProblemsController);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
