/*
 * A new page is saved by itself while its author writes. A form sent before the first of these answers has come would
 * make a second page of the same name: so it waits for the answer, which says where the page now is. And once the form
 * is on its way, nothing more is saved beside it.
 */
(function () {
  const SAVING = "w-autosave:save";
  const ANSWERED = ["w-autosave:success", "w-autosave:error"];

  function waitForAnswers(form) {
    let saving = false;
    let waiting = false;
    let sent = false;

    form.addEventListener(SAVING, (event) => {
      if (sent) event.preventDefault();
      else saving = true;
    });

    // Heard last, when nobody held the form back.
    window.addEventListener("submit", (event) => {
      if (event.target === form && !event.defaultPrevented) sent = true;
    });

    form.addEventListener(
      "submit",
      (event) => {
        if (!saving) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (waiting) return;
        waiting = true;
        // The button that was pressed may be disabled by then, and a disabled button says nothing.
        const { name, value } = event.submitter || {};
        if (!name) return;
        const pressed = document.createElement("input");
        Object.assign(pressed, { type: "hidden", name, value });
        form.append(pressed);
      },
      true,
    );

    ANSWERED.forEach((answer) => {
      form.addEventListener(answer, () => {
        saving = false;
        if (waiting) form.requestSubmit();
      });
    });
  }

  function start() {
    const form = document.getElementById("page-edit-form");
    if (form) waitForAnswers(form);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
