// A type-ahead inside long facets. Without this file the list simply scrolls.

const typed = new Map();

/** Fold accents and case: "Côte d’Ivoire" and "cote d'ivoire" are the same. */
function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .replace(/’/g, "'")
    .toLowerCase();
}

/** Show only the options that hold every typed word; chosen ones always stay. */
function narrow(body, text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  let shown = 0;
  body.querySelectorAll(".option").forEach((option) => {
    const label = fold(option.querySelector(".option__label")?.textContent ?? "");
    const chosen = option.querySelector("input")?.checked;
    const matches = words.every((word) => label.includes(word));
    option.hidden = !(matches || chosen);
    if (matches) shown += 1;
  });
  body.querySelector(".facet__none").textContent = shown ? "" : body.dataset.none;
}

/** Build the field of one facet, once, and put back what was typed in it. */
function equip(body) {
  if (body.querySelector(".facet__search")) return;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "input facet__search";
  field.id = `${body.closest("details").id}-search`;
  field.setAttribute("aria-label", body.dataset.searchable);
  field.placeholder = body.dataset.searchable;
  field.autocomplete = "off";
  const none = document.createElement("p");
  none.className = "facet__none";
  none.setAttribute("role", "status");
  body.querySelector(".facet__options").before(field, none);
  if (typed.get(field.id)) {
    field.value = typed.get(field.id);
    narrow(body, field.value);
  }
}

/** Ask for the options that a long facet leaves out, before searching in it. */
function askForAll(body) {
  const link = body.querySelector(".facet__more a:not([data-asked])");
  if (!link) return;
  link.dataset.asked = "";
  link.click();
}

/** When a facet has all its options: nothing more to ask for, and search in them. */
function complete(list) {
  const body = list?.matches(".facet__options") && list.closest(".facet__body");
  if (!body) return;
  body.querySelector(".facet__more")?.remove();
  const field = body.querySelector(".facet__search");
  if (field?.value) narrow(body, field.value);
}

/** Facets that were replaced while searched in are short again: ask once more. */
function resume() {
  document.querySelectorAll("[data-searchable]").forEach((body) => {
    if (body.querySelector(".facet__search")?.value) askForAll(body);
  });
}

/** Equip every long facet of the page. */
function equipAll() {
  document.querySelectorAll("[data-searchable]").forEach(equip);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches(".facet__search")) return;
  const body = event.target.closest("[data-searchable]");
  typed.set(event.target.id, event.target.value);
  narrow(body, event.target.value);
  askForAll(body);
});
// The field narrows the list; Enter must not submit the form around it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.(".facet__search")) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

equipAll();
document.body.addEventListener("htmx:afterSwap", equipAll);
// Not before: htmx gives new links their meaning when it settles.
document.body.addEventListener("htmx:afterSettle", (event) => {
  complete(event.target);
  resume();
});
document.body.addEventListener("htmx:oobAfterSwap", equipAll);
