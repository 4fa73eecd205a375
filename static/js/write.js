// @ts-check
// The text of a section of a report: marks by buttons, and nothing typed is lost.
// Without this file marks are typed by hand.

import { findField, insertMark, replaceSelection } from "./insert.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("ecrire"));
const state = document.getElementById("ecrire-etat");
const key = `passerelles:${window.location.pathname}`;
const KEPT = ["title_fr", "prose_fr", "title_en", "prose_en"];
let isSending = false;

/** @returns {HTMLInputElement[]} */
function listFields() {
  const found = KEPT.map((name) => form.elements.namedItem(name));
  return /** @type {HTMLInputElement[]} */ (found.filter(Boolean));
}

/** @returns {Record<string, string>} */
function readTexts() {
  return Object.fromEntries(listFields().map(({ name, value }) => [name, value]));
}

/** Tell whether something differs from what is stored. */
function isUnsaved() {
  const isTouched = listFields().some((field) => field.value !== field.defaultValue);
  return isTouched || form.dataset.isUnsaved === "true";
}

// Marks -----------------------------------------------------------------------------

/**
 * Put a mark around the selection, or take it away.
 * @param {HTMLTextAreaElement} field
 * @param {string} mark
 */
function wrap(field, mark) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  const isMarked =
    value.slice(start - mark.length, start) === mark && value.startsWith(mark, end);
  if (isMarked) field.setSelectionRange(start - mark.length, end + mark.length);
  replaceSelection(field, isMarked ? chosen : `${mark}${chosen}${mark}`);
  const from = isMarked ? start - mark.length : start + mark.length;
  field.setSelectionRange(from, from + chosen.length);
}

/**
 * Put a mark before each chosen line, or take it away from all.
 * @param {HTMLTextAreaElement} field
 * @param {string} mark
 */
function markLines(field, mark) {
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const found = field.value.indexOf("\n", field.selectionEnd);
  const end = found < 0 ? field.value.length : found;
  const lines = field.value.slice(start, end).split("\n");
  const isMarked = lines.every((line) => !line || line.startsWith(mark));
  const changed = lines.map((line) => {
    if (isMarked && line) return line.slice(mark.length);
    return line || lines.length === 1 ? mark + line : line;
  });
  field.setSelectionRange(start, end);
  replaceSelection(field, changed.join("\n"));
}

/**
 * Make a link of the selection, with its address chosen.
 * @param {HTMLTextAreaElement} field
 */
function addLink(field) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const words = value.slice(start, end) || (form.dataset.linkWords ?? "");
  replaceSelection(field, `[${words}](https://)`);
  const from = start + words.length + 3;
  field.setSelectionRange(from, from + "https://".length);
}

/** @type {Record<string, (field: HTMLTextAreaElement) => void>} */
const TOOLS = {
  bold: (field) => wrap(field, "**"),
  heading: (field) => markLines(field, "## "),
  list: (field) => markLines(field, "- "),
  quote: (field) => markLines(field, "> "),
  link: addLink,
  named: (field) => {
    const chosen = form.querySelector("#nom-a-inserer");
    if (chosen instanceof HTMLSelectElement) insertMark(field, chosen.value);
  },
};

/** @param {string} name */
function applyTool(name) {
  const field = findField("id_prose_fr");
  if (field) TOOLS[name]?.(field);
}

// What is typed ---------------------------------------------------------------------

/** Keep what is typed in this browser, should it not reach the server. */
function keepInBrowser() {
  localStorage.setItem(key, JSON.stringify(readTexts()));
  if (state) state.textContent = isUnsaved() ? (form.dataset.unsaved ?? "") : "";
}

/** @param {Record<string, string>} texts */
function restoreTexts(texts) {
  for (const field of listFields()) field.value = texts[field.name] ?? field.value;
  const prose = form.elements.namedItem("prose_fr");
  if (prose instanceof HTMLElement) {
    prose.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Offer what was typed here and is not what is stored. */
function offerKept() {
  /** @type {Record<string, string> | null} */
  const texts = JSON.parse(localStorage.getItem(key) ?? "null");
  const offer = document.getElementById("ecrire-garde");
  const isSame = listFields().every(
    ({ name, value }) => (texts?.[name] ?? value) === value,
  );
  if (!texts || !offer || isSame) {
    localStorage.removeItem(key);
    return;
  }
  offer.hidden = false;
  offer.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    if (target.dataset.kept === "take") restoreTexts(texts);
    else localStorage.removeItem(key);
    offer.hidden = true;
  });
}

for (const button of form.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", () => {
    if (button instanceof HTMLElement) applyTool(button.dataset.tool ?? "");
  });
}
form.querySelector(".writing__tools")?.removeAttribute("hidden");
form.addEventListener("keydown", (event) => {
  const isBold = event.key === "b" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!isBold || !(event.target instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  applyTool("bold");
});
offerKept();
form.addEventListener("input", keepInBrowser);
form.addEventListener("submit", () => {
  isSending = true;
});
// A page that comes back with "Back" may be left unsaved again.
window.addEventListener("pageshow", () => {
  isSending = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isUnsaved() && !isSending) event.preventDefault();
});
form.dataset.ready = "true";
