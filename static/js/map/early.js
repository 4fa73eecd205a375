// @ts-check
// The links of the map. This file runs before Leaflet has come, so that the answer of the
// server is on its way meanwhile.

const ZOOM = /^#carte=(\d+(?:\.\d+)?)\//;
const FIRST_ZOOM = 2;

/**
 * Return the address of the links of a selection.
 * @param {HTMLElement} root the element of the map
 * @param {number} zoom
 */
export function buildLinksUrl(root, zoom) {
  const search = new URLSearchParams(root.dataset.query);
  search.delete("page");
  search.set("zoom", String(Math.round(zoom)));
  return `${root.dataset.linksUrl}?${search}`;
}

/** @type {Map<string, Promise<Response>>} */
const underWay = new Map();

/**
 * Fetch links, or take those that are under way; each answer serves once.
 * @param {string} url
 */
export function fetchLinks(url) {
  const early = underWay.get(url);
  underWay.clear();
  return early ?? fetch(url);
}

const root = document.getElementById("map");
if (root?.dataset.linksUrl) {
  const zoom = Number(ZOOM.exec(window.location.hash)?.[1] ?? FIRST_ZOOM);
  const url = buildLinksUrl(root, zoom);
  const early = fetch(url);
  // Who takes it deals with a failure; where nobody does, it is not an error.
  early.catch(() => undefined);
  underWay.set(url, early);
}
