// @ts-check
// The interactive map of links. Its addresses are data attributes of #map, its texts the
// JSON of #map-words; without this file the table below holds the same links.

import { ArcLayer } from "./arcs.js";
import { Basemap } from "./basemap.js";
import { buildLinksUrl, fetchLinks } from "./early.js";
import { Markers } from "./markers.js";
import { Outlines } from "./outlines.js";
import { Panel } from "./panel.js";
import { startMap } from "./start.js";

/** @typedef {import("./pins.js").End} End */
/** @typedef {import("./pins.js").Side} Side */
/** @typedef {[one: string, many: string]} Plural */

/**
 * @typedef {object} LinkData columns of ends and links, as the server gives them
 * @property {EndColumns} here
 * @property {EndColumns} there
 * @property {{ n: number[], kind: number[], here: number[], there: number[] }} links
 * @property {string[]} kinds
 * @property {Record<string, number>} countries number of actions by code
 * @property {number} total
 * @property {boolean} grouped whether ends are cells of a grid
 * @property {number} cell width of a cell in degrees
 */

/**
 * @typedef {object} EndColumns
 * @property {number[]} lat in thousandths of a degree
 * @property {number[]} lng
 * @property {string[]} name
 * @property {string[]} [slug]
 * @property {string[]} [country]
 * @property {(boolean | number)[]} [approximate]
 */

const HASH = /^#carte=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
// Half the side, in degrees, of the box searched around one point.
const HALF_SIDE = 0.004;

/**
 * Return an element that the page of a map always has.
 * @param {string} id
 */
function getElement(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @param {string} id
 * @returns {any}
 */
function readJson(id) {
  return JSON.parse(getElement(id).textContent ?? "");
}

const root = getElement("map");
const words = readJson("map-words");
const readQuery = () => new URLSearchParams(root.dataset.query);

/**
 * Have screen readers read a text.
 * @param {string} text
 */
function announce(text) {
  const region = document.getElementById("annonce");
  if (region) region.textContent = text;
}

/**
 * Fill "{n} actions" with values.
 * @param {string | Plural} texts one text, or singular and plural
 * @param {{ n: number, [name: string]: string | number }} values
 */
function formatText(texts, values) {
  const text = typeof texts === "string" ? texts : texts[values.n > 1 ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}

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

const panel = new Panel(getElement("map-panel"), announce);
const arcs = new ArcLayer({ pane: "arcs", alpha: 0.38, width: 1.3 }).addTo(map);
const highlighted = new ArcLayer({
  pane: "highlight",
  alpha: 1,
  width: 3,
  ends: 5,
}).addTo(map);
const markers = new Markers(map, { formatLabel, openEntries });
/** @type {Set<string>} */
const hidden = new Set();
/** @type {Basemap | undefined} */
let basemap;
/** @type {LinkData | undefined} */
let data;

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
 * Show the entries of one end, or of several at the same place.
 * @param {End[]} ends
 * @param {Side} side
 */
function openEntries(ends, side) {
  const search = readQuery();
  search.delete("page");
  const [end] = ends;
  const slugs = ends.flatMap((one) => one.slug || []);
  if (side === "here" && slugs.length === ends.length) {
    search.delete("collectivite");
    slugs.forEach((slug) => {
      search.append("collectivite", slug);
    });
  } else if (end.approximate && end.country) {
    search.set("pays", end.country);
  } else {
    search.set("bbox", buildBox(ends));
  }
  panel.open(`${root.dataset.summaryUrl}?${search}`);
}

/**
 * Return the box around some ends, as "west,south,east,north".
 * @param {End[]} ends
 */
function buildBox(ends) {
  const half = data?.grouped ? data.cell / 2 : HALF_SIDE;
  const lats = ends.map((end) => end.lat);
  const lngs = ends.map((end) => end.lng);
  return [
    Math.min(...lngs) - half,
    Math.min(...lats) - half,
    Math.max(...lngs) + half,
    Math.max(...lats) + half,
  ]
    .map((value) => value.toFixed(4))
    .join(",");
}

/**
 * Return ends as objects, without links yet.
 * @param {EndColumns} columns
 * @returns {End[]}
 */
function readEnds(columns) {
  return columns.lat.map((lat, i) => ({
    lat: lat / 1000,
    lng: columns.lng[i] / 1000,
    slug: columns.slug?.[i],
    name: columns.name[i],
    country: columns.country?.[i],
    approximate: columns.approximate?.[i],
    n: 0,
  }));
}

/**
 * Return ends and arcs of the kinds that are checked.
 * @param {LinkData} data
 */
function buildVisibleLinks({ links, kinds, ...ends }) {
  const here = readEnds(ends.here);
  const there = readEnds(ends.there);
  /** @type {import("./arcs.js").Arc[]} */
  const arcs = [];
  links.n.forEach((n, i) => {
    const kind = kinds[links.kind[i]];
    if (hidden.has(kind)) return;
    /** @type {End | undefined} */
    const from = here[links.here[i]];
    const to = there[links.there[i]];
    for (const end of from ? [from, to] : [to]) {
      end.n += n;
      end.kind = end.kind === undefined || end.kind === kind ? kind : "";
    }
    if (from) arcs.push({ from: [from.lat, from.lng], to: [to.lat, to.lng], kind });
  });
  /** @param {End[]} ends */
  const keepUsed = (ends) => ends.filter((end) => end.n);
  return { here: keepUsed(here), there: keepUsed(there), arcs };
}

function render() {
  if (!data) return;
  const visible = buildVisibleLinks(data);
  arcs.setArcs(visible.arcs);
  markers.setEnds(visible);
}

/**
 * Fetch the links of the current selection; large ones come grouped by zoom.
 * @param {{ fit: boolean }} options
 */
async function load({ fit }) {
  const response = await fetchLinks(buildLinksUrl(root, map.getZoom()));
  if (!response.ok) return;
  /** @type {LinkData} */
  const links = await response.json();
  data = links;
  basemap?.setCounts(links.countries);
  if (fit) fitToLinks(links);
  render();
  root.dataset.ready = "true";
  announce(formatText(words.loaded, { n: links.total }));
  performance.mark("map-ready");
}

/** @param {LinkData} links */
function fitToLinks(links) {
  const { there } = buildVisibleLinks(links);
  if (!there.length) return;
  const ends = there.map((end) => L.latLng(end.lat, end.lng));
  map.fitBounds(L.latLngBounds(ends).pad(0.08), { maxZoom: 7 });
}

/** Write the position into the address, without adding to the history. */
function writePosition() {
  const { lat, lng } = map.getCenter();
  const place = `#carte=${map.getZoom()}/${lat.toFixed(2)}/${lng.toFixed(2)}`;
  window.history.replaceState(window.history.state, "", place);
}

/**
 * Highlight the arcs of a row of the list; none without a row.
 * @param {HTMLElement | null} row
 */
function highlightRow(row) {
  /** @type {[L.LatLngTuple, L.LatLngTuple, string][]} */
  const ends = row?.dataset.arcs ? JSON.parse(row.dataset.arcs) : [];
  highlighted.setArcs(ends.map(([from, to, kind]) => ({ from, to, kind })));
}

/**
 * Return the nearest element around what an event happened to.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function findAround(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

function listenToRows() {
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) =>
      highlightRow(findAround(event, "[data-arcs]")),
    );
  }
}

/** Draw the new selection when the list beside the map changes. */
function listenToResults() {
  const { follows } = root.dataset;
  if (!follows) return;
  document.body.addEventListener("htmx:afterSettle", () => {
    const query = document.getElementById(follows)?.dataset.query;
    if (query === undefined || query === root.dataset.query) return;
    root.dataset.query = query;
    highlightRow(null);
    panel.close();
    load({ fit: !new URLSearchParams(query).has("bbox") });
  });
}

function listenToLegend() {
  /** @type {NodeListOf<HTMLInputElement>} */
  const kinds = document.querySelectorAll("[data-map-kind]");
  kinds.forEach((box) => {
    box.addEventListener("change", () => {
      hidden[box.checked ? "delete" : "add"](box.value);
      render();
    });
  });
  /** @type {HTMLInputElement | null} */
  const shade = document.querySelector("[data-map-shade]");
  shade?.addEventListener("change", () => basemap?.setShading(shade.checked));
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
    const isOnMap = root.closest(".map-frame")?.contains(document.activeElement);
    const target = isOnMap ? table : root;
    target.focus();
    target.scrollIntoView({ block: "start" });
  });
}

async function start() {
  const saved = HASH.exec(window.location.hash);
  if (saved)
    map.setView([Number(saved[2]), Number(saved[3])], Number(saved[1]), {
      animate: false,
    });
  const { worldUrl = "", outlinesUrl = "" } = root.dataset;
  // The base of the map comes by itself: pins do not wait for it.
  basemap = new Basemap(map, worldUrl, {
    language: document.documentElement.lang,
    hasTiles: options.layers.length > 0,
  });
  new Outlines(map, outlinesUrl, words.outlines);
  await load({ fit: !saved });
  map.on("moveend", writePosition);
  map.on("zoomend", () => data?.grouped && load({ fit: false }));
  listenToRows();
  listenToResults();
  listenToLegend();
  listenToZone();
  listenToKeys();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    basemap?.refresh();
    render();
  });
}

start();
