// @ts-check
// The ends of links: squares for authorities here, discs for places there. They are
// real buttons, so that keyboard and screen readers reach them.

const RADIUS = 52;
const MAX_CLUSTER_ZOOM = 11;

/** @typedef {"here" | "there"} Side */

/**
 * @typedef {object} End an authority, a place, or a cell of several of them
 * @property {number} lat
 * @property {number} lng
 * @property {string} name
 * @property {number} n number of links
 * @property {string} [kind] kind of all its links; empty where they differ
 * @property {string} [slug] of an authority
 * @property {string} [country] code of the country of a place
 * @property {boolean | number} [approximate] whether only the country is known
 */

/**
 * @typedef {object} Pin what one marker stands for: an end, or a cluster of several
 * @property {number} lat
 * @property {number} lng
 * @property {number} n
 * @property {string} [kind]
 * @property {End} [end]
 * @property {number} [cluster]
 */

/**
 * @typedef {object} MarkerOptions
 * @property {Side} side
 * @property {(pin: Pin, side: Side) => string} formatLabel accessible name of a marker
 * @property {(ends: End[], side: Side) => void} openEntries called with one end, or
 *   with all those of the same place
 */

/** @typedef {{ n: number, kind?: string }} Sum */

/**
 * Return the width of a disc in pixels.
 * @param {number} n
 */
function getDiscWidth(n) {
  return Math.round(Math.min(26 + 7 * Math.log2(n), 64));
}

/** @param {End[]} ends */
function buildIndex(ends) {
  /** @type {supercluster<End, Sum>} */
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
  /**
   * @param {L.Map} map
   * @param {MarkerOptions} options
   */
  constructor(map, { side, formatLabel, openEntries }) {
    this.map = map;
    this.side = side;
    this.formatLabel = formatLabel;
    this.openEntries = openEntries;
    /** @type {End[]} */
    this.ends = [];
    /** @type {ReturnType<typeof buildIndex> | null} */
    this.index = null;
    this.group = L.layerGroup().addTo(map);
    /** @type {WeakMap<Element, Pin>} */
    this.pins = new WeakMap();
    this.map.on("moveend", () => this.render());
  }

  /**
   * Show these ends; ``grouped`` ones are cells that the server made.
   * @param {End[]} ends
   * @param {boolean} grouped
   */
  setEnds(ends, grouped) {
    this.ends = ends;
    this.index = grouped ? null : buildIndex(ends);
    this.render();
  }

  /** @returns {Pin[]} */
  listVisible() {
    const view = this.map.getBounds().pad(0.1);
    if (!this.index) {
      return this.ends
        .filter((end) => view.contains([end.lat, end.lng]))
        .map((end) => ({ end, lat: end.lat, lng: end.lng, n: end.n, kind: end.kind }));
    }
    /** @type {[number, number, number, number]} */
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    return this.index
      .getClusters(box, Math.round(this.map.getZoom()))
      .map(({ geometry, properties }) => {
        const [lng, lat] = geometry.coordinates;
        const { n, kind } = properties;
        return "cluster_id" in properties
          ? { lat, lng, n, kind, cluster: properties.cluster_id }
          : { lat, lng, n, kind, end: properties };
      });
  }

  render() {
    const focused =
      document.activeElement instanceof HTMLElement
        ? document.activeElement.dataset.marker
        : undefined;
    this.group.clearLayers();
    this.listVisible()
      .sort((a, b) => b.n - a.n)
      .forEach((pin) => {
        this.group.addLayer(this.buildMarker(pin));
      });
    if (focused) this.focusMarker(focused);
  }

  /** @param {string} key */
  focusMarker(key) {
    /** @type {HTMLElement | null | undefined} */
    const element = this.map
      .getPane("markerPane")
      ?.querySelector(`[data-marker="${key}"]`);
    element?.focus();
  }

  /** @param {Pin} pin */
  buildMarker(pin) {
    const size = this.side === "here" ? (pin.cluster ? 30 : 20) : getDiscWidth(pin.n);
    const classes = ["pin", `pin--${this.side}`];
    if (pin.kind) classes.push(`pin--${pin.kind}`);
    if (pin.cluster) classes.push("pin--cluster");
    const label = this.formatLabel(pin, this.side);
    const icon = L.divIcon({
      className: classes.join(" "),
      iconSize: [size, size],
      html: this.buildContent(pin),
    });
    const marker = L.marker([pin.lat, pin.lng], { icon, title: label, alt: label });
    marker.on("click", () => this.activate(pin));
    marker.on("add", () => {
      const element = /** @type {HTMLElement} */ (marker.getElement());
      element.dataset.marker = `${this.side}:${pin.lat.toFixed(2)},${pin.lng.toFixed(2)}`;
      element.setAttribute("aria-label", label);
      this.pins.set(element, pin);
      // Leaflet turns Enter into a click for its own popups only.
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.activate(pin);
      });
    });
    return marker;
  }

  /** @param {Pin} pin */
  buildContent(pin) {
    const content = document.createElement("span");
    if (this.side === "there" || pin.cluster) {
      content.textContent =
        pin.n > 999 ? `${Math.round(pin.n / 1000)}k` : String(pin.n);
    }
    return content;
  }

  /**
   * Return the ends that a marker of this side stands for.
   * @param {Element} element
   * @returns {End[]}
   */
  findEnds(element) {
    const pin = this.pins.get(element);
    if (!pin?.cluster) return pin?.end ? [pin.end] : [];
    const leaves = this.index?.getLeaves(pin.cluster, Infinity) ?? [];
    return leaves.map((leaf) => leaf.properties);
  }

  /** @param {Pin} pin */
  activate(pin) {
    if (pin.end) this.openEntries([pin.end], this.side);
    if (!this.index || !pin.cluster) return;
    const expansionZoom = this.index.getClusterExpansionZoom(pin.cluster);
    if (expansionZoom > MAX_CLUSTER_ZOOM) {
      const leaves = this.index.getLeaves(pin.cluster, Infinity);
      this.openEntries(
        leaves.map((leaf) => leaf.properties),
        this.side,
      );
    } else {
      this.map.setView([pin.lat, pin.lng], expansionZoom);
    }
  }
}
