// @ts-check
// The values of a facet come when it is opened, and are searched by a field. Without
// this file a link leads to a page with all of them.

const BODY = ".facet__body";
const DELAY = 200;
/** @type {Map<string, string>} What was typed, by the identifier of the field. */
const typed = new Map();
/** @type {Map<string, number>} Searches that wait for the next letter, likewise. */
const timers = new Map();

/**
 * Fold accents and case: "Côte d’Ivoire" and "cote d'ivoire" are the same.
 * @param {string} text
 */
function foldText(text) {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .replace(/’/g, "'")
    .toLowerCase();
}

/**
 * @param {Element} fold
 * @returns {HTMLElement | null}
 */
function getBody(fold) {
  return fold.querySelector(BODY);
}

/**
 * @param {Element} fold
 * @returns {HTMLInputElement | null}
 */
function getSearchField(fold) {
  return fold.querySelector(".facet__search");
}

/**
 * The link to the values that a facet leaves out; none where all are there.
 * @param {Element} fold
 * @returns {HTMLAnchorElement | null}
 */
function getMoreLink(fold) {
  return fold.querySelector(".facet__more a");
}

/**
 * Show only the options that hold every typed word; chosen ones always stay.
 * @param {Element} fold
 * @param {string} text
 */
function narrowOptions(fold, text) {
  const words = foldText(text).split(/\s+/).filter(Boolean);
  let shown = 0;
  /** @type {NodeListOf<HTMLElement>} */
  const options = fold.querySelectorAll(".option");
  for (const option of options) {
    const label = foldText(option.querySelector(".option__label")?.textContent ?? "");
    const matches = words.every((word) => label.includes(word));
    option.hidden = !matches && !option.querySelector("input")?.checked;
    if (matches) shown += 1;
  }
  const none = fold.querySelector(".facet__none");
  if (none) none.textContent = shown ? "" : (getBody(fold)?.dataset.none ?? "");
}

/**
 * Build the field of a long facet, once, and put back what was typed in it.
 * @param {Element} fold
 */
function addSearchField(fold) {
  const label = getBody(fold)?.dataset.searchable;
  if (!label || getSearchField(fold)) return;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "input facet__search";
  field.id = `${fold.id}-search`;
  field.setAttribute("aria-label", label);
  field.placeholder = label;
  field.autocomplete = "off";
  const none = document.createElement("p");
  none.className = "facet__none";
  none.setAttribute("role", "status");
  fold.querySelector(".facet__options")?.before(field, none);
  field.value = typed.get(field.id) ?? "";
  if (field.value) searchOptions(fold);
}

/**
 * Ask for the values that a facet leaves out: all, or those that hold some words.
 * @param {Element} fold
 * @param {string} [words]
 */
async function loadOptions(fold, words = "") {
  const link = getMoreLink(fold);
  if (!link) return;
  const address = new URL(link.href);
  if (words) address.searchParams.set("valeurs", words);
  const target = fold.id.replace("facet-", "options-");
  const headers = { "HX-Request": "true", "HX-Target": target };
  fold.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers });
    if (!answer.ok) throw new Error(answer.statusText);
    const html = await answer.text();
    if ((getSearchField(fold)?.value.trim() ?? "") === words) showOptions(fold, html);
  } catch {
    // The page of the facet says what is wrong, or that the server is not there.
    window.location.assign(link.href);
  } finally {
    fold.removeAttribute("aria-busy");
  }
}

/**
 * Put the values that came in the place of those that are there.
 *
 * What was ticked meanwhile stays so, and the focus stays where it is, or goes to the
 * first new value if it was on the link.
 * @param {Element} fold
 * @param {string} html
 */
function showOptions(fold, html) {
  const body = new DOMParser().parseFromString(html, "text/html").querySelector(BODY);
  if (!body) return;
  const { activeElement } = document;
  const focused = fold.contains(activeElement) ? activeElement : null;
  const fresh = [...body.querySelectorAll("input")].find(
    (box) => !document.getElementById(box.id),
  );
  for (const box of body.querySelectorAll("input")) {
    const same = document.getElementById(box.id);
    if (same) box.replaceWith(same);
  }
  const list = body.querySelector(".facet__options");
  for (const box of fold.querySelectorAll("input:checked")) {
    const option = box.closest("li");
    if (option) list?.prepend(option);
  }
  list?.before(...fold.querySelectorAll(".facet__search, .facet__none"));
  (getBody(fold) ?? fold.querySelector(".facet__more"))?.replaceWith(body);
  addSearchField(fold);
  if (focused instanceof HTMLElement) (focused.isConnected ? focused : fresh)?.focus();
}

/**
 * Search in what is there where that is all, else ask.
 * @param {Element} fold
 */
function searchOptions(fold) {
  const field = getSearchField(fold);
  if (!field) return;
  const text = field.value.trim();
  window.clearTimeout(timers.get(field.id));
  if (!getMoreLink(fold)) narrowOptions(fold, text);
  else {
    const timer = window.setTimeout(() => loadOptions(fold, text), DELAY);
    timers.set(field.id, timer);
  }
}

/**
 * A facet that was folded has no values yet.
 * @param {EventTarget | null} fold
 */
function fillFacet(fold) {
  if (!(fold instanceof Element) || !fold.matches(".facet[open]")) return;
  if (!getBody(fold)) loadOptions(fold);
}

/** Give every long facet of the page its field. */
function addSearchFields() {
  document.querySelectorAll(".facet").forEach(addSearchField);
}

/**
 * Return the field of a facet that an event comes from.
 * @param {Event} event
 */
function getSearchedField({ target }) {
  const isField =
    target instanceof HTMLInputElement && target.matches(".facet__search");
  return isField ? target : null;
}

/**
 * Say which facets show all their values, so that they come back so.
 * @param {FormData} formData
 */
function keepWhole(formData) {
  for (const body of document.querySelectorAll(".facet[open] [data-whole]")) {
    formData.append("voir", body.id.replace("options-", ""));
  }
}

/**
 * Show all values here; a facet that is cut even so has a page of its own.
 * @param {MouseEvent} event
 */
function openFacet(event) {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const fold = target.closest(".facet__more a")?.closest(".facet");
  if (!fold || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const field = getSearchField(fold);
  if (!field?.value && fold.querySelector("[data-whole]")) return;
  event.preventDefault();
  if (field) {
    field.value = "";
    typed.delete(field.id);
  }
  loadOptions(fold);
}

document.addEventListener("input", (event) => {
  const field = getSearchedField(event);
  const fold = field?.closest(".facet");
  if (!field || !fold) return;
  typed.set(field.id, field.value);
  searchOptions(fold);
});
// The field narrows the list; Enter must not submit the form around it.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !getSearchedField(event)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
document.addEventListener("toggle", (event) => fillFacet(event.target), true);
document.addEventListener("click", openFacet);

addSearchFields();
document.querySelectorAll(".facet").forEach(fillFacet);
document.body.addEventListener("htmx:afterSwap", addSearchFields);
document.body.addEventListener("htmx:oobAfterSwap", addSearchFields);
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.target?.id === "results") keepWhole(event.detail.formData);
});
