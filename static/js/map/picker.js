// @ts-check
// A point chosen on the map: by click, drag, arrows, the name of a place or pasted
// coordinates. Two number fields hold the point; without this file they are typed in.

import { Basemap } from "./basemap.js";
import { Outlines } from "./outlines.js";
import { startMap } from "./start.js";

const STEP_PX = 4;
const LONG_STEP = 10;
const WAIT_MS = 250;
const COUNTRY_ZOOM = 5;
/** @type {Record<string, L.PointTuple>} */
const ARROWS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/**
 * @typedef {object} Found a point that the server found for a text or a place
 * @property {number} lat
 * @property {number} lng
 * @property {string} label
 * @property {boolean} [isCountry] whether it only says which country to show
 */

/** @typedef {import("./start.js").DjangoOptions} DjangoOptions */

/**
 * Return the number that a field holds, with a dot or a comma; NaN for none.
 * @param {HTMLInputElement} field
 */
function readNumber(field) {
  const text = field.value.trim().replace(",", ".");
  return text ? Number(text) : NaN;
}

/**
 * Return a new element with its properties and its content.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} properties
 * @param {(Node | string)[]} content
 */
function createElement(tag, properties, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

export class Picker {
  /**
   * @param {HTMLInputElement} lat
   * @param {HTMLInputElement} lng
   * @param {() => Record<string, string>} [readPlace] returns what asks for the chosen
   * place
   */
  constructor(lat, lng, readPlace = () => ({})) {
    this.lat = lat;
    this.lng = lng;
    this.readPlace = readPlace;
    /** @type {Record<string, string> & import("./start.js").ControlWords} */
    this.words = JSON.parse(lat.dataset.words ?? "");
    /** @type {DjangoOptions} */
    this.options = JSON.parse(lat.dataset.mapOptions ?? "");
    /** @type {L.Map | null} */
    this.map = null;
    /** @type {L.Marker | null} */
    this.marker = null;
    /** @type {L.CircleMarker | null} */
    this.placeCircle = null;
    /** @type {Found | undefined} */
    this.placePoint = undefined;
    this.placeKey = "";
    /** @type {Found[]} */
    this.points = [];
    this.timer = 0;
    this.isDispatching = false;
    this.mapElement = createElement("div", { className: "picker__map map" });
    this.state = createElement("p", { className: "picker__state" });
    this.state.setAttribute("role", "status");
    this.suggestions = createElement("datalist", { id: `${lat.id}-search-list` });
    this.search = this.buildSearch();
    this.copyButton = this.createButton(this.words.copy, () =>
      this.setPoint(this.placePoint),
    );
    this.copyButton.hidden = true;
    this.element = this.build();
    [lat, lng].forEach((field) => {
      field.addEventListener("input", () => this.update());
      field.addEventListener("paste", (event) => this.handlePaste(field, event));
    });
  }

  // Elements ------------------------------------------------------------------------

  buildSearch() {
    const search = createElement("input", {
      type: "search",
      id: `${this.lat.id}-search`,
      className: "picker__search",
      autocomplete: "off",
    });
    search.setAttribute("list", this.suggestions.id);
    search.addEventListener("input", () => this.suggest());
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.choose(search.value, true);
    });
    return search;
  }

  build() {
    const { words } = this;
    const tools = createElement(
      "div",
      { className: "picker__tools" },
      this.createButton(words.centre, () => this.setPoint(this.map?.getCenter())),
      this.createButton(words.clear, () => this.clearPoint()),
      this.copyButton,
    );
    const label = createElement(
      "label",
      { htmlFor: this.search.id, className: "picker__label" },
      words.search,
    );
    const hint = createElement("p", { className: "picker__hint help" }, words.hint);
    return createElement(
      "div",
      { className: "picker" },
      label,
      this.search,
      this.suggestions,
      this.mapElement,
      this.state,
      tools,
      hint,
    );
  }

  /**
   * @param {string} text
   * @param {() => void} handleClick
   */
  createButton(text, handleClick) {
    const button = createElement("button", { type: "button" }, text);
    button.className = "button button--quiet";
    button.addEventListener("click", handleClick);
    return button;
  }

  /** Draw the map once its element has a size, then show what the fields hold. */
  async show() {
    const isNew = !this.map;
    const map = this.map ?? (await this.drawMap());
    map.invalidateSize();
    if (isNew) map.setView(this.options.center, this.options.zoom);
    await this.showPlace();
    this.update();
  }

  async drawMap() {
    const { words } = this;
    const { worldUrl = "", outlinesUrl = "" } = this.lat.dataset;
    const map = startMap(this.mapElement, this.options, words);
    this.map = map;
    this.mapElement.setAttribute("role", "region");
    this.mapElement.setAttribute("aria-label", words.map);
    map.on("click", ({ latlng }) => this.setPoint(latlng, { keepsView: true }));
    const language = document.documentElement.lang.slice(0, 2);
    new Basemap(map, worldUrl, { language, hasTiles: false });
    new Outlines(map, outlinesUrl, words.outlines);
    this.mapElement.dataset.ready = "true";
    return map;
  }

  // The point -----------------------------------------------------------------------

  /** Return the point that the fields hold, or nothing. */
  readPoint() {
    const [lat, lng] = [readNumber(this.lat), readNumber(this.lng)];
    return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? L.latLng(lat, lng) : null;
  }

  /**
   * Write a point into the fields; ``keepsView`` leaves the map where it is.
   * @param {{ lat: number, lng: number } | undefined} point
   * @param {{ keepsView?: boolean }} [options]
   */
  setPoint(point, { keepsView } = {}) {
    if (!point) return;
    const { lat, lng } = L.latLng(point.lat, point.lng).wrap();
    this.lat.value = Math.max(-90, Math.min(90, lat))
      .toFixed(5)
      .replace(/\.?0+$/, "");
    this.lng.value = lng.toFixed(5).replace(/\.?0+$/, "");
    this.dispatchInput();
    this.update({ keepsView });
  }

  clearPoint() {
    this.lat.value = "";
    this.lng.value = "";
    this.dispatchInput();
    this.update();
  }

  /** Send the events of typed input. */
  dispatchInput() {
    this.isDispatching = true;
    [this.lat, this.lng].forEach((field) => {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    this.isDispatching = false;
  }

  /**
   * Show on the map what the fields hold.
   * @param {{ keepsView?: boolean }} [options]
   */
  update({ keepsView } = {}) {
    if (!this.map || this.isDispatching) return;
    const point = this.readPoint();
    this.showState(point);
    if (!point) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    if (this.marker) this.marker.setLatLng(point);
    else this.marker = this.addMarker(this.map, point);
    if (!keepsView) this.map.setView(point, Math.max(this.map.getZoom(), 6));
  }

  /** @param {L.LatLng | null} point */
  showState(point) {
    const isEmpty = !this.lat.value.trim() && !this.lng.value.trim();
    const { words } = this;
    if (point) {
      const format = new Intl.NumberFormat(document.documentElement.lang, {
        maximumFractionDigits: 5,
      });
      this.state.textContent = words.at
        .replace("{lat}", format.format(point.lat))
        .replace("{lng}", format.format(point.lng));
    } else if (!isEmpty) {
      this.state.textContent = words.wrong;
    } else {
      this.state.textContent = this.placePoint
        ? words.place.replace("{name}", this.placePoint.label)
        : words.none;
    }
  }

  /**
   * @param {L.Map} map
   * @param {L.LatLng} point
   */
  addMarker(map, point) {
    const icon = L.divIcon({
      className: "picker__pin",
      iconSize: [26, 26],
      iconAnchor: [13, 13],
    });
    const options = {
      icon,
      draggable: true,
      autoPan: true,
      title: this.words.marker,
      alt: this.words.marker,
    };
    const marker = L.marker(point, options).addTo(map);
    marker.on("dragend", () => this.setPoint(marker.getLatLng(), { keepsView: true }));
    const element = marker.getElement();
    element?.setAttribute("aria-label", this.words.marker);
    element?.addEventListener("keydown", (event) =>
      this.moveMarker(map, marker, event),
    );
    return marker;
  }

  /**
   * Move the marker by an arrow key, and keep it visible.
   * @param {L.Map} map
   * @param {L.Marker} marker
   * @param {KeyboardEvent} event
   */
  moveMarker(map, marker, event) {
    const direction = ARROWS[event.key];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = STEP_PX * (event.shiftKey ? LONG_STEP : 1);
    const at = map.latLngToContainerPoint(marker.getLatLng());
    const moved = at.add(L.point(direction).multiplyBy(step));
    this.setPoint(map.containerPointToLatLng(moved), { keepsView: true });
    map.panInside(marker.getLatLng(), { padding: [40, 40], animate: false });
  }

  // Places and pasted text ----------------------------------------------------------

  /**
   * @param {Record<string, string>} query
   * @returns {Promise<Found[]>}
   */
  async fetchPoints(query) {
    const response = await fetch(
      `${this.lat.dataset.pointsUrl}?${new URLSearchParams(query)}`,
    );
    return response.ok && !response.redirected ? (await response.json()).points : [];
  }

  suggest() {
    clearTimeout(this.timer);
    if (
      [...this.suggestions.options].some((option) => option.value === this.search.value)
    ) {
      this.choose(this.search.value);
      return;
    }
    this.timer = window.setTimeout(async () => {
      this.points = await this.fetchPoints({ q: this.search.value });
      this.suggestions.replaceChildren(
        ...this.points.map(({ label }) => createElement("option", { value: label })),
      );
    }, WAIT_MS);
  }

  /**
   * Set the point of a suggestion, or once confirmed of any text the server can read.
   * @param {string} text
   * @param {boolean} [isConfirmed]
   */
  async choose(text, isConfirmed) {
    clearTimeout(this.timer);
    let point = this.points.find(({ label }) => label === text);
    if (!point && isConfirmed && text.trim())
      [point] = await this.fetchPoints({ q: text });
    if (point) this.setPoint(point);
    else if (isConfirmed) this.state.textContent = this.words.notFound;
  }

  /**
   * Split a whole point pasted into one field.
   * @param {HTMLInputElement} field
   * @param {ClipboardEvent} event
   */
  async handlePaste(field, event) {
    const text = event.clipboardData?.getData("text") || "";
    if (/^\s*-?\d+(?:[.,]\d+)?\s*$/.test(text) || !/\d/.test(text)) return;
    event.preventDefault();
    const [point] = await this.fetchPoints({ q: text });
    if (point) {
      this.setPoint(point);
    } else {
      field.value = text;
      this.dispatchInput();
      this.update();
    }
  }

  /** Show the chosen place, whose point counts for a row without its own. */
  async showPlace() {
    const query = this.readPlace();
    const key = new URLSearchParams(query).toString();
    if (key === this.placeKey) return;
    this.placeKey = key;
    const [point] = key ? await this.fetchPoints(query) : [];
    if (point?.isCountry && !this.readPoint()) this.map?.setView(point, COUNTRY_ZOOM);
    this.placePoint = point?.isCountry ? undefined : point;
    this.copyButton.hidden = !this.placePoint;
    this.placeCircle?.remove();
    if (!this.map || !this.placePoint) return;
    this.placeCircle = L.circleMarker(this.placePoint, {
      radius: 11,
      className: "picker__place",
      interactive: false,
    }).addTo(this.map);
    if (!this.readPoint()) this.map.setView(this.placePoint, 6);
  }
}
