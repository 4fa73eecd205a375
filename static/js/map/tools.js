// @ts-check
// The buttons on the map: full screen, the whole again, where one is.

import { announce } from "./page.js";

const LOCATED_ZOOM = 8;
// The view that is shown, and may be asked of the server, only tells where one is by
// half a degree: the position itself stays in the browser.
const ROUNDING = 2;

/**
 * @param {string} name
 * @returns {HTMLButtonElement | null}
 */
function findButton(name) {
  return document.querySelector(`[data-map-tool="${name}"]`);
}

/** The map alone in the window, by the browser or, where it cannot, by style. */
class FullScreen {
  /**
   * @param {HTMLElement} frame
   * @param {HTMLButtonElement} button
   * @param {(isFull: boolean) => void} onChange
   */
  constructor(frame, button, onChange) {
    this.frame = frame;
    this.button = button;
    this.onChange = onChange;
    this.isStyled = false;
    this.texts = [button.title, button.dataset.leave ?? ""];
    // A frame of another site cannot be left by style.
    button.hidden = !document.fullscreenEnabled && window.top !== window;
    button.addEventListener("click", () => this.toggle());
    document.addEventListener("fullscreenchange", () => this.update());
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isStyled) this.style(false);
    });
  }

  get isFull() {
    return this.isStyled || document.fullscreenElement === this.frame;
  }

  async toggle() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.isStyled || !document.fullscreenEnabled) this.style(!this.isStyled);
    else await this.frame.requestFullscreen().catch(() => this.style(true));
  }

  /** @param {boolean} isStyled */
  style(isStyled) {
    this.isStyled = isStyled;
    this.update();
  }

  update() {
    this.frame.classList.toggle("map-frame--full", this.isFull);
    document.documentElement.classList.toggle("has-full-map", this.isStyled);
    this.button.setAttribute("aria-pressed", String(this.isFull));
    this.button.title = this.texts[Number(this.isFull)];
    this.button.setAttribute("aria-label", this.button.title);
    this.onChange(this.isFull);
  }
}

/**
 * Ask the browser where it is, once the visitor wants to know, and show it.
 * @param {L.Map} map
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} note its texts are data attributes
 */
function listenToLocate(map, button, note) {
  /** @type {L.CircleMarker | undefined} */
  let mark;
  /** @param {string | undefined} text */
  const say = (text) => {
    note.textContent = text ?? "";
    note.hidden = !text;
    announce(text ?? "");
  };
  button.addEventListener("click", () => {
    say(note.dataset.asking);
    map.locate({ timeout: 15_000, maximumAge: 600_000 });
  });
  map.on("locationfound", ({ latlng }) => {
    mark?.remove();
    mark = L.circleMarker(latlng, { radius: 9, className: "map-me" }).addTo(map);
    /** @param {number} degrees */
    const round = (degrees) => Math.round(degrees * ROUNDING) / ROUNDING;
    map.setView([round(latlng.lat), round(latlng.lng)], LOCATED_ZOOM);
    say(note.dataset.found);
  });
  map.on("locationerror", () => say(note.dataset.failed));
  map.on("click zoomstart", () => {
    note.hidden = true;
  });
}

/**
 * @param {L.Map} map
 * @param {HTMLElement} frame
 * @param {{ gestures: L.Handler, showAll: () => void }} actions
 */
export function addTools(map, frame, { gestures, showAll }) {
  const full = findButton("full");
  if (full) {
    new FullScreen(frame, full, (isFull) => {
      gestures[isFull ? "disable" : "enable"]();
      map.invalidateSize();
    });
  }
  findButton("whole")?.addEventListener("click", showAll);
  const locate = findButton("locate");
  const note = document.getElementById("map-note");
  if (locate && note) listenToLocate(map, locate, note);
}
