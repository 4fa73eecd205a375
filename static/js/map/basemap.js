// The ground of the map: outlines and names of countries, served by the site itself.

import { CanvasLayer, token } from "./canvas.js";
import { countries } from "./topology.js";

const SHADES = [0, 0.22, 0.42, 0.64, 0.9];

/** Give the limits of five classes of about as many countries each. */
export function classLimits(counts) {
  const sorted = Object.values(counts).filter(Boolean).sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return sorted.length ? [...new Set([1, at(0.5), at(0.75), at(0.9)])] : [];
}

/** The names of countries, the most active first, none over another. */
const Names = CanvasLayer.extend({
  draw(context, bounds) {
    const taken = [];
    context.font = `600 12px ${token("face")}`;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = token("surface");
    context.fillStyle = token("ink-soft");
    this.options.names().forEach(({ name, at, minimum }) => {
      if (this._zoom < minimum) return;
      const point = this._map.latLngToLayerPoint([at[1], at[0]]);
      if (!bounds.contains(point)) return;
      const half = context.measureText(name).width / 2 + 4;
      const box = L.bounds([point.x - half, point.y - 9], [point.x + half, point.y + 9]);
      if (taken.some((other) => other.intersects(box))) return;
      taken.push(box);
      context.strokeText(name, point.x, point.y + 4);
      context.fillText(name, point.x, point.y + 4);
    });
  },
});

/** Rough size of a country, to decide from which zoom its name is worth showing. */
function extent(feature) {
  let widest = 0;
  feature.geometry.coordinates.forEach(([outer]) => {
    const lngs = outer.map((point) => point[0]);
    widest = Math.max(widest, Math.max(...lngs) - Math.min(...lngs));
  });
  return widest;
}

export class Basemap {
  constructor(map, topology, { language, bare }) {
    this.map = map;
    this.counts = {};
    this.shaded = false;
    this.bare = bare;
    map.createPane("ground").style.zIndex = 200;
    map.createPane("names").style.zIndex = 350;
    map.getPane("names").style.pointerEvents = "none";
    const features = countries(topology);
    this.land = L.geoJSON(features, {
      pane: "ground",
      renderer: L.canvas({ pane: "ground", padding: 0.3 }),
      interactive: false,
      style: (feature) => this.style(feature),
    }).addTo(map);
    this.labels = features
      .filter((feature) => feature.properties.at)
      .map((feature) => ({
        code: feature.id,
        name: feature.properties[language] || feature.properties.fr,
        at: feature.properties.at,
        minimum: this.minimumZoom(extent(feature)),
      }));
    this.names = new Names({ pane: "names", names: () => this.orderedNames() });
    if (bare) this.names.addTo(map);
  }

  minimumZoom(width) {
    const rank = [30, 14, 7, 3, 1].findIndex((limit) => width > limit);
    return rank < 0 ? 7 : rank + 2;
  }

  orderedNames() {
    const weight = (label) => this.counts[label.code] || 0;
    return [...this.labels].sort((a, b) => weight(b) - weight(a) || a.minimum - b.minimum);
  }

  style(feature) {
    const count = this.counts[feature.id] || 0;
    const level = this.limits ? this.limits.filter((limit) => count >= limit).length : 0;
    const filled = this.shaded && level > 0;
    return {
      color: token("line"),
      weight: 0.8,
      fillColor: filled ? token("brand") : token("surface"),
      fillOpacity: filled ? SHADES[level] : Number(this.bare),
    };
  }

  /** Take the number of actions by country. */
  setCounts(counts) {
    this.counts = counts;
    this.limits = classLimits(counts);
    this.refresh();
  }

  /** Colour countries by number of actions, or not. */
  shade(on) {
    this.shaded = on;
    this.refresh();
  }

  refresh() {
    this.land.setStyle((feature) => this.style(feature));
    this.names.redraw();
  }
}
