// @ts-check
// The base of the map: outlines and names of countries, served by the site itself.

import { CanvasLayer, readToken } from "./canvas.js";
import { decodeCountries } from "./topology.js";

/** @typedef {import("./topology.js").Country} Country */
/** @typedef {Record<string, number>} Counts number of actions by code of country */

/**
 * @typedef {object} Label
 * @property {string} code
 * @property {string} name
 * @property {[number, number]} at as [longitude, latitude]
 * @property {number} minimum zoom from which it is shown
 */

const SHADES = [0, 0.22, 0.42, 0.64, 0.9];

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

/** The names of countries, the most active first, none over another. */
class CountryLabels extends CanvasLayer {
  /** @param {() => Label[]} listNames */
  constructor(listNames) {
    super("names");
    this.listNames = listNames;
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} context
   * @param {L.Bounds} bounds
   */
  draw(context, bounds) {
    /** @type {L.Bounds[]} */
    const boxes = [];
    context.font = `600 12px ${readToken("face")}`;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = readToken("surface");
    context.fillStyle = readToken("ink-soft");
    this.listNames().forEach(({ name, at, minimum }) => {
      if (this.zoom < minimum) return;
      const point = this._map.latLngToLayerPoint([at[1], at[0]]);
      if (!bounds.contains(point)) return;
      const half = context.measureText(name).width / 2 + 4;
      const box = L.bounds(
        [point.x - half, point.y - 9],
        [point.x + half, point.y + 9],
      );
      if (boxes.some((other) => other.intersects(box))) return;
      boxes.push(box);
      context.strokeText(name, point.x, point.y + 4);
      context.fillText(name, point.x, point.y + 4);
    });
    return undefined;
  }
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
 * @returns {Label[]}
 */
function listLabels(countries, language) {
  return countries.flatMap((country) => {
    const { at, fr, en } = country.properties;
    const name = (language === "en" && en) || fr || "";
    const minimum = getMinimumZoom(getWidth(country));
    return at ? [{ code: String(country.id), name, at, minimum }] : [];
  });
}

export class Basemap {
  /**
   * @param {L.Map} map
   * @param {import("./topology.js").Topology} topology
   * @param {{ language: string, hasTiles: boolean }} options
   */
  constructor(map, topology, { language, hasTiles }) {
    /** @type {Counts} */
    this.counts = {};
    /** @type {number[]} */
    this.limits = [];
    this.isShaded = false;
    this.hasTiles = hasTiles;
    map.createPane("land").style.zIndex = "200";
    const namesPane = map.createPane("names");
    namesPane.style.zIndex = "350";
    namesPane.style.pointerEvents = "none";
    const countries = decodeCountries(topology);
    /** @type {L.GeoJSONOptions & { renderer: L.Renderer }} */
    const options = {
      pane: "land",
      renderer: L.canvas({ pane: "land", padding: 0.3 }),
      interactive: false,
      style: (feature) => this.getStyle(feature),
    };
    this.land = L.geoJSON(countries, options).addTo(map);
    this.labels = listLabels(countries, language);
    this.names = new CountryLabels(() => this.listNames());
    if (!hasTiles) this.names.addTo(map);
  }

  listNames() {
    /** @param {Label} label */
    const weight = (label) => this.counts[label.code] || 0;
    return [...this.labels].sort(
      (a, b) => weight(b) - weight(a) || a.minimum - b.minimum,
    );
  }

  /**
   * @param {GeoJSON.Feature | undefined} feature
   * @returns {L.PathOptions}
   */
  getStyle(feature) {
    const count = this.counts[feature?.id ?? ""] || 0;
    const level = this.limits.filter((limit) => count >= limit).length;
    const filled = this.isShaded && level > 0;
    return {
      color: readToken("line"),
      weight: 0.8,
      fillColor: filled ? readToken("brand") : readToken("surface"),
      fillOpacity: filled ? SHADES[level] : Number(!this.hasTiles),
    };
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
    this.land.setStyle((feature) => this.getStyle(feature));
    this.names.redraw();
  }
}
