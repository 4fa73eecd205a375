// @ts-check
// Type-ahead of text fields: the browser's own list, filled by the site.

/**
 * @typedef {{
 *   value: string, label: string, key?: string, country?: string, url?: string
 * }} Suggestion
 */

export const WAIT_TO_SUGGEST_MS = 250;

/**
 * Return a function that runs once nothing has called for it again for a while.
 * @template T
 * @param {number} wait
 * @param {(argument: T) => void} run
 * @returns {(argument: T) => void}
 */
export function debounce(wait, run) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (argument) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(argument), wait);
  };
}

/**
 * @param {string} url
 * @param {Record<string, string>} query
 * @returns {Promise<Suggestion[]>}
 */
export async function fetchSuggestions(url, query) {
  const response = await fetch(`${url}?${new URLSearchParams(query)}`);
  if (!response.ok || response.redirected) return [];
  return (await response.json()).suggestions;
}

/**
 * Return the list of suggestions of a field, made at the first call.
 * @param {HTMLInputElement} field
 */
function getSuggestionList(field) {
  if (field.list) return field.list;
  const list = document.createElement("datalist");
  list.id = `${field.id}-list`;
  field.after(list);
  field.setAttribute("list", list.id);
  return list;
}

/** @param {Suggestion} suggestion */
function buildOption({ value, label, key, country }) {
  const option = document.createElement("option");
  Object.assign(option, { value, label: label ? `${value} – ${label}` : value });
  if (key) option.dataset.key = key;
  if (country) option.dataset.country = country;
  return option;
}

/**
 * Offer what the site finds for a field.
 * @param {HTMLInputElement} field
 * @param {Record<string, string>} query
 */
export async function fillSuggestions(field, query) {
  const found = await fetchSuggestions(field.dataset.suggest ?? "", query);
  getSuggestionList(field).replaceChildren(...found.map(buildOption));
}

/**
 * Return the suggestion that a field says, where it was taken.
 * @param {HTMLInputElement} field
 */
export function findTaken(field) {
  const options = [...(field.list?.options ?? [])];
  return options.find((option) => option.value === field.value);
}
