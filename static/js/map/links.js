// @ts-check
// The links that the server sends as columns: ends, and what joins them.

import { parseYears } from "./time.js";

/** @typedef {import("./pins.js").End} End */

/**
 * @typedef {object} LinkData columns of ends and links, as the server gives them
 * @property {EndColumns} here
 * @property {EndColumns} there
 * @property {LinkColumns} links
 * @property {string[]} kinds
 * @property {Record<string, number>} countries number of entries by code
 * @property {number} total
 * @property {boolean} grouped whether ends are cells of a grid
 * @property {number} cell width of a cell in degrees
 * @property {SpanColumns} [spans] when entries went on, where it was asked for
 */

/**
 * @typedef {object} SpanColumns
 * @property {number[]} link index into the links
 * @property {number[]} from first year
 * @property {number[]} to last year; 9999 where they go on
 * @property {number[]} n number of entries
 * @property {number[]} [lead] those of which the authority is the first
 */

/**
 * @typedef {object} EndColumns
 * @property {number[]} lat in thousandths of a degree
 * @property {number[]} lng
 * @property {string[]} name
 * @property {string[]} [slug]
 * @property {string[]} [country]
 * @property {(boolean | number)[]} [approximate]
 */

/**
 * @typedef {object} LinkColumns
 * @property {number[]} n number of entries
 * @property {number[]} [lead] those of which the authority is the first
 * @property {number[]} kind index into the kinds
 * @property {number[]} here index into the ends; -1 for an authority without a point
 * @property {number[]} there
 */

/**
 * @typedef {object} Link
 * @property {End | undefined} from
 * @property {End} to
 * @property {string} kind
 * @property {number} n
 */

/**
 * Return ends as objects, without links yet.
 * @param {EndColumns} columns
 * @returns {End[]}
 */
function readEnds(columns) {
  return columns.lat.map((lat, i) => ({
    lat: lat / 1000,
    lng: columns.lng[i] / 1000,
    slug: columns.slug?.[i],
    name: columns.name[i],
    country: columns.country?.[i],
    approximate: columns.approximate?.[i],
    n: 0,
  }));
}

/**
 * Return the number of entries of each link, in some years if any are told.
 * @param {LinkData} data
 * @param {string} text the years: "1990-2005"
 * @param {"n" | "lead"} name of all entries, or those that a place counts once
 */
function countEntries({ links, spans }, text, name) {
  const years = parseYears(text);
  if (!years || !spans) return links[name] ?? links.n;
  const counts = links.n.map(() => 0);
  const numbers = spans[name] ?? spans.n;
  spans.link.forEach((link, i) => {
    const isOn = spans.to[i] >= years.first && spans.from[i] <= years.last;
    if (isOn) counts[link] += numbers[i];
  });
  return counts;
}

/**
 * Return the links of kinds that are not hidden and of the years that are chosen, and
 * the ends that they join.
 * @param {LinkData} data
 * @param {{ hidden: string[], years: string }} state
 */
export function visibleLinks(data, { hidden, years }) {
  const { links, kinds, ...ends } = data;
  const here = readEnds(ends.here);
  const there = readEnds(ends.there);
  /** @type {Link[]} */
  const visible = [];
  const leads = countEntries(data, years, "lead");
  countEntries(data, years, "n").forEach((n, i) => {
    const kind = kinds[links.kind[i]];
    if (!n || hidden.includes(kind)) return;
    /** @type {End | undefined} */
    const from = here[links.here[i]];
    const to = there[links.there[i]];
    for (const end of from ? [from, to] : [to]) {
      end.n += end === to ? leads[i] : n;
      end.kind = end.kind === undefined || end.kind === kind ? kind : "";
    }
    visible.push({ from, to, kind, n });
  });
  /** @param {End[]} ends */
  const keepUsed = (ends) => ends.filter((end) => end.n);
  return { here: keepUsed(here), there: keepUsed(there), links: visible };
}

/**
 * Return the arcs of links; an authority without a point has none.
 * @param {Link[]} links
 * @returns {import("./arcs.js").Arc[]}
 */
export function listArcs(links) {
  return links.flatMap(({ from, to, kind, n }) =>
    from ? [{ from: [from.lat, from.lng], to: [to.lat, to.lng], kind, n }] : [],
  );
}

/**
 * Return the number of links of each kind, hidden or not.
 * @param {LinkData} data
 */
export function countByKind({ links, kinds }) {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  for (const kind of links.kind) counts[kinds[kind]] += 1;
  return counts;
}
