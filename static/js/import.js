// @ts-check
// Pages of spreadsheets in the admin: a file is dropped, a form is sent once, the line
// that was corrected keeps the focus. Without this file the same forms are sent plainly.

/**
 * Let a file be dropped where one is chosen.
 * @param {HTMLElement} zone
 */
function acceptDrops(zone) {
  for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("is-over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const input = zone.querySelector("input[type=file]");
    const files = event.dataTransfer?.files;
    if (files?.length && input instanceof HTMLInputElement) input.files = files;
  });
}

/**
 * Let a button rest, and say why.
 * @param {HTMLButtonElement | HTMLInputElement} button
 * @param {string | undefined} words
 */
function restButton(button, words) {
  button.disabled = true;
  if (!words) return;
  if (button instanceof HTMLInputElement) button.value = words;
  else button.textContent = words;
}

/**
 * A form that does much is sent once: its buttons rest until the page changes.
 * @param {HTMLFormElement} form
 */
function sendOnce(form) {
  /** @type {NodeListOf<HTMLButtonElement | HTMLInputElement>} */
  const buttons = form.querySelectorAll("[type=submit]");
  form.addEventListener("submit", () => {
    form.setAttribute("aria-busy", "true");
    setTimeout(() => {
      for (const button of buttons) restButton(button, form.dataset.once);
    });
  });
  // Coming back to the page finds them usable.
  window.addEventListener("pageshow", () => {
    for (const button of buttons) button.disabled = false;
  });
}

/** @type {NodeListOf<HTMLElement>} */
const zones = document.querySelectorAll("[data-drop]");
zones.forEach(acceptDrops);
/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-once]");
forms.forEach(sendOnce);

// After a line is replaced, the keyboard is still on it.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const line = detail.target.id && document.getElementById(detail.target.id);
  if (!line || document.activeElement !== document.body) return;
  if (line.matches(".import__line")) line.focus();
});

// The server could not be reached, or answered with an error: load the page plainly.
for (const name of /** @type {const} */ (["htmx:sendError", "htmx:responseError"])) {
  document.body.addEventListener(name, () => window.location.reload());
}
