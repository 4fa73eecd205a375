// The ends of links: squares for authorities here, discs for places there. They are
// real buttons, so that keyboard and screen readers reach them.

const RADIUS = 52;
const MAX_CLUSTER_ZOOM = 11;

/** Return the width of a disc in pixels. */
function getDiscWidth(n) {
  return Math.round(Math.min(26 + 7 * Math.log2(n), 64));
}

function buildIndex(ends) {
  const index = new Supercluster({
    radius: RADIUS,
    maxZoom: MAX_CLUSTER_ZOOM,
    map: ({ n, kind }) => ({ n, kind }),
    reduce: (all, one) => {
      all.n += one.n;
      if (all.kind !== one.kind) all.kind = "";
    },
  });
  index.load(
    ends.map((end) => ({
      type: "Feature",
      properties: end,
      geometry: { type: "Point", coordinates: [end.lng, end.lat] },
    })),
  );
  return index;
}

export class Markers {
  /** ``side``: "here" or "there"; ``formatLabel`` returns a marker's accessible name;
   *  ``openEntries`` is called with one end, or with all those of the same place. */
  constructor(map, { side, formatLabel, openEntries }) {
    Object.assign(this, { map, side, formatLabel, openEntries });
    this.group = L.layerGroup().addTo(map);
    this.map.on("moveend", () => this.render());
  }

  /** Show these ends; ``grouped`` ones are cells that the server made. */
  setEnds(ends, grouped) {
    this.grouped = grouped;
    this.ends = ends;
    this.index = grouped ? null : buildIndex(ends);
    this.render();
  }

  listVisible() {
    const view = this.map.getBounds().pad(0.1);
    if (this.grouped) {
      return this.ends
        .filter((end) => view.contains([end.lat, end.lng]))
        .map((end) => ({ end, lat: end.lat, lng: end.lng, n: end.n, kind: end.kind }));
    }
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    return this.index
      .getClusters(box, Math.round(this.map.getZoom()))
      .map((feature) => {
        const [lng, lat] = feature.geometry.coordinates;
        const { cluster_id: cluster, n, kind } = feature.properties;
        return { lat, lng, n, kind, cluster, end: cluster ? null : feature.properties };
      });
  }

  render() {
    if (!this.index && !this.grouped) return;
    const focused = document.activeElement?.dataset?.marker;
    this.group.clearLayers();
    this.listVisible()
      .sort((a, b) => b.n - a.n)
      .forEach((point) => {
        this.group.addLayer(this.buildMarker(point));
      });
    if (focused)
      this.map
        .getPane("markerPane")
        .querySelector(`[data-marker="${focused}"]`)
        ?.focus();
  }

  buildMarker(point) {
    const size =
      this.side === "here" ? (point.cluster ? 30 : 20) : getDiscWidth(point.n);
    const classes = ["pin", `pin--${this.side}`];
    if (point.kind) classes.push(`pin--${point.kind}`);
    if (point.cluster) classes.push("pin--cluster");
    const label = this.formatLabel(point, this.side);
    const icon = L.divIcon({
      className: classes.join(" "),
      iconSize: [size, size],
      html: this.buildContent(point),
    });
    const marker = L.marker([point.lat, point.lng], { icon, title: label, alt: label });
    marker.on("click", () => this.activate(point));
    marker.on("add", () => {
      const element = marker.getElement();
      element.dataset.marker = `${this.side}:${point.lat.toFixed(2)},${point.lng.toFixed(2)}`;
      element.setAttribute("aria-label", label);
      // Leaflet turns Enter into a click for its own popups only.
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.activate(point);
      });
    });
    return marker;
  }

  buildContent(point) {
    const content = document.createElement("span");
    if (this.side === "there" || point.cluster) {
      content.textContent = point.n > 999 ? `${Math.round(point.n / 1000)}k` : point.n;
    }
    return content;
  }

  activate(point) {
    if (!point.cluster) {
      this.openEntries([point.end], this.side);
      return;
    }
    const expansionZoom = this.index.getClusterExpansionZoom(point.cluster);
    if (expansionZoom > MAX_CLUSTER_ZOOM) {
      const leaves = this.index.getLeaves(point.cluster, Infinity);
      this.openEntries(
        leaves.map((leaf) => leaf.properties),
        this.side,
      );
    } else {
      this.map.setView([point.lat, point.lng], expansionZoom);
    }
  }
}
