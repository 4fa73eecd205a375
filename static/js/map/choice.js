// @ts-check
// What is chosen on the map, as its address says it: "ici:annecy" (authorities),
// "lieu:14.01,0.75" (a place), "pays:NE", "zone:west,south,east,north".
// cooperation/maps/choices.py reads the same.

/** @typedef {import("./pins.js").End} End */
/** @typedef {import("./links.js").Link} Link */

// Half the side, in degrees, of the box that is one place.
const HALF_SIDE = 0.004;
const CLOSEST_ZOOM = 9;
const MARGIN_PX = 48;

/**
 * Return the choice of one end, or of several at the same place.
 * @param {End[]} ends
 * @param {import("./pins.js").Side} side
 * @param {number} cell width of an end that is a cell of a grid, in degrees; else 0
 */
export function formatChoice(ends, side, cell) {
  const [end] = ends;
  const slugs = ends.flatMap((one) => one.slug || []);
  if (side === "here" && slugs.length === ends.length) return `ici:${slugs.join(",")}`;
  if (end.approximate && end.country) return `pays:${end.country}`;
  if (ends.length === 1 && !cell) return `lieu:${end.lat},${end.lng}`;
  const half = cell / 2 || HALF_SIDE;
  const lats = ends.map(({ lat }) => lat);
  const lngs = ends.map(({ lng }) => lng);
  const box = [
    Math.min(...lngs) - half,
    Math.min(...lats) - half,
    Math.max(...lngs) + half,
    Math.max(...lats) + half,
  ];
  return `zone:${box.map((side) => side.toFixed(4))}`;
}

/**
 * Return whether a link is of the choice.
 * @param {string} choice
 * @returns {(link: Link) => boolean}
 */
export function buildTest(choice) {
  const [kind, value = ""] = choice.split(":");
  const values = value.split(",");
  if (kind === "ici") return ({ from }) => values.includes(from?.slug || " ");
  if (kind === "pays") return ({ to }) => to.country === value;
  const numbers = values.map(Number);
  const [west, south, east, north] =
    kind === "lieu" ? widen(numbers[0], numbers[1]) : numbers;
  return ({ to: { lat, lng } }) =>
    lng >= west && lng <= east && lat >= south && lat <= north;
}

/**
 * @param {number} lat
 * @param {number} lng
 */
function widen(lat, lng) {
  return [lng - HALF_SIDE, lat - HALF_SIDE, lng + HALF_SIDE, lat + HALF_SIDE];
}

/**
 * Show both ends of links, beside what covers the map.
 * @param {L.Map} map
 * @param {Link[]} links
 * @param {{ left: number, right: number, bottom: number }} cover pixels of the map that
 *   are covered
 */
export function fitBothEnds(map, links, { left, right, bottom }) {
  const ends = links.flatMap(({ from, to }) => (from ? [from, to] : [to]));
  if (!ends.length) return;
  map.fitBounds(L.latLngBounds(ends.map(({ lat, lng }) => [lat, lng])), {
    paddingTopLeft: [MARGIN_PX + left, MARGIN_PX],
    paddingBottomRight: [MARGIN_PX + right, MARGIN_PX + bottom],
    maxZoom: CLOSEST_ZOOM,
  });
}
