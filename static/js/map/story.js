// @ts-check
// The map of a guided story: it shows the step that is read. Without this file each step
// has its still map.

import { ArcLayer } from "./arcs.js";
import { Basemap } from "./basemap.js";
import { startMap } from "./start.js";

// A step is read once it crosses the middle of the window.
const READ = "-45% 0px -45% 0px";
const story = /** @type {HTMLElement} */ (document.getElementById("guided"));
const root = /** @type {HTMLElement} */ (document.getElementById("story-map"));
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {string} id
 * @returns {any}
 */
function readJson(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "");
}

/** Make the map, which only shows: the page scrolls over it. */
function makeMap() {
  const options = JSON.parse(readJson("story-map-options"));
  const map = startMap(root, options, readJson("map-words"));
  for (const handler of [
    map.dragging,
    map.keyboard,
    map.touchZoom,
    map.scrollWheelZoom,
    map.doubleClickZoom,
    map.boxZoom,
  ])
    handler?.disable();
  root.removeAttribute("tabindex");
  map.createPane("arcs").style.zIndex = "400";
  return map;
}

/**
 * @param {L.Map} map
 * @param {ArcLayer} arcs
 * @param {HTMLElement} step
 */
function showStep(map, arcs, step) {
  const { bounds, arcs: drawn } = step.dataset;
  if (!bounds || root.dataset.step === step.id) return;
  root.dataset.step = step.id;
  const [south, west, north, east] = JSON.parse(bounds);
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { animate: !stillness.matches },
  );
  /** @type {[L.LatLngTuple, L.LatLngTuple, string][]} */
  const ends = drawn ? JSON.parse(drawn) : [];
  arcs.setArcs(ends.map(([from, to, kind]) => ({ from, to, kind })));
}

function start() {
  const map = makeMap();
  const basemap = new Basemap(map, root.dataset.worldUrl ?? "", {
    language: document.documentElement.lang,
    hasTiles: false,
  });
  const arcs = new ArcLayer({ pane: "arcs", alpha: 0.9, width: 2, ends: 4 });
  arcs.addTo(map);
  /** @type {NodeListOf<HTMLElement>} */
  const steps = story.querySelectorAll(".guided__step");
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) showStep(map, arcs, /** @type {HTMLElement} */ (target));
    },
    { rootMargin: READ },
  );
  for (const step of steps) {
    observer.observe(step);
    step.addEventListener("focusin", () => showStep(map, arcs, step));
  }
  const first = [...steps].find((step) => step.dataset.bounds);
  if (first) showStep(map, arcs, first);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    basemap.refresh();
    arcs.redraw();
  });
  root.dataset.ready = "true";
}

try {
  start();
} catch {
  story.classList.add("guided--still");
}
