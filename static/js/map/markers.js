// The ends of links: squares for authorities here, discs for places there. They are
// real buttons, so that keyboard and screen readers reach them.

const RADIUS = 52;
const DEEPEST = 11;

/** Give a disc's width in pixels for a number of actions. */
function width(n) {
  return Math.round(Math.min(26 + 7 * Math.log2(n), 64));
}

function indexOf(ends) {
  const index = new Supercluster({
    radius: RADIUS,
    maxZoom: DEEPEST,
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
  /** ``side``: "here" or "there"; ``label`` says a marker in words; ``open`` is called
   *  with a single end, or with the ends of a cluster that cannot be parted. */
  constructor(map, { side, label, open }) {
    Object.assign(this, { map, side, label, open });
    this.group = L.layerGroup().addTo(map);
    this.map.on("moveend", () => this.show());
  }

  /** Take the ends to show; ``grouped`` ends come from the server as cells already. */
  setEnds(ends, grouped) {
    this.grouped = grouped;
    this.ends = ends;
    this.index = grouped ? null : indexOf(ends);
    this.show();
  }

  visible() {
    const view = this.map.getBounds().pad(0.1);
    if (this.grouped) {
      return this.ends
        .filter((end) => view.contains([end.lat, end.lng]))
        .map((end) => ({ end, lat: end.lat, lng: end.lng, n: end.n, kind: end.kind }));
    }
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    return this.index.getClusters(box, Math.round(this.map.getZoom())).map((feature) => {
      const [lng, lat] = feature.geometry.coordinates;
      const { cluster_id: cluster, n, kind } = feature.properties;
      return { lat, lng, n, kind, cluster, end: cluster ? null : feature.properties };
    });
  }

  show() {
    if (!this.index && !this.grouped) return;
    const focused = document.activeElement?.dataset?.marker;
    this.group.clearLayers();
    this.visible()
      .sort((a, b) => b.n - a.n)
      .forEach((spot) => this.group.addLayer(this.marker(spot)));
    if (focused) this.map.getPane("markerPane").querySelector(`[data-marker="${focused}"]`)?.focus();
  }

  marker(spot) {
    const size = this.side === "here" ? (spot.cluster ? 30 : 20) : width(spot.n);
    const classes = ["pin", `pin--${this.side}`];
    if (spot.kind) classes.push(`pin--${spot.kind}`);
    if (spot.cluster) classes.push("pin--cluster");
    const words = this.label(spot, this.side);
    const icon = L.divIcon({
      className: classes.join(" "),
      iconSize: [size, size],
      html: this.face(spot),
    });
    const marker = L.marker([spot.lat, spot.lng], { icon, title: words, alt: words });
    marker.on("click", () => this.press(spot));
    marker.on("add", () => {
      const element = marker.getElement();
      element.dataset.marker = `${this.side}:${spot.lat.toFixed(2)},${spot.lng.toFixed(2)}`;
      element.setAttribute("aria-label", words);
      // Leaflet turns Enter into a click for its own popups only.
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.press(spot);
      });
    });
    return marker;
  }

  face(spot) {
    const face = document.createElement("span");
    if (this.side === "there" || spot.cluster) {
      face.textContent = spot.n > 999 ? `${Math.round(spot.n / 1000)}k` : spot.n;
    }
    return face;
  }

  press(spot) {
    if (!spot.cluster) {
      this.open([spot.end], this.side);
      return;
    }
    const deeper = this.index.getClusterExpansionZoom(spot.cluster);
    if (deeper > DEEPEST) {
      const leaves = this.index.getLeaves(spot.cluster, Infinity);
      this.open(leaves.map((leaf) => leaf.properties), this.side);
    } else {
      this.map.setView([spot.lat, spot.lng], deeper);
    }
  }
}
