// @ts-check
// The links: an arc from each authority here to each place there.

import { CanvasLayer, readToken } from "./canvas.js";

const BEND = 0.16;
const ARCS_PER_STEP = 150;
// From how many actions on an arc is wider, and how much.
const WIDTHS = [
  [20, 3.6],
  [8, 2.6],
  [3, 1.8],
];

/**
 * @typedef {object} Arc
 * @property {L.LatLngTuple} from
 * @property {L.LatLngTuple} to
 * @property {string} kind
 * @property {number} [n] number of actions, which makes it wider
 */

/**
 * @typedef {object} ArcOptions
 * @property {string} pane
 * @property {number} alpha
 * @property {number} width
 * @property {number} [ends] radius of the dot at both ends; none without it
 */

/**
 * Return how much wider an arc is than that of one action.
 * @param {number} [n]
 */
function getWidthFactor(n = 1) {
  return WIDTHS.find(([from]) => n >= from)?.[1] ?? 1;
}

/**
 * Return arcs by what they are drawn with: their kind and how wide they are.
 * @param {Arc[]} arcs
 */
function groupByStyle(arcs) {
  /** @type {Map<string, { kind: string, factor: number, alike: Arc[] }>} */
  const groups = new Map();
  arcs.forEach((arc) => {
    const factor = getWidthFactor(arc.n);
    const key = `${arc.kind} ${factor}`;
    const group = groups.get(key);
    if (group) group.alike.push(arc);
    else groups.set(key, { kind: arc.kind, factor, alike: [arc] });
  });
  return groups.values();
}

export class ArcLayer extends CanvasLayer {
  /** @param {ArcOptions} style */
  constructor(style) {
    super(style.pane);
    this.style = style;
    /** @type {Arc[]} */
    this.arcs = [];
  }

  /** @param {Arc[]} arcs */
  setArcs(arcs) {
    this.arcs = arcs;
    this.redraw();
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} context
   * @param {L.Bounds} bounds
   * @returns {import("./canvas.js").Steps}
   */
  *draw(context, bounds) {
    context.globalAlpha = this.style.alpha;
    for (const { kind, factor, alike } of groupByStyle(this.arcs)) {
      const colour = readToken(kind) || readToken("brand");
      for (let start = 0; start < alike.length; start += ARCS_PER_STEP) {
        context.strokeStyle = colour;
        context.lineWidth = this.style.width * factor;
        context.beginPath();
        alike.slice(start, start + ARCS_PER_STEP).forEach((arc) => {
          this.traceArc(context, bounds, arc);
        });
        context.stroke();
        yield;
      }
      if (this.style.ends) this.drawEnds(context, alike, this.style.ends);
    }
  }

  /**
   * Draw a dot at both ends of arcs.
   * @param {CanvasRenderingContext2D} context
   * @param {Arc[]} arcs
   * @param {number} radius
   */
  drawEnds(context, arcs, radius) {
    context.fillStyle = context.strokeStyle;
    arcs
      .flatMap(({ from, to }) => [from, to])
      .forEach((end) => {
        const { x, y } = this._map.latLngToLayerPoint(end);
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fill();
      });
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {L.Bounds} bounds
   * @param {Arc} arc
   */
  traceArc(context, bounds, { from, to }) {
    const a = this._map.latLngToLayerPoint(from);
    const b = this._map.latLngToLayerPoint(to);
    if (!bounds.intersects(L.bounds(a, b))) return;
    const bendX = (a.x + b.x) / 2 + (b.y - a.y) * BEND;
    const bendY = (a.y + b.y) / 2 - (b.x - a.x) * BEND;
    context.moveTo(a.x, a.y);
    context.quadraticCurveTo(bendX, bendY, b.x, b.y);
  }
}
