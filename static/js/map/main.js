// @ts-check
// The interactive map of links. Its addresses are data attributes of #map, its texts the
// JSON of #map-words; without this file the table below holds the same links.

import { Address } from "./address.js";
import { ArcLayer } from "./arcs.js";
import { Basemap } from "./basemap.js";
import { buildTest, fitBothEnds, formatChoice } from "./choice.js";
import { buildLinksUrl, fetchLinks } from "./early.js";
import { Gestures } from "./gestures.js";
import { Legend, TOOLS_PX } from "./legend.js";
import { listArcs, visibleLinks } from "./links.js";
import { listenToResults, listenToRows } from "./list.js";
import { Markers } from "./markers.js";
import { Outlines } from "./outlines.js";
import { announce, findAround, formatText, getElement, readJson } from "./page.js";
import { Panel } from "./panel.js";
import { startMap } from "./start.js";
import { narrowToYears, TimeSpan } from "./time.js";
import { addTools } from "./tools.js";

/** @typedef {import("./address.js").MapState} MapState */
/** @typedef {import("./links.js").Link} Link */
/** @typedef {import("./links.js").LinkData} LinkData */
/** @typedef {import("./pins.js").End} End */
/** @typedef {import("./pins.js").Side} Side */

// How strong arcs are: all of them, and those beside what is chosen.
const USUAL_ALPHA = 0.38;
const FAINT_ALPHA = 0.1;

const root = getElement("map");
const words = readJson("map-words");
const readQuery = () => new URLSearchParams(root.dataset.query);

// The tag gives its options as JSON text, and the template that text as JSON.
/** @type {import("./start.js").DjangoOptions} */
const options = JSON.parse(readJson("map-options"));
const map = startMap(root, options, words);
// Highlighted arcs lie over the points, which would hide their ends.
Object.entries({ arcs: 400, highlight: 650 }).forEach(([name, zIndex]) => {
  const pane = map.createPane(name);
  pane.style.zIndex = String(zIndex);
  pane.style.pointerEvents = "none";
});

const frame = /** @type {HTMLElement} */ (root.closest(".map-frame"));
const address = new Address(show);
const panel = new Panel(getElement("map-panel"), {
  announce,
  onClose: () => address.change({ choice: "" }),
});
const legend = new Legend(getElement("map-legend"), (changes) =>
  address.change(changes),
);
const timeElement = document.getElementById("map-time");
const time =
  timeElement &&
  new TimeSpan(timeElement, (years, { isPlaying }) =>
    address[isPlaying ? "replace" : "change"]({ years }),
  );
const arcs = new ArcLayer({ pane: "arcs", alpha: USUAL_ALPHA, width: 1.3 }).addTo(map);
const highlighted = new ArcLayer({
  pane: "highlight",
  alpha: 1,
  width: 3,
  ends: 5,
}).addTo(map);
const chosenArcs = new ArcLayer({ pane: "arcs", alpha: 1, width: 1.8 }).addTo(map);
const markers = new Markers(map, { formatLabel, openEntries });
/** @type {Basemap | undefined} */
let basemap;
/** @type {LinkData | undefined} */
let data;
/** @type {Link[]} */
let chosen = [];

/**
 * Return the accessible name of a marker.
 * @param {import("./pins.js").Pin} pin
 * @param {Side} side
 */
function formatLabel(pin, side) {
  const values = { n: pin.n, name: pin.end?.name || "" };
  if (pin.cluster) return formatText(words[`${side}Cluster`], values);
  if (!values.name) return formatText(words.cell, values);
  return formatText(words[side], values);
}

/**
 * Choose one end, or several at the same place. A cell of authorities cannot be told
 * from its place: it is looked at closer.
 * @param {End[]} ends
 * @param {Side} side
 */
function openEntries(ends, side) {
  if (data?.grouped && side === "here") {
    map.setView(ends[0], map.getZoom() + 2);
    return;
  }
  address.change({ choice: formatChoice(ends, side, data?.grouped ? data.cell : 0) });
}

function render() {
  if (!data) return;
  const visible = visibleLinks(data, address.state);
  const { choice } = address.state;
  chosen = choice ? visible.links.filter(buildTest(choice)) : [];
  arcs.style.alpha = chosen.length ? FAINT_ALPHA : USUAL_ALPHA;
  arcs.setArcs(listArcs(visible.links));
  chosenArcs.setArcs(listArcs(chosen));
  markers.setEnds(visible);
  const search = readQuery();
  narrowToYears(search, address.state.years);
  time?.showState(address.state.years, {
    n: visible.links.length,
    listUrl: `${root.dataset.listUrl}?${search}`,
  });
}

/**
 * Tell whether the server must be asked again to show some years.
 * @param {string} years
 */
function lacksYears(years) {
  return data?.grouped || (years && !data?.spans);
}

/**
 * Show what the address says; another choice of the visitor also moves the map.
 * @param {MapState} state
 * @param {MapState} previous
 * @param {{ isFollowed: boolean }} how
 */
function show(state, previous, { isFollowed }) {
  legend.showState(state);
  basemap?.setShading(state.shaded);
  if (state.years !== previous.years && lacksYears(state.years)) load({ fit: false });
  else render();
  if (isFollowed && state.view) setView(state.view);
  else if (!state.view) fitToLinks();
  if (state.choice === previous.choice) return;
  const fit = !isFollowed || !state.view;
  if (state.choice) openCard({ fit, takesFocus: true });
  else closeCard(previous.choice);
}

/** @param {import("./address.js").View} view */
function setView({ zoom, lat, lng }) {
  map.setView([lat, lng], zoom, { animate: false });
}

/**
 * Open the card of the choice, and let the map show both ends beside it.
 * @param {{ fit: boolean, takesFocus: boolean }} options
 */
function openCard({ fit, takesFocus }) {
  const search = readQuery();
  search.delete("page");
  search.set("choix", address.state.choice);
  narrowToYears(search, address.state.years);
  panel.open(`${root.dataset.summaryUrl}?${search}`, { takesFocus });
  if (!fit) return;
  fitBothEnds(map, chosen, { left: legend.getCover(), ...panel.getCover() });
}

/**
 * Close the card, and go back to the pin that it was of.
 * @param {string} choice
 */
function closeCard(choice) {
  const hadFocus = panel.hasFocus;
  panel.close();
  if (!hadFocus || !data) return;
  const link = visibleLinks(data, address.state).links.find(buildTest(choice));
  const side = choice.startsWith("ici:") ? "here" : "there";
  const end = side === "here" ? link?.from : link?.to;
  if (end) markers.focusNearest({ side, lat: end.lat, lng: end.lng });
  else root.focus({ preventScroll: true });
}

/**
 * Fetch the links of the current selection; large ones come grouped by zoom.
 * @param {{ fit: boolean }} options
 */
async function load({ fit }) {
  const url = buildLinksUrl(root, map.getZoom(), (search) => {
    if (data?.grouped) narrowToYears(search, address.state.years);
    else if (address.state.years) search.set("annees", "1");
  });
  const response = await fetchLinks(url).catch(() => null);
  if (!response?.ok) {
    sayFailed();
    return;
  }
  /** @type {LinkData} */
  const links = await response.json();
  data = links;
  if (links.spans) time?.setBeginning(links.spans.from);
  basemap?.setCounts(links.countries);
  legend.showCounts(links);
  legend.showScale(basemap?.limits ?? []);
  if (fit) fitToLinks();
  render();
  root.dataset.ready = "true";
  announce(formatText(words.loaded, { n: links.total }));
  performance.mark("map-ready");
}

/** Say that the links did not come. */
function sayFailed() {
  const hint = getElement("map-hint");
  hint.textContent = hint.dataset.failed ?? "";
  hint.hidden = false;
  announce(hint.textContent);
}

/** Show the whole: all the places that have links. */
function fitToLinks() {
  if (!data) return;
  const { there } = visibleLinks(data, address.state);
  if (!there.length) return;
  const ends = there.map((end) => L.latLng(end.lat, end.lng));
  const bounds = L.latLngBounds(ends).pad(0.08);
  map.fitBounds(bounds, { maxZoom: 7, paddingTopLeft: [TOOLS_PX, 0] });
}

/** Note the position in the address. */
function writePosition() {
  const { lat, lng } = map.getCenter();
  address.note({ view: { zoom: map.getZoom(), lat, lng } });
}

/** "Chercher dans cette zone": the same search, within what the map shows. */
function listenToZone() {
  /** @type {HTMLAnchorElement | null} */
  const link = document.querySelector("[data-map-zone]");
  if (!link) return;
  link.hidden = false;
  const update = () => {
    const view = map.getBounds();
    const search = readQuery();
    /** @type {(value: number, limit: number) => string} */
    const clamp = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(3);
    search.delete("page");
    search.set(
      "bbox",
      [
        clamp(view.getWest(), 180),
        clamp(view.getSouth(), 90),
        clamp(view.getEast(), 180),
        clamp(view.getNorth(), 90),
      ].join(","),
    );
    link.href = `?${search}${window.location.hash}`;
  };
  map.on("moveend", update);
  update();
}

/** T goes from the map to the table of the same links, and back. */
function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = findAround(event, "input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() !== "t") return;
    const table = document.getElementById(root.dataset.table ?? "");
    if (!table) return;
    const target = frame.contains(document.activeElement) ? table : root;
    target.focus();
    target.scrollIntoView({ block: "start" });
  });
}

/** A link in a card chooses something else: the country of a place. */
function listenToCards() {
  panel.element.addEventListener("click", (event) => {
    const link = findAround(event, "[data-choose]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    address.change({ choice: link.dataset.choose });
  });
}

function listen() {
  map.on("moveend", writePosition);
  map.on("zoomend", () => data?.grouped && load({ fit: false }));
  listenToRows(root, {
    findEnds: (element) => markers.findEnds(element),
    highlight: (lit) => highlighted.setArcs(lit),
  });
  listenToResults(root, (query) => {
    highlighted.setArcs([]);
    panel.close();
    address.note({ choice: "" });
    load({ fit: !new URLSearchParams(query).has("bbox") });
  });
  listenToZone();
  listenToKeys();
  listenToCards();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    basemap?.refresh();
    render();
  });
}

async function start() {
  const { state } = address;
  if (state.view) setView(state.view);
  const gestures = new Gestures(map, getElement("map-hint"));
  gestures.enable();
  addTools(map, frame, {
    gestures,
    showAll: () => {
      address.change({ choice: "" });
      fitToLinks();
    },
  });
  const { worldUrl = "", outlinesUrl = "" } = root.dataset;
  // The base of the map comes by itself: pins do not wait for it.
  basemap = new Basemap(map, worldUrl, {
    language: document.documentElement.lang,
    hasTiles: options.layers.length > 0,
  });
  new Outlines(map, outlinesUrl, words.outlines);
  legend.showState(state);
  basemap.setShading(state.shaded);
  await load({ fit: !state.view });
  listen();
  // A page that opens leaves the focus where it is.
  if (state.choice) openCard({ fit: !state.view, takesFocus: false });
}

start();
