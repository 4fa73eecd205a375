// The outlines of the EPCI, fetched for what is seen once the map is near enough.

import { token } from "./canvas.js";

const NEAR_ENOUGH = 8;

export class Outlines {
  constructor(map, url, attribution) {
    Object.assign(this, { map, url, attribution, known: new Set() });
    map.createPane("outlines").style.zIndex = 300;
    map.getPane("outlines").style.pointerEvents = "none";
    this.layer = L.geoJSON(null, {
      pane: "outlines",
      interactive: false,
      style: () => ({ color: token("ink-soft"), weight: 1, dashArray: "4 3", fill: false }),
    });
    map.on("moveend", () => this.show());
    this.show();
  }

  async show() {
    if (this.map.getZoom() < NEAR_ENOUGH) {
      this.layer.remove();
      return;
    }
    this.layer.addTo(this.map);
    const view = this.map.getBounds();
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    const response = await fetch(`${this.url}?bbox=${box.map((side) => side.toFixed(2))}`);
    if (!response.ok) return;
    const { features } = await response.json();
    const unseen = features.filter(({ id }) => !this.known.has(id));
    if (!unseen.length) return;
    this.map.attributionControl.addAttribution(this.attribution);
    unseen.forEach(({ id }) => this.known.add(id));
    this.layer.addData({ type: "FeatureCollection", features: unseen });
  }
}
