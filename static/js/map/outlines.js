// @ts-check
// The outlines of the EPCI, fetched for the visible part from zoom 8 on.

import { readToken } from "./canvas.js";

const MIN_ZOOM = 8;

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
    this.loaded = new Set();
    const pane = map.createPane("outlines");
    pane.style.zIndex = "300";
    pane.style.pointerEvents = "none";
    this.layer = L.geoJSON(null, {
      pane: "outlines",
      interactive: false,
      style: () => ({
        color: readToken("line-strong"),
        weight: 0.8,
        dashArray: "4 3",
        fill: false,
      }),
    });
    map.on("moveend", () => this.update());
    this.update();
  }

  async update() {
    if (this.map.getZoom() < MIN_ZOOM) {
      this.layer.remove();
      return;
    }
    this.layer.addTo(this.map);
    const view = this.map.getBounds();
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    const response = await fetch(
      `${this.url}?bbox=${box.map((side) => side.toFixed(2))}`,
    );
    if (!response.ok) return;
    /** @type {Features} */
    const { features } = await response.json();
    const added = features.filter(({ id }) => !this.loaded.has(id));
    if (!added.length) return;
    this.map.attributionControl.addAttribution(this.attribution);
    added.forEach(({ id }) => {
      this.loaded.add(id);
    });
    /** @type {Features} */
    const collection = { type: "FeatureCollection", features: added };
    this.layer.addData(collection);
  }
}
