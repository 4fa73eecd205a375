// @ts-check
// The official outlines of EPCI and communes, where the owner of the site has loaded
// them, fetched for the visible part from a zoom on.

import { readToken } from "./canvas.js";

const LEVELS = [
  { level: "epci", from: 8, weight: 1, dashArray: "4 3" },
  { level: "communes", from: 11, weight: 0.7, dashArray: "1 3" },
];
// Wider maps have coarser outlines, which are fetched anew nearer.
const NEAR_ZOOM = 9;

/** @typedef {GeoJSON.FeatureCollection<GeoJSON.Geometry>} Features */

export class Outlines {
  /**
   * @param {L.Map} map
   * @param {string} url
   * @param {string} attribution
   */
  constructor(map, url, attribution) {
    this.map = map;
    this.url = url;
    this.attribution = attribution;
    const pane = map.createPane("outlines");
    pane.style.zIndex = "300";
    pane.style.pointerEvents = "none";
    this.levels = LEVELS.map((one) => ({
      ...one,
      /** @type {Set<string | number | undefined>} */
      loaded: new Set(),
      isNear: false,
      covered: L.latLngBounds([]),
      layer: L.geoJSON(null, {
        pane: "outlines",
        interactive: false,
        style: () => ({
          color: readToken("line-strong"),
          weight: one.weight,
          dashArray: one.dashArray,
          fill: false,
        }),
      }),
    }));
    map.on("moveend", () => this.update());
    this.update();
  }

  update() {
    this.levels.forEach((level) => {
      this.updateLevel(level);
    });
  }

  /** @param {Outlines["levels"][number]} one */
  async updateLevel(one) {
    if (this.map.getZoom() < one.from) {
      one.layer.remove();
      return;
    }
    one.layer.addTo(this.map);
    const isNear = this.map.getZoom() >= NEAR_ZOOM;
    if (isNear !== one.isNear) this.forget(one, isNear);
    const view = this.map.getBounds();
    if (one.covered.isValid() && one.covered.contains(view)) return;
    const asked = view.pad(0.1);
    const box = [asked.getWest(), asked.getSouth(), asked.getEast(), asked.getNorth()];
    const query = `niveau=${one.level}&bbox=${box.map((side) => side.toFixed(2))}`;
    const response = await fetch(`${this.url}?${query}`);
    if (!response.ok) return;
    one.covered = asked;
    this.add(one, await response.json());
  }

  /**
   * Drop what was fetched for maps of another width.
   * @param {Outlines["levels"][number]} one
   * @param {boolean} isNear
   */
  forget(one, isNear) {
    one.isNear = isNear;
    one.loaded.clear();
    one.covered = L.latLngBounds([]);
    one.layer.clearLayers();
  }

  /**
   * @param {Outlines["levels"][number]} one
   * @param {Features} found
   */
  add(one, { features }) {
    const added = features.filter(({ id }) => !one.loaded.has(id));
    if (!added.length) return;
    this.map.attributionControl.addAttribution(this.attribution);
    added.forEach(({ id }) => {
      one.loaded.add(id);
    });
    /** @type {Features} */
    const collection = { type: "FeatureCollection", features: added };
    one.layer.addData(collection);
  }
}
