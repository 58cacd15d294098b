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
