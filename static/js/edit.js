// @ts-check
// The form of an entry: suggestions, drafts that save themselves, points on a map.
// Without this file the form works by its buttons.

import { Picker } from "./map/picker.js";
import {
  debounce,
  fetchSuggestions,
  fillSuggestions,
  findTaken,
  WAIT_TO_SUGGEST_MS,
} from "./suggest.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** @typedef {import("./suggest.js").Suggestion} Suggestion */

const WAIT_TO_SAVE_MS = 4000;
const SHORTEST_COUNTED = 200;
const form = /** @type {HTMLFormElement} */ (document.getElementById("edit"));
const fields = /** @type {Field[]} */ ([...form.elements]);
const state = document.getElementById("edit-state");
// Each blank form of a new entry keeps what is typed in it apart.
const page = `passerelles:${window.location.pathname}`;
const formKey = form.elements.namedItem("cle");
const key = formKey instanceof HTMLInputElement ? `${page}:${formKey.value}` : page;

/** @param {string | undefined} text */
function setState(text) {
  if (state) state.textContent = text ?? "";
}

// Type-ahead ------------------------------------------------------------------------

/**
 * Return the country of the row of a name, where it has one.
 * @param {HTMLInputElement} field
 */
function getCountry(field) {
  const id = field.id.replace(/-name$/, "-country");
  return /** @type {Field | null} */ (document.getElementById(id));
}

/** @type {(field: HTMLInputElement) => void} */
const suggest = debounce(WAIT_TO_SUGGEST_MS, async (field) => {
  const url = field.dataset.suggest ?? "";
  const country = url.includes("lieux") ? getCountry(field)?.value : "";
  await fillSuggestions(field, { q: field.value, pays: country || "" });
});

/**
 * A suggestion that is taken tells the country too.
 * @param {HTMLInputElement} field
 */
function fillCountry(field) {
  const taken = findTaken(field);
  const country = getCountry(field);
  if (taken && country && !country.value) country.value = taken.dataset.country ?? "";
}

// Similar entries -------------------------------------------------------------------

/**
 * Return the box under the title that lists similar entries, made at the first call.
 * @param {HTMLElement} title
 */
function getSimilarBox(title) {
  const found = document.getElementById("similar");
  if (found) return found;
  const box = document.createElement("div");
  box.id = "similar";
  box.className = "edit__similar";
  box.setAttribute("role", "status");
  title.closest(".field")?.append(box);
  return box;
}

/** @param {Suggestion} suggestion */
function buildSimilarItem({ value, label, url }) {
  const link = document.createElement("a");
  Object.assign(link, { href: url, target: "_blank", rel: "noopener" });
  link.textContent = `${value} (${label})`;
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/** @type {(title: HTMLInputElement) => void} */
const showSimilar = debounce(WAIT_TO_SUGGEST_MS, async (title) => {
  const { similarUrl = "", similar = "", except = "" } = form.dataset;
  const found = await fetchSuggestions(similarUrl, { q: title.value, sauf: except });
  const box = getSimilarBox(title);
  box.replaceChildren();
  if (!found.length) return;
  const intro = document.createElement("p");
  intro.textContent = similar;
  const list = document.createElement("ul");
  list.append(...found.map(buildSimilarItem));
  box.append(intro, list);
});

// Drafts ----------------------------------------------------------------------------

/** Keep what is typed in this browser too, should the server be away. */
function keepInBrowser() {
  const entries = [...new FormData(form)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File),
  );
  localStorage.setItem(key, JSON.stringify(entries));
}

/** Return what is sent: files go with the buttons, they would cost too much each time. */
function buildDraft() {
  const body = new FormData(form);
  for (const [name, value] of [...body]) {
    if (value instanceof File) body.delete(name);
  }
  body.set("garder", "1");
  return body;
}

const saveDraft = debounce(WAIT_TO_SAVE_MS, async () => {
  try {
    const response = await fetch(window.location.pathname, {
      method: "POST",
      body: buildDraft(),
      headers: { "X-Autosave": "1" },
    });
    if (response.status !== 204) throw new Error(response.statusText);
    localStorage.removeItem(key);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, {
      timeStyle: "short",
    });
    setState(form.dataset.saved?.replace("{time}", time));
  } catch {
    setState(form.dataset.unsaved);
  }
});

/**
 * Put back what the server did not get the last time.
 * @param {string} from the key under which this browser kept it
 */
function restoreDraft(from) {
  /** @type {[string, string][] | null} */
  const entries = JSON.parse(localStorage.getItem(from) ?? "null");
  if (!entries) return;
  for (const field of fields) {
    const values = entries.filter(([name]) => name === field.name);
    if (field instanceof HTMLInputElement && field.type === "checkbox") {
      field.checked = values.some(([, value]) => value === field.value);
    } else if (field.type !== "submit" && values.length) {
      field.value = values[values.length - 1][1];
    }
  }
  setState(form.dataset.restored);
}

/** Offer what another blank form of this page could not save. */
function offerLeftover() {
  const left = Object.keys(localStorage).find((name) => name.startsWith(`${page}:`));
  if (!left || left === key || !state) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "link" });
  button.textContent = form.dataset.restore ?? "";
  button.addEventListener("click", () => {
    restoreDraft(left);
    localStorage.removeItem(left);
    keepTyped();
  });
  state.append(form.dataset.found ?? "", " ", button);
}

// Points ----------------------------------------------------------------------------

/**
 * Return what asks for the place or the country of the row of a point.
 * @param {HTMLInputElement} lat
 * @returns {Record<string, string>}
 */
function readPlace(lat) {
  const [country, name] = ["country", "name"].map((end) => {
    const id = lat.id.replace(/lat$/, end);
    return /** @type {Field | null} */ (document.getElementById(id))?.value ?? "";
  });
  return country ? { pays: country, q: name } : {};
}

/** @param {HTMLInputElement} lat */
function addPicker(lat) {
  const lng = document.getElementById(lat.id.replace(/-lat$/, "-lng"));
  if (!(lng instanceof HTMLInputElement)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = form.dataset.pick ?? "";
  button.addEventListener("click", async () => {
    button.hidden = true;
    const picker = new Picker(lat, lng, () => readPlace(lat));
    picker.element.classList.add("edit__map");
    button.after(picker.element);
    await picker.show();
    picker.search.focus();
  });
  lng.closest(".edit__row")?.append(button);
}

// Folded parts ----------------------------------------------------------------------

/**
 * Return where one would write in a part: its empty row, else its first field.
 * @param {HTMLDetailsElement} part
 */
function findFirstField(part) {
  const cells = "input:not([type=hidden], [type=checkbox]), select, textarea";
  const blank = part.querySelector(".edit__row:not(.edit__row--used)");
  return /** @type {Field | null} */ ((blank ?? part).querySelector(cells));
}

/**
 * With a mouse, opening a part is also the click into its field.
 * @param {HTMLDetailsElement} part
 */
function focusWhenOpened(part) {
  part.querySelector("summary")?.addEventListener("click", (event) => {
    const isPointer = event.detail && window.matchMedia("(hover: hover)").matches;
    if (part.open || !isPointer) return;
    setTimeout(() => findFirstField(part)?.focus({ preventScroll: true }));
  });
}

// What a row needs, and how long a text is ---------------------------------------------

/**
 * A row that is used says what it needs, as soon as something is typed in it.
 * @param {Element | null} row
 */
function markRow(row) {
  if (!row) return;
  /** @type {NodeListOf<Field>} */
  const cells = row.querySelectorAll("input:not([type=hidden]), select, textarea");
  const isUsed =
    row.matches(".edit__row--sent") || [...cells].some((cell) => isTouched(cell));
  row.classList.toggle("edit__row--used", isUsed);
  for (const mark of row.querySelectorAll(".field__needed")) {
    const cell = mark.closest(".field")?.querySelector("input, select, textarea");
    cell?.setAttribute("aria-required", String(isUsed));
  }
}

/**
 * Count the signs under a field. The limit no longer cuts what is pasted: it is told.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
function addCounter(field) {
  const most = field.maxLength;
  if (most < SHORTEST_COUNTED) return;
  field.removeAttribute("maxlength");
  const counter = document.createElement("p");
  counter.className = "edit__count";
  counter.id = `${field.id}_count`;
  const described = field.getAttribute("aria-describedby");
  field.setAttribute(
    "aria-describedby",
    [described, counter.id].filter(Boolean).join(" "),
  );
  field.after(counter);
  const update = () => {
    const { length } = field.value;
    const isOver = length > most;
    counter.classList.toggle("edit__count--over", isOver);
    const words = (isOver ? form.dataset.over : form.dataset.count) ?? "";
    counter.textContent = words
      .replace("{n}", String(isOver ? length - most : length))
      .replace("{most}", String(most));
  };
  field.addEventListener("input", update);
  update();
}

/**
 * Tell whether a field says something else than the page that came.
 * @param {Field} field
 */
function isTouched(field) {
  if (field instanceof HTMLInputElement && field.type === "checkbox") {
    return field.checked !== field.defaultChecked;
  }
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some(
      (option) => option.selected !== option.defaultSelected && option.value !== "",
    );
  }
  return "defaultValue" in field && field.value !== field.defaultValue;
}

/** Keep what is typed here, and soon on the server. */
function keepTyped() {
  keepInBrowser();
  saveDraft(undefined);
}

restoreDraft(key);
if (key !== page) offerLeftover();
/** @type {NodeListOf<HTMLInputElement>} */
const latitudes = form.querySelectorAll("[data-lat]");
latitudes.forEach(addPicker);
for (const row of form.querySelectorAll(".edit__row")) {
  row.classList.toggle("edit__row--sent", row.matches(".edit__row--used"));
  markRow(row);
}
/** @type {NodeListOf<HTMLDetailsElement>} */
const parts = form.querySelectorAll(".edit__part");
parts.forEach(focusWhenOpened);
/** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
const counted = form.querySelectorAll(".edit__fields > .field [maxlength]");
counted.forEach(addCounter);
// What was typed before this file came, or put back from the last time.
if (fields.some(isTouched)) {
  const title = form.elements.namedItem("title");
  if (title instanceof HTMLInputElement && isTouched(title)) showSimilar(title);
  keepTyped();
}
form.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLInputElement) {
    if (target.matches("[data-suggest]")) {
      suggest(target);
      fillCountry(target);
    }
    if (target.name === "title") showSimilar(target);
  }
  if (target instanceof Element) markRow(target.closest(".edit__row"));
  keepTyped();
});
// What is sent by a button has reached the server, or comes back on the next page.
form.addEventListener("submit", () => localStorage.removeItem(key));
form.dataset.ready = "true";
