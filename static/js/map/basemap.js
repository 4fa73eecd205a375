// The base of the map: outlines and names of countries, served by the site itself.

import { CanvasLayer, readToken } from "./canvas.js";
import { decodeCountries } from "./topology.js";

const SHADES = [0, 0.22, 0.42, 0.64, 0.9];

/** Return the lower limits of up to four classes of countries by number of actions. */
function getClassLimits(counts) {
  const sorted = Object.values(counts)
    .filter(Boolean)
    .sort((a, b) => a - b);
  const at = (share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return sorted.length ? [...new Set([1, at(0.5), at(0.75), at(0.9)])] : [];
}

/** The names of countries, the most active first, none over another. */
const CountryNames = CanvasLayer.extend({
  draw(context, bounds) {
    const boxes = [];
    context.font = `600 12px ${readToken("face")}`;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = readToken("surface");
    context.fillStyle = readToken("ink-soft");
    this.options.names().forEach(({ name, at, minimum }) => {
      if (this._zoom < minimum) return;
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
  },
});

/** Return a country's width in degrees, which decides from which zoom it is named. */
function getWidth(feature) {
  let widest = 0;
  feature.geometry.coordinates.forEach(([outer]) => {
    const lngs = outer.map((point) => point[0]);
    widest = Math.max(widest, Math.max(...lngs) - Math.min(...lngs));
  });
  return widest;
}

export class Basemap {
  constructor(map, topology, { language, hasTiles }) {
    this.map = map;
    this.counts = {};
    this.isShaded = false;
    this.hasTiles = hasTiles;
    map.createPane("land").style.zIndex = 200;
    map.createPane("names").style.zIndex = 350;
    map.getPane("names").style.pointerEvents = "none";
    const features = decodeCountries(topology);
    this.land = L.geoJSON(features, {
      pane: "land",
      renderer: L.canvas({ pane: "land", padding: 0.3 }),
      interactive: false,
      style: (feature) => this.getStyle(feature),
    }).addTo(map);
    this.labels = features
      .filter((feature) => feature.properties.at)
      .map((feature) => ({
        code: feature.id,
        name: feature.properties[language] || feature.properties.fr,
        at: feature.properties.at,
        minimum: this.getMinimumZoom(getWidth(feature)),
      }));
    this.names = new CountryNames({ pane: "names", names: () => this.listNames() });
    if (!hasTiles) this.names.addTo(map);
  }

  getMinimumZoom(width) {
    const rank = [30, 14, 7, 3, 1].findIndex((limit) => width > limit);
    return rank < 0 ? 7 : rank + 2;
  }

  listNames() {
    const weight = (label) => this.counts[label.code] || 0;
    return [...this.labels].sort(
      (a, b) => weight(b) - weight(a) || a.minimum - b.minimum,
    );
  }

  getStyle(feature) {
    const count = this.counts[feature.id] || 0;
    const level = this.limits
      ? this.limits.filter((limit) => count >= limit).length
      : 0;
    const filled = this.isShaded && level > 0;
    return {
      color: readToken("line"),
      weight: 0.8,
      fillColor: filled ? readToken("brand") : readToken("surface"),
      fillOpacity: filled ? SHADES[level] : Number(!this.hasTiles),
    };
  }

  /** Set the number of actions by country. */
  setCounts(counts) {
    this.counts = counts;
    this.limits = getClassLimits(counts);
    this.refresh();
  }

  /** Colour countries by number of actions, or not. */
  setShading(isShaded) {
    this.isShaded = isShaded;
    this.refresh();
  }

  refresh() {
    this.land.setStyle((feature) => this.getStyle(feature));
    this.names.redraw();
  }
}
