// Pages of spreadsheets in the admin: a file is dropped, a form is sent once, the line
// that was corrected keeps the focus. Without this file the same forms are sent plainly.

/** Let a file be dropped where one is chosen. */
function acceptDrops(zone) {
  const input = zone.querySelector("input[type=file]");
  ["dragenter", "dragover"].forEach((name) =>
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    }),
  );
  ["dragleave", "drop"].forEach((name) =>
    zone.addEventListener(name, () => zone.classList.remove("is-over")),
  );
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

/** A form that does much is sent once: its buttons rest until the page changes. */
function sendOnce(form) {
  const buttons = form.querySelectorAll("[type=submit]");
  form.addEventListener("submit", () => {
    form.setAttribute("aria-busy", "true");
    setTimeout(() => buttons.forEach((button) => {
      button.disabled = true;
      if (form.dataset.once) button[button.matches("input") ? "value" : "textContent"] = form.dataset.once;
    }));
  });
  // Coming back to the page finds them usable.
  window.addEventListener("pageshow", () => buttons.forEach((button) => { button.disabled = false; }));
}

document.querySelectorAll("[data-drop]").forEach(acceptDrops);
document.querySelectorAll("[data-once]").forEach(sendOnce);

/** After a line is replaced, the keyboard is still on it. */
document.body.addEventListener("htmx:afterSettle", (event) => {
  const { target } = event.detail;
  const line = target.id && document.getElementById(target.id);
  if (line?.matches(".exchange__line") && document.activeElement === document.body) line.focus();
});

// The server could not be reached, or answered with an error: load the page plainly.
["htmx:sendError", "htmx:responseError"].forEach((name) =>
  document.body.addEventListener(name, () => window.location.reload()),
);
