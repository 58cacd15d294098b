// Runs before the page is drawn: styles that only make sense with JavaScript hang on this class.
document.documentElement.classList.add("cs-js");

// A button hands an address on: by what the device has for that, else by copying it, else it is shown.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-cs-share]");
  if (!button) return;
  const url = button.dataset.csShare;
  const told = button.nextElementSibling;
  told.textContent = "";
  try {
    if (navigator.share) return await navigator.share({ title: document.title, url });
    await navigator.clipboard.writeText(url);
    told.textContent = told.dataset.done;
  } catch (error) {
    // Who closes the device's list changed their mind.
    if (error.name !== "AbortError") told.textContent = url;
  }
});

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
