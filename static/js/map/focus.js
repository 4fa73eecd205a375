// @ts-check
// Pins are made anew when the map comes to rest: the one that stands where the focus was
// takes it, so that the keyboard goes on from there.

/**
 * Return side and place of a pin, from "there:14.01,0.75".
 * @param {string} key
 */
function readKey(key) {
  const [side, place] = key.split(":");
  const [lat, lng] = place.split(",").map(Number);
  return { side, lat, lng };
}

/**
 * Give the focus to the pin of a side that stands nearest to a place.
 * @param {L.Map} map
 * @param {{ side: string, lat: number, lng: number }} place
 */
export function focusPinNear(map, { side, lat, lng }) {
  /** @type {NodeListOf<HTMLElement> | undefined} */
  const pins = map.getPane("markerPane")?.querySelectorAll("[data-marker]");
  let nearest = map.getContainer();
  let least = Infinity;
  for (const pin of pins ?? []) {
    const at = readKey(pin.dataset.marker ?? "");
    const distance = Math.hypot(at.lat - lat, at.lng - lng);
    if (at.side !== side || distance >= least) continue;
    nearest = pin;
    least = distance;
  }
  nearest.focus({ preventScroll: true });
}

/**
 * Keep the focus on the pins while the map moves and zooms.
 * @param {L.Map} map
 */
export function keepFocus(map) {
  const pane = map.getPane("markerPane");
  /** @type {string | undefined} */
  let key;
  pane?.addEventListener("focusin", ({ target }) => {
    key = target instanceof HTMLElement ? target.dataset.marker : undefined;
  });
  pane?.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget) key = undefined;
  });
  map.on("moveend", () => {
    if (key && document.activeElement === document.body)
      focusPinNear(map, readKey(key));
  });
}
