// @ts-check
// The ends of links: squares for authorities here, discs for places there, laid out
// together. They are real buttons, so that keyboard and screen readers reach them.

import { getLabels } from "./labels.js";
import { LegLayer } from "./legs.js";
import {
  buildEndPin,
  buildIndex,
  getPinWidth,
  listPins,
  SINGLE_ZOOM,
  separateBoxes,
} from "./pins.js";

/** @typedef {import("./pins.js").End} End */
/** @typedef {import("./pins.js").Pin} Pin */
/** @typedef {import("./pins.js").Side} Side */
/** @typedef {Record<Side, End[]>} Ends */
/** @typedef {Pin & import("./pins.js").Box & { place: L.Point }} PlacedPin */

/**
 * @typedef {object} MarkerOptions
 * @property {(pin: Pin, side: Side) => string} formatLabel accessible name of a marker
 * @property {(ends: End[], side: Side) => void} openEntries called with one end, or
 *   with all those of the same place
 */

/** @type {Side[]} */
const SIDES = ["there", "here"];
const TOUCH_WIDTH = 44;
// Names of pins are written from this zoom on.
const NAME_ZOOM = 6;
const CLUSTER_NAME_ZOOM = 8;
// A cluster that stands in one place opens into at most so many pins.
const MAX_SPREAD = 40;
const LEG_LENGTH = 8;

export class Markers {
  /**
   * @param {L.Map} map
   * @param {MarkerOptions} options
   */
  constructor(map, { formatLabel, openEntries }) {
    this.map = map;
    this.formatLabel = formatLabel;
    this.openEntries = openEntries;
    /** @type {Record<Side, import("./pins.js").Index>} */
    this.indexes = { here: buildIndex([]), there: buildIndex([]) };
    /** @type {Map<string, L.Marker>} */
    this.markers = new Map();
    /** @type {PlacedPin[]} */
    this.pins = [];
    /** @type {string | undefined} key of the cluster whose ends stand around it */
    this.spread = undefined;
    this.isTouched = window.matchMedia("(pointer: coarse)").matches;
    const pane = map.createPane("legs");
    pane.style.zIndex = "590";
    pane.style.pointerEvents = "none";
    this.legs = new LegLayer().addTo(map);
    this.group = L.layerGroup().addTo(map);
    map.on("moveend", () => this.render());
    map.on("zoomstart click", () => {
      this.spread = undefined;
    });
    map.on("click", () => this.render());
  }

  /** @param {Ends} ends */
  setEnds(ends) {
    const focused = this.findFocused();
    SIDES.forEach((side) => {
      this.indexes[side] = buildIndex(ends[side]);
    });
    this.spread = undefined;
    this.markers.clear();
    this.group.clearLayers();
    this.render(focused);
  }

  /** Return the pin whose marker has the focus. */
  findFocused() {
    const element = document.activeElement;
    return this.pins.find(
      ({ key }) => element && this.markers.get(key)?.getElement() === element,
    );
  }

  /** @param {PlacedPin | undefined} focused whose focus the nearest one takes over */
  render(focused = this.findFocused()) {
    this.pins = this.placePins();
    const keys = new Set(this.pins.map(({ key }) => key));
    this.markers.forEach((marker, key) => {
      if (keys.has(key)) return;
      this.group.removeLayer(marker);
      this.markers.delete(key);
    });
    this.pins.forEach((pin) => {
      const latlng = this.map.unproject([pin.x, pin.y]);
      const marker = this.markers.get(pin.key);
      if (marker) marker.setLatLng(latlng);
      else this.addMarker(pin, latlng);
    });
    this.showSurroundings();
    if (focused) this.focusNearest(focused);
  }

  /** Return the pins in view, none over another, in pixels of the world. */
  placePins() {
    const placed = this.listVisible().map((pin) => {
      const place = this.map.project([pin.lat, pin.lng]);
      const drawn = getPinWidth(pin);
      const width = this.isTouched ? Math.max(drawn, TOUCH_WIDTH) : drawn;
      return { ...pin, x: place.x, y: place.y, width, place };
    });
    separateBoxes(placed);
    return placed;
  }

  /** Return the pins in view, the largest first. */
  listVisible() {
    const view = this.map.getBounds().pad(0.25);
    return SIDES.flatMap((side) =>
      listPins(this.indexes[side], side, view, this.map.getZoom()),
    )
      .flatMap((pin) => (pin.key === this.spread ? this.listEnds(pin) : [pin]))
      .sort((a, b) => b.n - a.n);
  }

  /** @param {Pin} pin */
  listEnds({ side, cluster = 0 }) {
    return this.indexes[side]
      .getLeaves(cluster, Infinity)
      .map(({ properties }) => buildEndPin(side, properties));
  }

  /** Draw the lines to the places of moved pins, and names that keep clear of pins. */
  showSurroundings() {
    this.legs.setLegs(
      this.pins
        .map(({ x, y, place }) => ({ from: L.point(x, y), to: place }))
        .filter(({ from, to }) => from.distanceTo(to) > LEG_LENGTH),
    );
    getLabels(this.map).setPins(
      this.pins.map((pin) => ({
        ...pin,
        width: getPinWidth(pin),
        name: this.buildName(pin),
      })),
    );
  }

  /**
   * Return what is written beside a pin: its name, or the first one of a near cluster.
   * @param {Pin} pin
   */
  buildName(pin) {
    const zoom = this.map.getZoom();
    if (pin.end) return zoom >= NAME_ZOOM ? pin.end.name : "";
    if (zoom < CLUSTER_NAME_ZOOM) return "";
    const [first, ...others] = this.listEnds(pin).sort((a, b) => b.n - a.n);
    return first.end?.name ? `${first.end.name} +${others.length}` : "";
  }

  /** @param {{ side: Side, lat: number, lng: number }} focused */
  focusNearest(focused) {
    const place = this.map.project([focused.lat, focused.lng]);
    /** @param {PlacedPin} pin */
    const getDistance = (pin) => place.distanceTo([pin.x, pin.y]);
    const [nearest] = this.pins
      .filter(({ side }) => side === focused.side)
      .sort((a, b) => getDistance(a) - getDistance(b));
    this.markers.get(nearest?.key)?.getElement()?.focus({ preventScroll: true });
  }

  /**
   * @param {PlacedPin} pin
   * @param {L.LatLng} latlng
   */
  addMarker(pin, latlng) {
    const classes = ["pin", `pin--${pin.side}`];
    if (pin.kind) classes.push(`pin--${pin.kind}`);
    if (pin.cluster) classes.push("pin--cluster");
    const label = this.formatLabel(pin, pin.side);
    const icon = L.divIcon({
      className: classes.join(" "),
      iconSize: [pin.width, pin.width],
      html: buildContent(pin),
    });
    const marker = L.marker(latlng, { icon, title: label, alt: label });
    marker.on("click", () => this.activate(pin));
    marker.on("add", () => {
      const element = /** @type {HTMLElement} */ (marker.getElement());
      element.setAttribute("aria-label", label);
      // Leaflet turns Enter into a click for its own popups only.
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.activate(pin);
      });
    });
    this.markers.set(pin.key, marker);
    this.group.addLayer(marker);
  }

  /**
   * Return the ends that a marker stands for; none for another element.
   * @param {Element | null} element
   * @returns {End[]}
   */
  findEnds(element) {
    const pin = this.pins.find(
      ({ key }) => element && this.markers.get(key)?.getElement() === element,
    );
    if (!pin?.cluster) return pin?.end ? [pin.end] : [];
    return this.listEnds(pin).flatMap(({ end }) => end ?? []);
  }

  /** @param {Pin} pin */
  activate(pin) {
    if (pin.end) this.openEntries([pin.end], pin.side);
    if (!pin.cluster) return;
    const zoom = this.indexes[pin.side].getClusterExpansionZoom(pin.cluster);
    if (zoom < SINGLE_ZOOM) {
      this.map.setView([pin.lat, pin.lng], zoom);
      return;
    }
    const pins = this.listEnds(pin);
    if (pins.length > MAX_SPREAD) {
      this.openEntries(
        pins.flatMap(({ end }) => end || []),
        pin.side,
      );
      return;
    }
    this.spread = pin.key;
    this.render();
  }
}

/**
 * Return what is drawn of a pin, which may be smaller than what a finger meets.
 * @param {Pin} pin
 */
function buildContent(pin) {
  const content = document.createElement("span");
  const width = `${getPinWidth(pin)}px`;
  content.style.width = width;
  content.style.height = width;
  if (pin.side === "there" || pin.cluster) {
    content.textContent = pin.n > 999 ? `${Math.round(pin.n / 1000)}k` : String(pin.n);
  }
  return content;
}
