// A point chosen on the map: by click, drag, arrows, the name of a place or pasted
// coordinates. Two number fields hold the point; without this file they are typed in.

import { Basemap } from "./basemap.js";
import { Outlines } from "./outlines.js";
import { startMap } from "./start.js";

const STEP_PX = 4;
const LONG_STEP = 10;
const WAIT_MS = 250;
const ARROWS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
let world;

/** Return the outlines of the countries, fetched once for all the maps of a page. */
function fetchWorld(url) {
  world ||= fetch(url).then((answer) => answer.json());
  return world;
}

/** Return the number that a field holds, with a dot or a comma; NaN for none. */
function readNumber(field) {
  const text = field.value.trim().replace(",", ".");
  return text ? Number(text) : NaN;
}

/** Return a new element with its properties and its content. */
function createElement(tag, properties, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

export class Picker {
  /** ``lat`` and ``lng`` are the fields; ``readPlace()`` returns the chosen place's key. */
  constructor(lat, lng, { readPlace } = {}) {
    Object.assign(this, { lat, lng, readPlace: readPlace || (() => "") });
    this.words = JSON.parse(lat.dataset.words);
    this.element = this.build();
    [lat, lng].forEach((field) => {
      field.addEventListener("input", () => this.update());
      field.addEventListener("paste", (event) => this.handlePaste(event));
    });
  }

  // Elements ------------------------------------------------------------------------

  build() {
    const { words } = this;
    const id = `${this.lat.id}-search`;
    this.mapElement = createElement("div", { className: "picker__map map" });
    this.state = createElement("p", { className: "picker__state" });
    this.state.setAttribute("role", "status");
    this.suggestions = createElement("datalist", { id: `${id}-list` });
    this.search = createElement("input", {
      type: "search",
      id,
      className: "picker__search",
      autocomplete: "off",
    });
    this.search.setAttribute("list", this.suggestions.id);
    this.search.addEventListener("input", () => this.suggest());
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.choose(this.search.value, true);
    });
    this.copyButton = this.createButton(words.copy, () =>
      this.setPoint(this.placePoint),
    );
    this.copyButton.hidden = true;
    const tools = createElement(
      "div",
      { className: "picker__tools" },
      this.createButton(words.centre, () => this.setPoint(this.map.getCenter())),
      this.createButton(words.clear, () => this.clearPoint()),
      this.copyButton,
    );
    const label = createElement(
      "label",
      { htmlFor: id, className: "picker__label" },
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

  createButton(text, handleClick) {
    const button = createElement(
      "button",
      { type: "button", className: "button button--quiet" },
      text,
    );
    button.addEventListener("click", handleClick);
    return button;
  }

  /** Draw the map once its element has a size, then show what the fields hold. */
  async show() {
    if (!this.map) await this.drawMap();
    this.map.invalidateSize();
    await this.showPlace();
    this.update();
    if (!this.readPoint() && !this.placePoint)
      this.map.setView(this.options.center, this.options.zoom);
  }

  async drawMap() {
    const { words } = this;
    this.options = JSON.parse(this.lat.dataset.mapOptions);
    this.map = startMap(this.mapElement, this.options, words);
    this.mapElement.setAttribute("role", "region");
    this.mapElement.setAttribute("aria-label", words.map);
    this.map.on("click", ({ latlng }) => this.setPoint(latlng, { keepsView: true }));
    const language = document.documentElement.lang.slice(0, 2);
    new Basemap(this.map, await fetchWorld(this.lat.dataset.worldUrl), {
      language,
      hasTiles: false,
    });
    new Outlines(this.map, this.lat.dataset.outlinesUrl, words.outlines);
    this.mapElement.dataset.ready = "true";
  }

  // The point -----------------------------------------------------------------------

  /** Return the point that the fields hold, or nothing. */
  readPoint() {
    const [lat, lng] = [readNumber(this.lat), readNumber(this.lng)];
    return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? L.latLng(lat, lng) : null;
  }

  /** Write a point into the fields; ``keepsView`` leaves the map where it is. */
  setPoint(point, { keepsView } = {}) {
    if (!point) return;
    const { lat, lng } = L.latLng(point).wrap();
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

  /** Show on the map what the fields hold. */
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
    else this.addMarker(point);
    if (!keepsView) this.map.setView(point, Math.max(this.map.getZoom(), 6));
  }

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

  addMarker(point) {
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
    this.marker = L.marker(point, options).addTo(this.map);
    this.marker.on("dragend", () =>
      this.setPoint(this.marker.getLatLng(), { keepsView: true }),
    );
    this.marker.getElement().setAttribute("aria-label", this.words.marker);
    this.marker
      .getElement()
      .addEventListener("keydown", (event) => this.moveMarker(event));
  }

  /** Move the marker by an arrow key, and keep it visible. */
  moveMarker(event) {
    const direction = ARROWS[event.key];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = STEP_PX * (event.shiftKey ? LONG_STEP : 1);
    const at = this.map.latLngToContainerPoint(this.marker.getLatLng());
    this.setPoint(
      this.map.containerPointToLatLng(at.add(L.point(direction).multiplyBy(step))),
      { keepsView: true },
    );
    this.map.panInside(this.marker.getLatLng(), { padding: [40, 40], animate: false });
  }

  // Places and pasted text ----------------------------------------------------------

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
    this.timer = setTimeout(async () => {
      this.points = await this.fetchPoints({ q: this.search.value });
      this.suggestions.replaceChildren(
        ...this.points.map(({ label }) => createElement("option", { value: label })),
      );
    }, WAIT_MS);
  }

  /** Set the point of a suggestion, or once confirmed of any text the server can read. */
  async choose(text, isConfirmed) {
    clearTimeout(this.timer);
    let point = (this.points || []).find(({ label }) => label === text);
    if (!point && isConfirmed && text.trim())
      [point] = await this.fetchPoints({ q: text });
    if (point) this.setPoint(point);
    else if (isConfirmed) this.state.textContent = this.words.notFound;
  }

  /** Split a whole point pasted into one field. */
  async handlePaste(event) {
    const text = event.clipboardData?.getData("text") || "";
    if (/^\s*-?\d+(?:[.,]\d+)?\s*$/.test(text) || !/\d/.test(text)) return;
    event.preventDefault();
    const [point] = await this.fetchPoints({ q: text });
    if (point) {
      this.setPoint(point);
    } else {
      event.target.value = text;
      this.dispatchInput();
      this.update();
    }
  }

  /** Show the chosen place, whose point counts for a row without its own. */
  async showPlace() {
    const key = this.readPlace();
    if (key === this.placeKey) return;
    this.placeKey = key;
    [this.placePoint] = key ? await this.fetchPoints({ lieu: key }) : [];
    this.copyButton.hidden = !this.placePoint;
    this.placeCircle?.remove();
    if (!this.map || !this.placePoint) return;
    this.placeCircle = L.circleMarker(this.placePoint, {
      radius: 11,
      className: "picker__place",
      interactive: false,
    });
    this.placeCircle.addTo(this.map);
    if (!this.readPoint()) this.map.setView(this.placePoint, 6);
  }
}
