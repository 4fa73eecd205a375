// @ts-check
// Every name on the map: of pins, countries, towns, departments and lakes. None stands
// on a pin or on another name; what comes first has the first choice.

import { CanvasLayer, readToken } from "./canvas.js";

/**
 * @typedef {object} Label
 * @property {string} name
 * @property {L.LatLng} at
 * @property {number} minimum zoom from which it is shown
 * @property {Style} style
 */

/** @typedef {"country" | "department" | "town" | "lake"} Style */
/** @typedef {import("./pins.js").Box & { name: string }} NamedBox */
/** @typedef {{ font: string, ink: string, spacing?: string }} Face */
/** @typedef {Style | "pin" | "city"} FaceName */
/** @typedef {NamedBox & { at: L.Point, box: L.Bounds }} Obstacle */

/** @type {Record<FaceName, Face>} */
const FACES = {
  pin: { font: "700 13px", ink: "ink" },
  country: { font: "600 12px", ink: "ink-soft" },
  department: { font: "500 11px", ink: "ink-soft", spacing: "1px" },
  city: { font: "600 13px", ink: "ink" },
  town: { font: "500 12px", ink: "ink-soft" },
  lake: { font: "italic 500 12px", ink: "info" },
};
const HALF_LINE = 8;
const MARGIN = 3;
const DOT = 2;
// A town is written larger when the map is this much closer than it needs.
const CITY_ZOOMS = 2;

/** @type {WeakMap<L.Map, Labels>} */
const labelsOfMaps = new WeakMap();

/**
 * Return the one layer of names of a map.
 * @param {L.Map} map
 */
export function getLabels(map) {
  const known = labelsOfMaps.get(map);
  if (known) return known;
  const pane = map.createPane("names");
  // Over the arcs (400), under the pins (600).
  pane.style.zIndex = "450";
  pane.style.pointerEvents = "none";
  const labels = new Labels().addTo(map);
  labelsOfMaps.set(map, labels);
  return labels;
}

class Labels extends CanvasLayer {
  constructor() {
    super("names");
    /** @type {() => Label[]} */
    this.listGround = () => [];
    /** @type {NamedBox[]} */
    this.pins = [];
    /** @type {Map<string, number>} */
    this.widths = new Map();
    /** @type {Obstacle[] | undefined} */
    this.obstacles = undefined;
    this.isWaiting = false;
  }

  /** @param {() => Label[]} listGround the names of the ground, the first ones first */
  setGround(listGround) {
    this.listGround = listGround;
    this.requestRedraw();
  }

  /** @param {NamedBox[]} pins in pixels of the world */
  setPins(pins) {
    this.pins = pins;
    this.requestRedraw();
  }

  /** Redraw once for all that changes together. */
  requestRedraw() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      this.redraw();
    });
  }

  /** @override */
  getEvents() {
    const { resize, zoomanim } = super.getEvents();
    return { moveend: this.requestRedraw, resize, zoomanim };
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} context
   * @param {L.Bounds} bounds
   */
  draw(context, bounds) {
    /** @type {L.Bounds[]} what is written or covered */
    this.taken = [];
    this.written = new Set();
    this.context = context;
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = readToken("surface");
    const origin = this._map.getPixelOrigin();
    this.obstacles = this.pins.map((pin) => {
      const at = L.point(pin.x, pin.y).subtract(origin);
      const half = pin.width / 2 + 1;
      const box = L.bounds(at.subtract([half, half]), at.add([half, half]));
      this.taken?.push(box);
      return { ...pin, at, box };
    });
    this.setFace("pin");
    this.obstacles.forEach(({ name, at, width }) => {
      if (name && bounds.contains(at)) this.writeBeside(name, at, width / 2);
    });
    this.drawGround(bounds);
    return undefined;
  }

  /** @param {L.Bounds} bounds */
  drawGround(bounds) {
    /** @type {FaceName | undefined} */
    let face;
    this.listGround().forEach(({ name, at, minimum, style }) => {
      if (this.zoom < minimum) return;
      const point = this._map.latLngToLayerPoint(at);
      if (!bounds.contains(point)) return;
      const isCity = style === "town" && minimum + CITY_ZOOMS <= this.zoom;
      const wanted = isCity ? "city" : style;
      if (face !== wanted) this.setFace(wanted);
      face = wanted;
      if (style === "town") this.writeTown(name, point);
      else this.writeAt(name, point, 0, 0);
    });
  }

  /** @param {FaceName} style */
  setFace(style) {
    const { context } = this;
    if (!context) return;
    const { font, ink, spacing } = FACES[style];
    context.font = `${font} ${readToken("face")}`;
    context.letterSpacing = spacing ?? "0px";
    context.fillStyle = readToken(ink);
    context.textAlign = "center";
  }

  /**
   * Write a town beside its dot, or beside the pin without a name that covers it.
   * @param {string} name
   * @param {L.Point} point
   */
  writeTown(name, point) {
    const pin = this.obstacles?.find(({ box }) => box.contains(point));
    if (pin) {
      if (!pin.name) this.writeBeside(name, pin.at, pin.width / 2);
      return;
    }
    const dot = L.bounds(point.subtract([DOT, DOT]), point.add([DOT, DOT]));
    if (this.taken?.some((other) => other.intersects(dot))) return;
    if (!this.writeBeside(name, point, DOT + 1)) return;
    this.taken?.push(dot);
    this.context?.beginPath();
    this.context?.arc(point.x, point.y, DOT, 0, 2 * Math.PI);
    this.context?.fill();
  }

  /**
   * Write a name to the right, to the left, under or above a point, where it has room.
   * @param {string} name
   * @param {L.Point} point
   * @param {number} distance
   */
  writeBeside(name, point, distance) {
    const aside = distance + MARGIN + this.measure(name) / 2;
    const below = distance + HALF_LINE;
    return (
      this.writeAt(name, point, aside, 0) ||
      this.writeAt(name, point, -aside, 0) ||
      this.writeAt(name, point, 0, below) ||
      this.writeAt(name, point, 0, -below)
    );
  }

  /**
   * Write a name around a point, if it is free and the name not written yet.
   * @param {string} name
   * @param {L.Point} point
   * @param {number} right
   * @param {number} down
   */
  writeAt(name, { x, y }, right, down) {
    const { context, taken, written } = this;
    if (!context || !taken || !written || written.has(name)) return false;
    const half = this.measure(name) / 2 + 1;
    const middle = L.point(x + right, y + down);
    const box = L.bounds(
      middle.subtract([half, HALF_LINE]),
      middle.add([half, HALF_LINE]),
    );
    if (taken.some((other) => other.intersects(box))) return false;
    taken.push(box);
    written.add(name);
    context.strokeText(name, middle.x, middle.y + 4);
    context.fillText(name, middle.x, middle.y + 4);
    return true;
  }

  /** @param {string} name */
  measure(name) {
    const { context } = this;
    if (!context) return 0;
    const key = `${context.font}${name}`;
    const width = this.widths.get(key) ?? context.measureText(name).width;
    this.widths.set(key, width);
    return width;
  }
}
