// @ts-check
// What the scripts of a map read of its page, and say on it.

/** @typedef {[one: string, many: string]} Plural */

/**
 * Return an element that the page of a map always has.
 * @param {string} id
 */
export function getElement(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @param {string} id
 * @returns {any}
 */
export function readJson(id) {
  return JSON.parse(getElement(id).textContent ?? "");
}

/**
 * Have screen readers read a text.
 * @param {string} text
 */
export function announce(text) {
  const region = document.getElementById("annonce");
  if (region) region.textContent = text;
}

/**
 * Fill "{n} actions" with values.
 * @param {string | Plural} texts one text, or singular and plural
 * @param {{ n: number, [name: string]: string | number }} values
 */
export function formatText(texts, values) {
  const text = typeof texts === "string" ? texts : texts[values.n > 1 ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}

/**
 * Return the nearest element around what an event happened to.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function findAround(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}
