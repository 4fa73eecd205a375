// The outlines of the EPCI, fetched for the visible part from zoom 8 on.

import { readToken } from "./canvas.js";

const MIN_ZOOM = 8;

export class Outlines {
  constructor(map, url, attribution) {
    Object.assign(this, { map, url, attribution, loaded: new Set() });
    map.createPane("outlines").style.zIndex = 300;
    map.getPane("outlines").style.pointerEvents = "none";
    this.layer = L.geoJSON(null, {
      pane: "outlines",
      interactive: false,
      style: () => ({
        color: readToken("ink-soft"),
        weight: 1,
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
    const { features } = await response.json();
    const added = features.filter(({ id }) => !this.loaded.has(id));
    if (!added.length) return;
    this.map.attributionControl.addAttribution(this.attribution);
    added.forEach(({ id }) => {
      this.loaded.add(id);
    });
    this.layer.addData({ type: "FeatureCollection", features: added });
  }
}
