// @ts-check
// A type-ahead inside long facets. Without this file the list simply scrolls.

const SEARCHABLE = "[data-searchable]";
/** @type {Map<string, string>} */
const typed = new Map();

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

/** @returns {NodeListOf<HTMLElement>} */
function listFacets() {
  return document.querySelectorAll(SEARCHABLE);
}

/**
 * @param {Element} body
 * @returns {HTMLInputElement | null}
 */
function getSearchField(body) {
  return body.querySelector(".facet__search");
}

/**
 * Show only the options that hold every typed word; chosen ones always stay.
 * @param {HTMLElement} body
 * @param {string} text
 */
function narrowOptions(body, text) {
  const words = foldText(text).split(/\s+/).filter(Boolean);
  let shown = 0;
  /** @type {NodeListOf<HTMLElement>} */
  const options = body.querySelectorAll(".option");
  for (const option of options) {
    const label = foldText(option.querySelector(".option__label")?.textContent ?? "");
    const matches = words.every((word) => label.includes(word));
    option.hidden = !matches && !option.querySelector("input")?.checked;
    if (matches) shown += 1;
  }
  const none = body.querySelector(".facet__none");
  if (none) none.textContent = shown ? "" : (body.dataset.none ?? "");
}

/**
 * Build the field of one facet, once, and put back what was typed in it.
 * @param {HTMLElement} body
 */
function addSearchField(body) {
  if (getSearchField(body)) return;
  const field = document.createElement("input");
  const label = body.dataset.searchable ?? "";
  field.type = "search";
  field.className = "input facet__search";
  field.id = `${body.closest("details")?.id}-search`;
  field.setAttribute("aria-label", label);
  field.placeholder = label;
  field.autocomplete = "off";
  const none = document.createElement("p");
  none.className = "facet__none";
  none.setAttribute("role", "status");
  body.querySelector(".facet__options")?.before(field, none);
  const text = typed.get(field.id);
  if (text) {
    field.value = text;
    narrowOptions(body, text);
  }
}

/**
 * Ask for the options that a long facet leaves out, before searching in it.
 * @param {Element} body
 */
function loadAllOptions(body) {
  const link = body.querySelector(".facet__more a:not([data-asked])");
  if (!(link instanceof HTMLElement)) return;
  link.dataset.asked = "";
  link.click();
}

/**
 * When a facet has all its options: nothing more to ask for, and search in them.
 * @param {EventTarget | null} list
 */
function completeFacet(list) {
  if (!(list instanceof Element) || !list.matches(".facet__options")) return;
  const body = list.closest(".facet__body");
  if (!(body instanceof HTMLElement)) return;
  body.querySelector(".facet__more")?.remove();
  const text = getSearchField(body)?.value;
  if (text) narrowOptions(body, text);
}

/** Facets that were replaced while searched in are short again: ask once more. */
function resumeSearches() {
  for (const body of listFacets()) {
    if (getSearchField(body)?.value) loadAllOptions(body);
  }
}

/** Give every long facet of the page its field. */
function addSearchFields() {
  listFacets().forEach(addSearchField);
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

document.addEventListener("input", (event) => {
  const field = getSearchedField(event);
  const body = field?.closest(SEARCHABLE);
  if (!field || !(body instanceof HTMLElement)) return;
  typed.set(field.id, field.value);
  narrowOptions(body, field.value);
  loadAllOptions(body);
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

addSearchFields();
document.body.addEventListener("htmx:afterSwap", addSearchFields);
// Not before: htmx gives new links their meaning when it settles.
document.body.addEventListener("htmx:afterSettle", (event) => {
  completeFacet(event.target);
  resumeSearches();
});
document.body.addEventListener("htmx:oobAfterSwap", addSearchFields);
