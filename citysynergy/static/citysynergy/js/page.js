// Runs before the page is drawn: styles that only make sense with JavaScript hang on this class.
document.documentElement.classList.add("cs-js");

// Who goes to a case by keys and comes back finds the focus on that case; the browser itself keeps the scroll.
document.addEventListener("click", (event) => {
  const id = event.detail === 0 && event.target.closest?.("a")?.closest("[data-cs-case]")?.dataset.csCase;
  if (id) history.replaceState({ ...history.state, csCase: id }, "");
});
window.addEventListener("pageshow", () => {
  const id = history.state?.csCase;
  if (!id || document.activeElement !== document.body) return;
  document.querySelector(`[data-cs-case="${CSS.escape(id)}"] a`)?.focus({ preventScroll: true });
});
