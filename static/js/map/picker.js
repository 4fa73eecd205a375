// Choosing a point on the offline map: click, drag, arrows, a place by its name, pasted
// coordinates. Two number fields hold the point; without this file they are typed in.

import { Basemap } from "./basemap.js";
import { Outlines } from "./outlines.js";
import { startMap } from "./start.js";

const STEP_PX = 4;
const FAR = 10;
const WAIT_MS = 250;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
let world;

/** Give the outlines of the world, fetched once for all the maps of a page. */
function worldOf(url) {
  world ||= fetch(url).then((answer) => answer.json());
  return world;
}

/** Give the number that a field holds, with a dot or a comma; NaN for none. */
function numberIn(field) {
  const text = field.value.trim().replace(",", ".");
  return text ? Number(text) : NaN;
}

/** Make an element with its properties and its content. */
function make(tag, properties, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

export class Picker {
  /** ``lat`` and ``lng`` are the fields; ``place()`` gives the chosen place's key. */
  constructor(lat, lng, { place } = {}) {
    Object.assign(this, { lat, lng, place: place || (() => "") });
    this.words = JSON.parse(lat.dataset.words);
    this.element = this.build();
    [lat, lng].forEach((field) => {
      field.addEventListener("input", () => this.follow());
      field.addEventListener("paste", (event) => this.paste(event));
    });
  }

  // What is on the page -------------------------------------------------------------

  build() {
    const { words } = this;
    const id = `${this.lat.id}-search`;
    this.map_ = make("div", { className: "picker__map map" });
    this.state = make("p", { className: "picker__state" });
    this.state.setAttribute("role", "status");
    this.found = make("datalist", { id: `${id}-list` });
    this.search = make("input", { type: "search", id, className: "picker__search", autocomplete: "off" });
    this.search.setAttribute("list", this.found.id);
    this.search.addEventListener("input", () => this.suggest());
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.take(this.search.value, true);
    });
    this.copy = this.button(words.copy, () => this.set(this.placePoint));
    this.copy.hidden = true;
    const tools = make(
      "div",
      { className: "picker__tools" },
      this.button(words.centre, () => this.set(this.map.getCenter())),
      this.button(words.clear, () => this.clear()),
      this.copy,
    );
    const label = make("label", { htmlFor: id, className: "picker__label" }, words.search);
    const hint = make("p", { className: "picker__hint help" }, words.hint);
    return make("div", { className: "picker" }, label, this.search, this.found, this.map_, this.state, tools, hint);
  }

  button(text, press) {
    const button = make("button", { type: "button", className: "button button--quiet" }, text);
    button.addEventListener("click", press);
    return button;
  }

  /** Draw the map, once its frame has a size; then keep up with the fields. */
  async show() {
    if (!this.map) await this.draw();
    this.map.invalidateSize();
    await this.showPlace();
    this.follow();
    if (!this.known() && !this.placePoint) this.map.setView(this.options.center, this.options.zoom);
  }

  async draw() {
    const { words } = this;
    this.options = JSON.parse(this.lat.dataset.mapOptions);
    this.map = startMap(this.map_, this.options, words);
    this.map_.setAttribute("role", "region");
    this.map_.setAttribute("aria-label", words.map);
    this.map.on("click", ({ latlng }) => this.set(latlng, { isSeen: true }));
    const language = document.documentElement.lang.slice(0, 2);
    new Basemap(this.map, await worldOf(this.lat.dataset.worldUrl), { language, bare: true });
    new Outlines(this.map, this.lat.dataset.outlinesUrl, words.outlines);
    this.map_.dataset.ready = "true";
  }

  // The point -----------------------------------------------------------------------

  /** Give the point that the fields hold, or nothing. */
  known() {
    const [lat, lng] = [numberIn(this.lat), numberIn(this.lng)];
    return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? L.latLng(lat, lng) : null;
  }

  /** Put a point into the fields. */
  set(point, { isSeen } = {}) {
    if (!point) return;
    const { lat, lng } = L.latLng(point).wrap();
    this.lat.value = Math.max(-90, Math.min(90, lat)).toFixed(5).replace(/\.?0+$/, "");
    this.lng.value = lng.toFixed(5).replace(/\.?0+$/, "");
    this.tell();
    this.follow({ isSeen });
  }

  clear() {
    this.lat.value = "";
    this.lng.value = "";
    this.tell();
    this.follow();
  }

  /** Let the page know, as if somebody had typed. */
  tell() {
    this.isTelling = true;
    [this.lat, this.lng].forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
    this.isTelling = false;
  }

  /** Show on the map what the fields say. */
  follow({ isSeen } = {}) {
    if (!this.map || this.isTelling) return;
    const point = this.known();
    this.say(point);
    if (!point) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    if (this.marker) this.marker.setLatLng(point);
    else this.mark(point);
    if (!isSeen) this.map.setView(point, Math.max(this.map.getZoom(), 6));
  }

  say(point) {
    const isEmpty = !this.lat.value.trim() && !this.lng.value.trim();
    const { words } = this;
    if (point) {
      const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 5 });
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

  mark(point) {
    const icon = L.divIcon({ className: "picker__pin", iconSize: [26, 26], iconAnchor: [13, 13] });
    const options = { icon, draggable: true, autoPan: true, title: this.words.marker, alt: this.words.marker };
    this.marker = L.marker(point, options).addTo(this.map);
    this.marker.on("dragend", () => this.set(this.marker.getLatLng(), { isSeen: true }));
    this.marker.getElement().setAttribute("aria-label", this.words.marker);
    this.marker.getElement().addEventListener("keydown", (event) => this.nudge(event));
  }

  /** Arrows move the marker, and keep it in sight. */
  nudge(event) {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const far = STEP_PX * (event.shiftKey ? FAR : 1);
    const at = this.map.latLngToContainerPoint(this.marker.getLatLng());
    this.set(this.map.containerPointToLatLng(at.add(L.point(way).multiplyBy(far))), { isSeen: true });
    this.map.panInside(this.marker.getLatLng(), { padding: [40, 40], animate: false });
  }

  // Places and pasted text ----------------------------------------------------------

  async ask(query) {
    const response = await fetch(`${this.lat.dataset.pointsUrl}?${new URLSearchParams(query)}`);
    return response.ok && !response.redirected ? (await response.json()).points : [];
  }

  suggest() {
    clearTimeout(this.timer);
    if ([...this.found.options].some((option) => option.value === this.search.value)) {
      this.take(this.search.value);
      return;
    }
    this.timer = setTimeout(async () => {
      this.points = await this.ask({ q: this.search.value });
      this.found.replaceChildren(...this.points.map(({ label }) => make("option", { value: label })));
    }, WAIT_MS);
  }

  /** Take what was typed into the search: a suggestion, or what the server makes of it. */
  async take(text, isSure) {
    clearTimeout(this.timer);
    let point = (this.points || []).find(({ label }) => label === text);
    if (!point && isSure && text.trim()) [point] = await this.ask({ q: text });
    if (point) this.set(point);
    else if (isSure) this.state.textContent = this.words.notFound;
  }

  /** A whole point pasted into one field is cut in two. */
  async paste(event) {
    const text = event.clipboardData?.getData("text") || "";
    if (/^\s*-?\d+(?:[.,]\d+)?\s*$/.test(text) || !/\d/.test(text)) return;
    event.preventDefault();
    const [point] = await this.ask({ q: text });
    if (point) {
      this.set(point);
    } else {
      event.target.value = text;
      this.tell();
      this.follow();
    }
  }

  /** Show where the chosen place is, which counts for a row without its own point. */
  async showPlace() {
    const key = this.place();
    if (key === this.placeKey) return;
    this.placeKey = key;
    [this.placePoint] = key ? await this.ask({ lieu: key }) : [];
    this.copy.hidden = !this.placePoint;
    this.ring?.remove();
    if (!this.map || !this.placePoint) return;
    this.ring = L.circleMarker(this.placePoint, { radius: 11, className: "picker__place", interactive: false });
    this.ring.addTo(this.map);
    if (!this.known()) this.map.setView(this.placePoint, 6);
  }
}
