// @ts-check
// The list beside the map, or the table under it: a row lights its arcs, a pin its rows,
// and another selection is drawn.

import { findAround } from "./page.js";

/** @typedef {[here: L.LatLngTuple, there: L.LatLngTuple, kind: string]} RowArc */

const LIT = "is-lit";

/**
 * @param {HTMLElement | null} row
 * @returns {RowArc[]}
 */
function readArcs(row) {
  return row?.dataset.arcs ? JSON.parse(row.dataset.arcs) : [];
}

/** @param {{ lat: number, lng: number }} end */
const formatPoint = ({ lat, lng }) => `${lat.toFixed(3)},${lng.toFixed(3)}`;

/**
 * Light the rows that have an arc to one of some ends; none without ends.
 * @param {import("./pins.js").End[]} ends
 */
function lightRows(ends) {
  const points = new Set(ends.map(formatPoint));
  /** @type {NodeListOf<HTMLElement>} */
  const rows = document.querySelectorAll("[data-arcs]");
  for (const row of rows) {
    const isMet = readArcs(row).some(([here, there]) =>
      [here, there].some(([lat, lng]) => points.has(formatPoint({ lat, lng }))),
    );
    row.classList.toggle(LIT, isMet);
  }
}

/**
 * @param {HTMLElement} root the map
 * @param {object} actions
 * @param {(pin: Element | null) => import("./pins.js").End[]} actions.findEnds
 * @param {(arcs: import("./arcs.js").Arc[]) => void} actions.highlight
 */
export function listenToRows(root, { findEnds, highlight }) {
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) => {
      const arcs = readArcs(findAround(event, "[data-arcs]"));
      highlight(arcs.map(([from, to, kind]) => ({ from, to, kind, n: 1 })));
    });
    root.addEventListener(name, (event) => {
      lightRows(findEnds(findAround(event, ".pin")));
    });
  }
  for (const name of ["mouseleave", "focusout"]) {
    root.addEventListener(name, () => lightRows([]));
  }
}

/**
 * Draw the new selection when the list or the table changes.
 * @param {HTMLElement} root the map, whose data name the element to follow
 * @param {(query: string) => void} draw
 */
export function listenToResults(root, draw) {
  const { follows } = root.dataset;
  if (!follows) return;
  document.body.addEventListener("htmx:afterSettle", () => {
    const query = document.getElementById(follows)?.dataset.query;
    if (query === undefined || query === root.dataset.query) return;
    root.dataset.query = query;
    draw(query);
  });
}
