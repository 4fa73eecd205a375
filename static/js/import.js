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
 * Let a button rest, and say why; or let it work again under its own words.
 * @param {HTMLButtonElement | HTMLInputElement} button
 * @param {boolean} rests
 * @param {string | undefined} words
 */
function restButton(button, rests, words) {
  button.disabled = rests;
  if (!words) return;
  const written = button instanceof HTMLInputElement ? "value" : "textContent";
  button.dataset.words ??= button[written] ?? "";
  button[written] = rests ? words : button.dataset.words;
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
      for (const button of buttons) restButton(button, true, form.dataset.once);
    });
  });
  // Coming back to the page finds them usable.
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    for (const button of buttons) restButton(button, false, form.dataset.once);
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

/**
 * Say above a form why it was not sent; what was typed stays in it.
 * @param {Element} form
 * @param {string | undefined} words
 */
function showUnsent(form, words) {
  if (!words) return;
  const note = document.createElement("p");
  note.className = "errornote import__unsent";
  note.setAttribute("role", "alert");
  note.textContent = words;
  form.prepend(note);
}

/** @param {Element} element */
function getLines(element) {
  /** @type {HTMLElement | null} */
  const lines = element.closest(".import__lines");
  return lines?.dataset ?? {};
}

document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  for (const note of detail.elt.querySelectorAll(".import__unsent")) note.remove();
});
const failures = /** @type {const} */ ([
  "htmx:sendError",
  "htmx:responseError",
  "htmx:timeout",
]);
for (const name of failures) {
  document.body.addEventListener(name, ({ detail }) => {
    showUnsent(detail.elt, getLines(detail.elt).unsent);
  });
}
// The answer is another page's: that of the login.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asked = new URL(detail.pathInfo.requestPath, location.href);
  const answered = new URL(detail.xhr.responseURL || asked, location.href);
  if (answered.pathname === asked.pathname) return;
  detail.shouldSwap = false;
  showUnsent(detail.requestConfig.elt, getLines(detail.requestConfig.elt).loggedOut);
});
