// A button that hands an address on: by what the device has for that, else by copying it; else it stands there to copy.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-cs-share]");
  if (!button) return;
  const url = button.dataset.csShare;
  const told = button.nextElementSibling;
  told.textContent = "";
  try {
    if (navigator.share) {
      await navigator.share({ title: document.title, url });
    } else {
      await navigator.clipboard.writeText(url);
      told.textContent = told.dataset.done;
    }
  } catch (error) {
    // Who closes the device's own list changed their mind.
    if (error.name !== "AbortError") told.textContent = url;
  }
});
