// The interactive map of links. Its addresses are data attributes of #map, its texts the
// JSON of #map-words; without this file the table below holds the same links.

import { ArcLayer } from "./arcs.js";
import { Basemap } from "./basemap.js";
import { Markers } from "./markers.js";
import { Outlines } from "./outlines.js";
import { Panel } from "./panel.js";
import { startMap } from "./start.js";

const HASH = /^#carte=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
// Half the side, in degrees, of the box searched around one point.
const HALF_SIDE = 0.004;

const root = document.getElementById("map");
const words = JSON.parse(document.getElementById("map-words").textContent);
const readQuery = () => new URLSearchParams(root.dataset.query);

/** Have screen readers read a text. */
function announce(text) {
  const region = document.getElementById("annonce");
  if (region) region.textContent = text;
}

/** Fill "{n} actions" with values; ``texts`` are singular and plural. */
function formatText(texts, values) {
  const text = typeof texts === "string" ? texts : texts[values.n > 1 ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

// The tag gives its options as JSON text, and the template that text as JSON.
const options = JSON.parse(
  JSON.parse(document.getElementById("map-options").textContent),
);
const map = startMap(root, options, words);
// Highlighted arcs lie over the points, which would hide their ends.
Object.entries({ arcs: 400, highlight: 650 }).forEach(([name, zIndex]) => {
  map.createPane(name).style.zIndex = zIndex;
  map.getPane(name).style.pointerEvents = "none";
});

const panel = new Panel(document.getElementById("map-panel"), announce);
const arcs = new ArcLayer({ pane: "arcs", alpha: 0.38, width: 1.3 }).addTo(map);
const highlighted = new ArcLayer({
  pane: "highlight",
  alpha: 1,
  width: 3,
  ends: 5,
}).addTo(map);
const markers = {
  here: new Markers(map, { side: "here", formatLabel, openEntries }),
  there: new Markers(map, { side: "there", formatLabel, openEntries }),
};
const hidden = new Set();
let basemap;
let data;

/** Return the accessible name of a marker. */
function formatLabel(point, side) {
  const values = { n: point.n, name: point.end?.name || "" };
  if (point.cluster) return formatText(words[`${side}Cluster`], values);
  if (!point.end.name) return formatText(words.cell, values);
  return formatText(words[side], values);
}

/** Show the entries of one end, or of several at the same place. */
function openEntries(ends, side) {
  const search = readQuery();
  search.delete("page");
  const [end] = ends;
  if (side === "here" && ends.every((one) => one.slug)) {
    search.delete("collectivite");
    ends.forEach((one) => {
      search.append("collectivite", one.slug);
    });
  } else if (end.approximate) {
    search.set("pays", end.country);
  } else {
    search.set("bbox", buildBox(ends));
  }
  panel.open(`${root.dataset.summaryUrl}?${search}`);
}

/** Return the box around some ends, as "west,south,east,north". */
function buildBox(ends) {
  const half = data.grouped ? data.cell / 2 : HALF_SIDE;
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

/** Return ends and arcs of the kinds that are checked, from the columns of the data. */
function buildVisibleLinks() {
  const degree = (value) => value / 1000;
  const read = (columns) =>
    columns.lat.map((lat, i) => ({
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
  const links = [];
  data.links.n.forEach((n, i) => {
    const kind = data.kinds[data.links.kind[i]];
    if (hidden.has(kind)) return;
    const from = here[data.links.here[i]];
    const to = there[data.links.there[i]];
    [from, to].filter(Boolean).forEach((end) => {
      end.n += n;
      end.kind = end.kind === undefined || end.kind === kind ? kind : "";
    });
    if (from) links.push({ from: [from.lat, from.lng], to: [to.lat, to.lng], kind, n });
  });
  const used = (ends) => ends.filter((end) => end.n);
  return { here: used(here), there: used(there), links };
}

function render() {
  const { here, there, links } = buildVisibleLinks();
  arcs.setArcs(links);
  markers.here.setEnds(here, data.grouped);
  markers.there.setEnds(there, data.grouped);
}

/** Fetch the links of the current selection; large ones come grouped by zoom. */
async function load({ fit }) {
  const search = readQuery();
  search.delete("page");
  search.set("zoom", Math.round(map.getZoom()));
  const response = await fetch(`${root.dataset.linksUrl}?${search}`);
  if (!response.ok) return;
  data = await response.json();
  basemap.setCounts(data.countries);
  if (fit) fitToLinks();
  render();
  root.dataset.ready = "true";
  announce(formatText(words.loaded, { n: data.total }));
  performance.mark("map-ready");
}

function fitToLinks() {
  const { there } = buildVisibleLinks();
  if (!there.length) return;
  map.fitBounds(L.latLngBounds(there.map((end) => [end.lat, end.lng])).pad(0.08), {
    maxZoom: 7,
  });
}

/** Write the position into the address, without adding to the history. */
function writePosition() {
  const { lat, lng } = map.getCenter();
  const place = `#carte=${map.getZoom()}/${lat.toFixed(2)}/${lng.toFixed(2)}`;
  window.history.replaceState(window.history.state, "", place);
}

/** Highlight the arcs of a row of the list; none without a row. */
function highlightRow(row) {
  const ends = row?.dataset.arcs ? JSON.parse(row.dataset.arcs) : [];
  highlighted.setArcs(ends.map(([from, to, kind]) => ({ from, to, kind })));
}

function listenToRows() {
  const findRow = (event) => event.target.closest?.("[data-arcs]");
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) => highlightRow(findRow(event)));
  }
}

/** Draw the new selection when the list beside the map changes. */
function listenToResults() {
  if (!root.dataset.follows) return;
  document.body.addEventListener("htmx:afterSettle", () => {
    const query = document.getElementById(root.dataset.follows)?.dataset.query;
    if (query === undefined || query === root.dataset.query) return;
    root.dataset.query = query;
    highlightRow(null);
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
    basemap.setShading(event.target.checked);
  });
}

/** "Chercher dans cette zone": the same search, within what the map shows. */
function listenToZone() {
  const link = document.querySelector("[data-map-zone]");
  if (!link) return;
  link.hidden = false;
  const update = () => {
    const view = map.getBounds();
    const search = readQuery();
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
    const typing = event.target.closest?.("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() !== "t") return;
    const table = document.getElementById(root.dataset.table);
    if (!table) return;
    const isOnMap = root.closest(".map-frame").contains(document.activeElement);
    const target = isOnMap ? table : root;
    target?.focus();
    target?.scrollIntoView({ block: "start" });
  });
}

async function start() {
  const saved = HASH.exec(window.location.hash);
  if (saved)
    map.setView([Number(saved[2]), Number(saved[3])], Number(saved[1]), {
      animate: false,
    });
  const world = await (await fetch(root.dataset.worldUrl)).json();
  basemap = new Basemap(map, world, {
    language: document.documentElement.lang,
    hasTiles: options.layers.length > 0,
  });
  new Outlines(map, root.dataset.outlinesUrl, words.outlines);
  await load({ fit: !saved });
  map.on("moveend", writePosition);
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
