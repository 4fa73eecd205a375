// The living map. What it needs to know stands in data attributes of #map and in the
// words of #map-words; without this file the table below says the same.

import { ArcLayer } from "./arcs.js";
import { Basemap } from "./basemap.js";
import { Markers } from "./markers.js";
import { Outlines } from "./outlines.js";
import { Panel } from "./panel.js";
import { startMap } from "./start.js";

const HASH = /^#carte=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
const NEAR = 0.004;

const root = document.getElementById("map");
const words = JSON.parse(document.getElementById("map-words").textContent);
const query = () => new URLSearchParams(root.dataset.query);

/** Say something to screen readers. */
function announce(text) {
  const region = document.getElementById("annonce");
  if (region) region.textContent = text;
}

/** Fill "{n} actions" with values; ``texts`` are for one and for several. */
function fill(texts, values) {
  const text = typeof texts === "string" ? texts : texts[values.n > 1 ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

// The tag gives its options as JSON text, and the template that text as JSON.
const options = JSON.parse(JSON.parse(document.getElementById("map-options").textContent));
const map = startMap(root, options, words);
// What is lit lies over the points, which would hide its ends.
Object.entries({ arcs: 400, lit: 650 }).forEach(([name, height]) => {
  map.createPane(name).style.zIndex = height;
  map.getPane(name).style.pointerEvents = "none";
});

const panel = new Panel(document.getElementById("map-panel"), announce);
const arcs = new ArcLayer({ pane: "arcs", alpha: 0.38, width: 1.3 }).addTo(map);
const lit = new ArcLayer({ pane: "lit", alpha: 1, width: 3, ends: 5 }).addTo(map);
const markers = {
  here: new Markers(map, { side: "here", label, open }),
  there: new Markers(map, { side: "there", label, open }),
};
const hidden = new Set();
let basemap;
let data;

/** Say a marker in words. */
function label(spot, side) {
  const values = { n: spot.n, name: spot.end?.name || "" };
  if (spot.cluster) return fill(words[`${side}Cluster`], values);
  if (!spot.end.name) return fill(words.cell, values);
  return fill(words[side], values);
}

/** Show the sheets behind one end, or behind several that cannot be parted. */
function open(ends, side) {
  const search = query();
  search.delete("page");
  const [end] = ends;
  if (side === "here" && ends.every((one) => one.slug)) {
    search.delete("collectivite");
    ends.forEach((one) => search.append("collectivite", one.slug));
  } else if (end.approximate) {
    search.set("pays", end.country);
  } else {
    search.set("bbox", boxAround(ends));
  }
  panel.open(`${root.dataset.summaryUrl}?${search}`);
}

/** Give the box of some ends, as "west,south,east,north". */
function boxAround(ends) {
  const half = data.grouped ? data.cell / 2 : NEAR;
  const lats = ends.map((end) => end.lat);
  const lngs = ends.map((end) => end.lng);
  return [
    Math.min(...lngs) - half,
    Math.min(...lats) - half,
    Math.max(...lngs) + half,
    Math.max(...lats) + half,
  ].map((value) => value.toFixed(4)).join(",");
}

/** Read the compact columns into ends and arcs of the kinds that are shown. */
function shown() {
  const degree = (value) => value / 1000;
  const read = (columns) => columns.lat.map((lat, i) => ({
    lat: degree(lat),
    lng: degree(columns.lng[i]),
    slug: columns.slug?.[i],
    name: columns.name[i],
    country: columns.country?.[i],
    approximate: columns.approximate?.[i],
    n: 0,
    kind: undefined,
  }));
  const here = read(data.here);
  const there = read(data.there);
  const drawn = [];
  data.links.n.forEach((n, i) => {
    const kind = data.kinds[data.links.kind[i]];
    if (hidden.has(kind)) return;
    const from = here[data.links.here[i]];
    const to = there[data.links.there[i]];
    [from, to].filter(Boolean).forEach((end) => {
      end.n += n;
      end.kind = end.kind === undefined || end.kind === kind ? kind : "";
    });
    if (from) drawn.push({ from: [from.lat, from.lng], to: [to.lat, to.lng], kind, n });
  });
  const used = (ends) => ends.filter((end) => end.n);
  return { here: used(here), there: used(there), drawn };
}

function render() {
  const { here, there, drawn } = shown();
  arcs.setArcs(drawn);
  markers.here.setEnds(here, data.grouped);
  markers.there.setEnds(there, data.grouped);
}

/** Fetch the links of the current selection; large ones come grouped by zoom. */
async function load({ fit }) {
  const search = query();
  search.delete("page");
  search.set("zoom", Math.round(map.getZoom()));
  const response = await fetch(`${root.dataset.linksUrl}?${search}`);
  if (!response.ok) return;
  data = await response.json();
  basemap.setCounts(data.countries);
  if (fit) fitToLinks();
  render();
  root.dataset.ready = "true";
  announce(fill(words.loaded, { n: data.total }));
  performance.mark("map-ready");
}

function fitToLinks() {
  const { there } = shown();
  if (!there.length) return;
  map.fitBounds(L.latLngBounds(there.map((end) => [end.lat, end.lng])).pad(0.08), { maxZoom: 7 });
}

/** Keep the position in the address, without adding to the history. */
function keepPosition() {
  const { lat, lng } = map.getCenter();
  const place = `#carte=${map.getZoom()}/${lat.toFixed(2)}/${lng.toFixed(2)}`;
  window.history.replaceState(window.history.state, "", place);
}

/** Light the arcs of a row of the list, or put the light out. */
function light(row) {
  const ends = row?.dataset.arcs ? JSON.parse(row.dataset.arcs) : [];
  lit.setArcs(ends.map(([from, to, kind]) => ({ from, to, kind })));
}

function listenToRows() {
  const row = (event) => event.target.closest?.("[data-arcs]");
  ["mouseover", "focusin"].forEach((name) =>
    document.addEventListener(name, (event) => light(row(event))),
  );
}

/** Where the list beside the map changes, draw its new selection. */
function listenToResults() {
  if (!root.dataset.follows) return;
  document.body.addEventListener("htmx:afterSettle", () => {
    const query = document.getElementById(root.dataset.follows)?.dataset.query;
    if (query === undefined || query === root.dataset.query) return;
    root.dataset.query = query;
    light(null);
    panel.close();
    load({ fit: !new URLSearchParams(query).has("bbox") });
  });
}

function listenToLegend() {
  document.querySelectorAll("[data-map-kind]").forEach((box) => {
    box.addEventListener("change", () => {
      hidden[box.checked ? "delete" : "add"](box.value);
      render();
    });
  });
  document.querySelector("[data-map-shade]")?.addEventListener("change", (event) => {
    basemap.shade(event.target.checked);
  });
}

/** "Chercher dans cette zone": the same search, within what the map shows. */
function listenToZone() {
  const link = document.querySelector("[data-map-zone]");
  if (!link) return;
  link.hidden = false;
  const update = () => {
    const view = map.getBounds();
    const search = query();
    const clamp = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(3);
    search.delete("page");
    search.set("bbox", [
      clamp(view.getWest(), 180),
      clamp(view.getSouth(), 90),
      clamp(view.getEast(), 180),
      clamp(view.getNorth(), 90),
    ].join(","));
    link.href = `?${search}${window.location.hash}`;
  };
  map.on("moveend", update);
  update();
}

/** One key from the map to the table that says the same, and back. */
function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() !== "t") return;
    const table = document.getElementById(root.dataset.twin);
    if (!table) return;
    const besideMap = root.closest(".map-frame").contains(document.activeElement);
    const target = besideMap ? table : root;
    target?.focus();
    target?.scrollIntoView({ block: "start" });
  });
}

async function start() {
  const kept = HASH.exec(window.location.hash);
  if (kept) map.setView([Number(kept[2]), Number(kept[3])], Number(kept[1]), { animate: false });
  const world = await (await fetch(root.dataset.worldUrl)).json();
  basemap = new Basemap(map, world, { language: document.documentElement.lang, bare: !options.layers.length });
  new Outlines(map, root.dataset.outlinesUrl, words.outlines);
  await load({ fit: !kept });
  map.on("moveend", keepPosition);
  map.on("zoomend", () => data?.grouped && load({ fit: false }));
  listenToRows();
  listenToResults();
  listenToLegend();
  listenToZone();
  listenToKeys();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    basemap.refresh();
    render();
  });
}

start();
