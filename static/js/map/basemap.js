// @ts-check
// The base of the map, served by the site itself: countries, lakes, rivers, borders and
// names. The world comes first, the detail with what is in view.

import { CanvasLayer, readToken } from "./canvas.js";
import { GroundLoader, projectPoint } from "./ground.js";
import { getLabels } from "./labels.js";
import { decodeCountries } from "./topology.js";

/** @typedef {import("./ground.js").Ground} Ground */
/** @typedef {import("./labels.js").Label} Label */
/** @typedef {import("./topology.js").Country} Country */
/** @typedef {Record<string, number>} Counts number of actions by code of country */
/** @typedef {Label & { code: string }} CountryLabel */

/**
 * @typedef {object} CountryPath
 * @property {string} code
 * @property {Path2D} path in units, of which the world has 256
 * @property {L.Bounds} bounds
 */

const SHADES = [0, 0.22, 0.42, 0.64, 0.9];
const DEPARTMENTS_ZOOM = 5;
const WATER_ALPHA = 0.45;
const CLOSE_ZOOM = 7.5;
// Where borders of the overview stand in for those of squares.
const SQUARES_ZOOM = 6;

/**
 * Return the lower limits of up to four classes of countries by number of actions.
 * @param {Counts} counts
 */
function getClassLimits(counts) {
  const sorted = Object.values(counts)
    .filter(Boolean)
    .sort((a, b) => a - b);
  /** @param {number} share */
  const at = (share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return sorted.length ? [...new Set([1, at(0.5), at(0.75), at(0.9)])] : [];
}

/**
 * Return a country's width in degrees, which decides from which zoom it is named.
 * @param {Country} country
 */
function getWidth(country) {
  let widest = 0;
  country.geometry.coordinates.forEach(([outer]) => {
    const lngs = outer.map((point) => point[0]);
    widest = Math.max(widest, Math.max(...lngs) - Math.min(...lngs));
  });
  return widest;
}

/** @param {number} width */
function getMinimumZoom(width) {
  const rank = [30, 14, 7, 3, 1].findIndex((limit) => width > limit);
  return rank < 0 ? 7 : rank + 2;
}

/**
 * Return the labels of the countries whose name has a place.
 * @param {Country[]} countries
 * @param {string} language
 * @returns {CountryLabel[]}
 */
function listLabels(countries, language) {
  return countries.flatMap((country) => {
    const { at, fr, en } = country.properties;
    const name = (language === "en" && en) || fr || "";
    const minimum = getMinimumZoom(getWidth(country));
    const code = String(country.id);
    return at
      ? [{ code, name, at: L.latLng(at[1], at[0]), minimum, style: "country" }]
      : [];
  });
}

/**
 * @param {Country} country
 * @returns {CountryPath}
 */
function buildCountryPath({ id, geometry }) {
  const path = new Path2D();
  const bounds = L.bounds([]);
  geometry.coordinates.flat().forEach((ring) => {
    ring.forEach(([lng, lat], i) => {
      const [x, y] = projectPoint(lng, lat);
      bounds.extend([x, y]);
      if (i) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    path.closePath();
  });
  return { code: String(id), path, bounds };
}

export class Basemap extends CanvasLayer {
  /**
   * @param {L.Map} map
   * @param {string} worldUrl address of the outlines of countries; the detail of the
   *   ground stands beside it
   * @param {{ language: string, hasTiles: boolean }} options
   */
  constructor(map, worldUrl, { language, hasTiles }) {
    super("land");
    /** @type {Counts} */
    this.counts = {};
    /** @type {number[]} */
    this.limits = [];
    this.isShaded = false;
    this.hasTiles = hasTiles;
    this.language = language;
    /** @type {CountryPath[]} */
    this.countries = [];
    /** @type {CountryLabel[]} */
    this.labels = [];
    const folder = worldUrl.replace(/[^/]*$/, "");
    this.loader = new GroundLoader(map, folder, language, () => this.refresh());
    map.createPane("land").style.zIndex = "200";
    this.addTo(map);
    this.load(worldUrl);
  }

  /** @param {string} worldUrl */
  async load(worldUrl) {
    const response = await fetch(worldUrl);
    if (!response.ok) return;
    const countries = decodeCountries(await response.json());
    this.countries = countries.map(buildCountryPath);
    this.labels = listLabels(countries, this.language);
    if (!this.hasTiles) getLabels(this._map).setGround(() => this.listNames());
    this.redraw();
    // Tiles of others have lakes, borders and names of their own.
    if (!this.hasTiles) await this.loader.start();
  }

  /** Return the names of the ground: countries, the most active first, then others. */
  listNames() {
    /** @param {CountryLabel} label */
    const weight = (label) => this.counts[label.code] || 0;
    const countries = [...this.labels].sort(
      (a, b) => weight(b) - weight(a) || a.minimum - b.minimum,
    );
    const others = [this.loader.overview, ...this.loader.listInView()]
      .flatMap((ground) => ground?.names ?? [])
      .sort((a, b) => a.minimum - b.minimum);
    return [...countries, ...others];
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} context
   * @param {L.Bounds} bounds
   */
  draw(context, bounds) {
    const scale = this._map.getZoomScale(this.zoom, 0);
    const origin = this._map.getPixelOrigin();
    context.lineJoin = "round";
    context.save();
    context.translate(-origin.x, -origin.y);
    context.scale(scale, scale);
    context.lineWidth = 0.6 / scale;
    const visible = L.bounds(
      bounds.getTopLeft().add(origin).divideBy(scale),
      bounds.getBottomRight().add(origin).divideBy(scale),
    );
    this.countries.forEach((country) => {
      if (!visible.intersects(country.bounds)) return;
      this.fillCountry(context, country.code, country.path);
      context.strokeStyle = readToken("line-strong");
      context.stroke(country.path);
    });
    context.restore();
    if (this.loader.overview) this.drawGround(context, this.loader.overview, scale);
    const squares = this.loader.listInView();
    squares.forEach((square) => {
      this.coverSquare(context, square, scale);
    });
    squares.forEach((square) => {
      this.drawGround(context, square, scale);
    });
    return undefined;
  }

  /**
   * Hide the coarse outlines under a square.
   * @param {CanvasRenderingContext2D} context
   * @param {Ground} square
   * @param {number} scale
   */
  coverSquare(context, { left, top, size }, scale) {
    const origin = this._map.getPixelOrigin();
    const [x, y] = [left * scale - origin.x, top * scale - origin.y];
    const right = Math.ceil(x + size * scale);
    const bottom = Math.ceil(y + size * scale);
    context.fillStyle = readToken("water");
    context.fillRect(
      Math.floor(x),
      Math.floor(y),
      right - Math.floor(x),
      bottom - Math.floor(y),
    );
  }

  /**
   * Draw the overview or a square; both have the same parts.
   * @param {CanvasRenderingContext2D} context
   * @param {Ground} ground
   * @param {number} scale
   */
  drawGround(context, ground, scale) {
    const origin = this._map.getPixelOrigin();
    const pixels = ground.step * scale;
    context.save();
    context.translate(ground.left * scale - origin.x, ground.top * scale - origin.y);
    context.scale(pixels, pixels);
    context.lineWidth = 1 / pixels;
    ground.land.forEach(([code, path]) => {
      this.fillCountry(context, code, path);
    });
    /** @param {Path2D} path @param {string} token @param {number} width */
    const stroke = (path, token, width) => {
      context.strokeStyle = readToken(token);
      context.lineWidth = width / pixels;
      context.stroke(path);
    };
    context.fillStyle = readToken("water");
    context.fill(ground.lakes);
    context.globalAlpha = WATER_ALPHA;
    stroke(ground.lakes, "info", 0.8);
    stroke(ground.rivers, "info", this.zoom >= SQUARES_ZOOM ? 1.2 : 0.7);
    context.globalAlpha = 1;
    const isClose = this.zoom >= CLOSE_ZOOM;
    if (this.zoom >= DEPARTMENTS_ZOOM)
      stroke(ground.departments, "line-strong", isClose ? 1 : 0.5);
    stroke(ground.borders, isClose ? "ink-soft" : "line-strong", isClose ? 1.3 : 0.8);
    context.restore();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} code
   * @param {Path2D} path
   */
  fillCountry(context, code, path) {
    const count = this.counts[code] || 0;
    const level = this.limits.filter((limit) => count >= limit).length;
    const isFilled = this.isShaded && level > 0;
    if (!this.hasTiles) {
      context.fillStyle = readToken("surface");
      context.strokeStyle = context.fillStyle;
      context.fill(path);
      // Else the sea would shine through between two countries.
      context.stroke(path);
    }
    if (!isFilled) return;
    context.globalAlpha = SHADES[level];
    context.fillStyle = readToken("brand");
    context.fill(path);
    context.globalAlpha = 1;
  }

  /**
   * Set the number of actions by country.
   * @param {Counts} counts
   */
  setCounts(counts) {
    this.counts = counts;
    this.limits = getClassLimits(counts);
    this.refresh();
  }

  /**
   * Colour countries by number of actions, or not.
   * @param {boolean} isShaded
   */
  setShading(isShaded) {
    this.isShaded = isShaded;
    this.refresh();
  }

  refresh() {
    this.redraw();
    getLabels(this._map).requestRedraw();
  }
}
