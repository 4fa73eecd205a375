// @ts-check
// What pins stand for, and where they stand: ends of links are grouped by zoom, and no
// pin covers another.

/** @typedef {"here" | "there"} Side */

/**
 * @typedef {object} End an authority, a place, or a cell of several of them
 * @property {number} lat
 * @property {number} lng
 * @property {string} name
 * @property {number} n number of links
 * @property {string} [kind] kind of all its links; empty where they differ
 * @property {string} [slug] of an authority
 * @property {string} [country] code of the country of a place
 * @property {boolean | number} [approximate] whether only the country is known
 */

/**
 * @typedef {object} Pin what one marker stands for: an end, or a cluster of several
 * @property {string} key the same as long as the ends are
 * @property {Side} side
 * @property {number} lat
 * @property {number} lng
 * @property {number} n
 * @property {string} [kind]
 * @property {End} [end]
 * @property {number} [cluster]
 */

/** @typedef {{ n: number, kind?: string }} Sum */
/** @typedef {supercluster<End, Sum>} Index */

/** @typedef {{ x: number, y: number, width: number }} Box a square around its middle */

/** From this zoom on every end has a pin of its own. */
export const SINGLE_ZOOM = 12;
// Of a group in pixels: where there are many ends, fewer and larger ones.
const RADIUS = 32;
const CROWDED_RADIUS = 60;
const CROWD = 1000;
const GAP = 2;
const MAX_ROUNDS = 150;
const GOLDEN_ANGLE = 2.4;

/** @param {End[]} ends */
export function buildIndex(ends) {
  /** @type {Index} */
  const index = new Supercluster({
    radius: ends.length > CROWD ? CROWDED_RADIUS : RADIUS,
    // The world of Leaflet is 256 pixels wide at zoom 0.
    extent: 256,
    maxZoom: SINGLE_ZOOM - 1,
    map: ({ n, kind }) => ({ n, kind }),
    reduce: (all, one) => {
      all.n += one.n;
      if (all.kind !== one.kind) all.kind = "";
    },
  });
  index.load(
    ends.map((end) => ({
      type: "Feature",
      properties: end,
      geometry: { type: "Point", coordinates: [end.lng, end.lat] },
    })),
  );
  return index;
}

/**
 * Return the pins of one side within a view.
 * @param {Index} index
 * @param {Side} side
 * @param {L.LatLngBounds} view
 * @param {number} zoom
 * @returns {Pin[]}
 */
export function listPins(index, side, view, zoom) {
  return index
    .getClusters(
      [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()],
      Math.floor(zoom),
    )
    .map(({ geometry, properties }) => {
      const [lng, lat] = geometry.coordinates;
      return "cluster_id" in properties
        ? buildClusterPin(side, lat, lng, properties)
        : buildEndPin(side, properties);
    });
}

/**
 * @param {Side} side
 * @param {number} lat
 * @param {number} lng
 * @param {Sum & { cluster_id: number }} sum
 * @returns {Pin}
 */
function buildClusterPin(side, lat, lng, { n, kind, cluster_id }) {
  return { key: `${side}:${cluster_id}`, side, lat, lng, n, kind, cluster: cluster_id };
}

/**
 * @param {Side} side
 * @param {End} end
 * @returns {Pin}
 */
export function buildEndPin(side, end) {
  const { lat, lng, n, kind } = end;
  const who = end.slug || `${end.country}${Number(end.approximate)}${end.name}`;
  const key = `${side}:${lat},${lng},${who}`;
  return { key, side, lat, lng, n, kind, end };
}

/**
 * Return the width of what is drawn of a pin, in pixels.
 * @param {Pin} pin
 */
export function getPinWidth({ side, n, cluster }) {
  if (side === "here") return cluster ? 32 : 24;
  return Math.round(Math.min(26 + 7 * Math.log2(n), 64));
}

/**
 * Push apart boxes that overlap, the smaller ones farther, until none does.
 * @param {Box[]} boxes
 */
export function separateBoxes(boxes) {
  const widest = Math.max(0, ...boxes.map((box) => box.width)) + GAP;
  parkSamePlaces(boxes);
  const row = [...boxes];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    let isDone = true;
    row.sort((a, b) => a.x - b.x);
    row.forEach((a, i) => {
      for (let j = i + 1; j < row.length && row[j].x - a.x < widest; j += 1) {
        if (pushApart(a, row[j])) isDone = false;
      }
    });
    if (isDone) return;
  }
}

/**
 * Move boxes of the very same place onto a spiral, so that each has a direction.
 * @param {Box[]} boxes
 */
function parkSamePlaces(boxes) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  boxes.forEach((box) => {
    const place = `${Math.round(box.x)},${Math.round(box.y)}`;
    const turn = seen.get(place) ?? 0;
    seen.set(place, turn + 1);
    box.x += Math.sqrt(turn) * 6 * Math.cos(turn * GOLDEN_ANGLE);
    box.y += Math.sqrt(turn) * 6 * Math.sin(turn * GOLDEN_ANGLE);
  });
}

/**
 * Part two boxes along the shorter way; return whether they overlapped.
 * @param {Box} a
 * @param {Box} b
 */
function pushApart(a, b) {
  const needed = (a.width + b.width) / 2 + GAP;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const [lackX, lackY] = [needed - Math.abs(dx), needed - Math.abs(dy)];
  if (lackX <= 0.01 || lackY <= 0.01) return false;
  const share = b.width / (a.width + b.width);
  const axis = lackX < lackY ? "x" : "y";
  const lack = Math.min(lackX, lackY) * ((axis === "x" ? dx : dy) < 0 ? -1 : 1);
  a[axis] -= lack * share;
  b[axis] += lack * (1 - share);
  return true;
}
