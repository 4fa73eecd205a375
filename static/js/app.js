// @ts-check
// Glue around htmx: after results are replaced, the visitor is where they were.
// Without this file every page still works, by ordinary links and forms.

/** @type {{ open: Map<string, boolean>, scroll: Map<string, number>, focus: string | null }} */
let kept = { open: new Map(), scroll: new Map(), focus: null };

/**
 * @template {HTMLElement} T
 * @param {string} selector
 * @returns {NodeListOf<T>}
 */
function selectAll(selector) {
  return document.querySelectorAll(selector);
}

/** Return the folds of the page, by which they are found again. */
function listFolds() {
  return /** @type {NodeListOf<HTMLDetailsElement>} */ (selectAll("details[id]"));
}

/** Remember which folds are open and how far long lists are scrolled. */
function rememberPlace() {
  const scrolled = selectAll("[data-keep-scroll][id]");
  kept = {
    open: new Map([...listFolds()].map((fold) => [fold.id, fold.open])),
    scroll: new Map([...scrolled].map((list) => [list.id, list.scrollTop])),
    focus: document.activeElement?.id || null,
  };
}

/** Put folds, scrolling and focus back after a replacement. */
function restorePlace() {
  for (const fold of listFolds()) {
    const isOpen = kept.open.get(fold.id);
    if (isOpen !== undefined && fold.open !== isOpen) fold.open = isOpen;
  }
  for (const [id, top] of kept.scroll) {
    const list = document.getElementById(id);
    if (list) list.scrollTop = top;
  }
  if (document.activeElement !== document.body) return;
  const target = kept.focus && document.getElementById(kept.focus);
  (target || document.getElementById("results-title"))?.focus({ preventScroll: true });
}

/** Say the new total to screen readers. */
function announceTotal() {
  const [results] = selectAll("#results [data-announce], #results[data-announce]");
  const region = document.getElementById("annonce");
  if (results && region) region.textContent = results.dataset.announce ?? "";
}

/** Older browsers cannot show the inside of a closed fold on wide screens: open it. */
function unfoldOnWideScreens() {
  if (CSS.supports("selector(details::details-content)")) return;
  if (!window.matchMedia("(min-width: 60rem)").matches) return;
  const filters = ".listing:not(.listing--beside) .filters, .map-form .filters";
  for (const fold of selectAll(filters)) {
    if (fold instanceof HTMLDetailsElement) fold.open = true;
  }
}

/**
 * Leave empty fields out of the address, so that it stays short to share.
 * @param {FormData} formData
 */
function dropEmptyFields(formData) {
  for (const name of new Set(formData.keys())) {
    if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
  }
}

/**
 * A search field is followed as it is typed in; leaving it changes nothing more.
 * @param {Event} event
 */
function ignoreLeaving(event) {
  const { target } = event;
  if (target instanceof Element && target.matches("input[type=search]")) {
    event.stopPropagation();
  }
}

/** Answer what was typed before htmx was there: it only sees what comes after. */
function sendWhatWasTypedEarly() {
  for (const field of selectAll("form[hx-get] input[type=search]")) {
    if (!(field instanceof HTMLInputElement)) continue;
    if (field.value !== field.defaultValue) field.form?.requestSubmit();
  }
}

/**
 * On narrow screens the filters lie over the results: seeing these closes them.
 * @param {Event} event
 */
function closeFilters({ target }) {
  if (!(target instanceof Element) || !target.closest(".filters__see a")) return;
  const [fold] = selectAll("#filtres");
  if (fold instanceof HTMLDetailsElement) fold.open = false;
}

unfoldOnWideScreens();
document.addEventListener("click", closeFilters);
document.addEventListener("DOMContentLoaded", sendWhatWasTypedEarly);
document.addEventListener("change", ignoreLeaving, true);
document.body.addEventListener("htmx:configRequest", (event) => {
  dropEmptyFields(event.detail.formData);
});
document.body.addEventListener("htmx:beforeRequest", () => {
  document.getElementById("results")?.classList.add("is-waiting");
});
document.body.addEventListener("htmx:afterRequest", () => {
  document.getElementById("results")?.classList.remove("is-waiting");
});
document.body.addEventListener("htmx:beforeSwap", rememberPlace);
document.body.addEventListener("htmx:afterSettle", () => {
  restorePlace();
  announceTotal();
});
// The server could not be reached, or answered with an error: load the page plainly,
// so that the visitor reads the server's own words instead of a silent page.
for (const name of /** @type {const} */ (["htmx:sendError", "htmx:responseError"])) {
  document.body.addEventListener(name, (event) => {
    const address = new URL(event.detail.pathInfo.finalRequestPath, location.href);
    address.searchParams.delete("voir");
    window.location.assign(address);
  });
}
