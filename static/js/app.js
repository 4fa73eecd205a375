// Glue around htmx: after results are replaced, the visitor is where they were.
// Without this file every page still works, by ordinary links and forms.

const KEEP_OPEN = "details[id]";
const KEEP_SCROLL = "[data-keep-scroll][id]";
let kept = { open: new Map(), scroll: new Map(), focus: null };

/** Remember which folds are open and how far long lists are scrolled. */
function remember() {
  const open = new Map();
  document.querySelectorAll(KEEP_OPEN).forEach((el) => open.set(el.id, el.open));
  const scroll = new Map();
  document.querySelectorAll(KEEP_SCROLL).forEach((el) => scroll.set(el.id, el.scrollTop));
  const focused = document.activeElement;
  kept = { open, scroll, focus: focused && focused.id ? focused.id : null };
}

/** Put folds, scrolling and focus back after a replacement. */
function restore() {
  kept.open.forEach((value, id) => {
    const el = document.getElementById(id);
    if (el && el.open !== value) el.open = value;
  });
  kept.scroll.forEach((value, id) => {
    const el = document.getElementById(id);
    if (el) el.scrollTop = value;
  });
  const lost = document.activeElement === document.body;
  const target = kept.focus && document.getElementById(kept.focus);
  if (lost) (target || document.getElementById("results-title"))?.focus({ preventScroll: true });
}

/** Say the new total to screen readers. */
function announce() {
  const results = document.querySelector("#results [data-announce], #results[data-announce]");
  const region = document.getElementById("annonce");
  if (results && region) region.textContent = results.dataset.announce;
}

/** Older browsers cannot show the inside of a closed fold on wide screens: open it. */
function unfoldOnWideScreens() {
  if (CSS.supports("selector(details::details-content)")) return;
  if (!window.matchMedia("(min-width: 60rem)").matches) return;
  document.querySelectorAll(".listing:not(.listing--beside) .filters").forEach((el) => { el.open = true; });
}

/** Close the menu with Escape, and give the focus back to its button. */
function closeMenu(event) {
  const menu = document.querySelector(".menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

/** Leave empty fields out of the address, so that it stays short to share. */
function dropEmpty(event) {
  const { formData } = event.detail;
  [...new Set(formData.keys())]
    .filter((name) => formData.getAll(name).every((value) => value === ""))
    .forEach((name) => formData.delete(name));
}

/** A search field is followed as it is typed in; leaving it changes nothing more. */
function ignoreLeaving(event) {
  if (event.target.matches?.("input[type=search]")) event.stopPropagation();
}

unfoldOnWideScreens();
document.addEventListener("change", ignoreLeaving, true);
document.body.addEventListener("htmx:configRequest", dropEmpty);
document.addEventListener("keydown", closeMenu);
document.body.addEventListener("htmx:beforeRequest", () => {
  document.getElementById("results")?.classList.add("is-waiting");
});
document.body.addEventListener("htmx:afterRequest", () => {
  document.getElementById("results")?.classList.remove("is-waiting");
});
document.body.addEventListener("htmx:beforeSwap", remember);
document.body.addEventListener("htmx:afterSettle", () => {
  restore();
  announce();
});
// The server could not be reached, or answered with an error: load the page plainly,
// so that the visitor reads the server's own words instead of a silent page.
["htmx:sendError", "htmx:responseError"].forEach((name) =>
  document.body.addEventListener(name, (event) => {
    window.location.assign(event.detail.pathInfo.finalRequestPath);
  }),
);
