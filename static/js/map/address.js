// @ts-check
// What the map shows, in the address of the page after the #:
// "#carte=4/14.01/0.75&sans=autre&teintes=1&choix=pays:NE". A move of the map changes
// the entry of the history; a choice adds one, so that Back undoes it.

/** @typedef {{ zoom: number, lat: number, lng: number }} View */

/**
 * @typedef {object} MapState
 * @property {View | null} view
 * @property {string[]} hidden kinds of links that are not shown
 * @property {boolean} shaded whether countries are coloured by number of actions
 * @property {string} choice what is chosen: see choice.js; empty for nothing
 * @property {string} years first and last year, "1990-2005"; empty for all
 */

/** @type {MapState} */
const NOTHING = { view: null, hidden: [], shaded: false, choice: "", years: "" };
const VIEW = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
// From this zoom on, two decimals of a degree are more than a few pixels.
const CLOSE_ZOOM = 8;
// Signs that need no escape after the #, and are easier to read without.
const PLAIN = /%(?:2F|3A|2C)/g;

/**
 * Return what the part of an address after the # says; null for a mere anchor.
 * @param {string} hash
 * @returns {MapState | null}
 */
export function parseHash(hash) {
  if (hash.length > 1 && !hash.includes("=")) return null;
  const values = new URLSearchParams(hash.slice(1));
  const found = VIEW.exec(values.get("carte") ?? "");
  const [zoom, lat, lng] = found ? found.slice(1).map(Number) : [];
  return {
    view: found && Math.abs(lat) <= 90 ? { zoom, lat, lng } : null,
    hidden: (values.get("sans") ?? "").split(",").filter(Boolean),
    shaded: values.get("teintes") === "1",
    choice: values.get("choix") ?? "",
    years: values.get("annees") ?? "",
  };
}

/** @param {View} view */
function formatView({ zoom, lat, lng }) {
  const decimals = zoom > CLOSE_ZOOM ? 4 : 2;
  return `${zoom}/${lat.toFixed(decimals)}/${lng.toFixed(decimals)}`;
}

/** @param {MapState} state */
export function formatHash({ view, hidden, shaded, choice, years }) {
  const values = [
    ["carte", view ? formatView(view) : ""],
    ["sans", hidden.join(",")],
    ["teintes", shaded ? "1" : ""],
    ["choix", choice],
    ["annees", years],
  ];
  const parts = values
    .filter(([, value]) => value)
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(value).replace(PLAIN, decodeURIComponent)}`,
    );
  return `#${parts.join("&")}`;
}

export class Address {
  /**
   * @param {(state: MapState, previous: MapState, how: { isFollowed: boolean }) => void}
   *   show called with what the visitor chose, or what an address that is followed says
   */
  constructor(show) {
    this.show = show;
    this.state = parseHash(window.location.hash) ?? NOTHING;
    this.search = window.location.search;
    for (const name of ["popstate", "hashchange"]) {
      window.addEventListener(name, () => this.follow());
    }
    // htmx writes the address of a selection without what the map shows.
    document.body.addEventListener("htmx:pushedIntoHistory", () => {
      this.search = window.location.search;
      this.write("replaceState");
    });
  }

  /** Show what another address says: Back, Forward, or one that was pasted. */
  follow() {
    if (window.location.search !== this.search) {
      window.location.reload();
      return;
    }
    const state = parseHash(window.location.hash);
    if (!state || formatHash(state) === formatHash(this.state)) return;
    const previous = this.state;
    this.state = state;
    this.show(state, previous, { isFollowed: true });
  }

  /**
   * Show something else, which Back undoes.
   * @param {Partial<MapState>} changes
   */
  change(changes) {
    const previous = this.state;
    this.state = { ...previous, ...changes };
    if (formatHash(this.state) === formatHash(previous)) return;
    this.write("pushState");
    this.show(this.state, previous, { isFollowed: false });
  }

  /**
   * Show something else without a step that Back undoes: the years that pass by.
   * @param {Partial<MapState>} changes
   */
  replace(changes) {
    const previous = this.state;
    this.state = { ...previous, ...changes };
    this.write("replaceState");
    this.show(this.state, previous, { isFollowed: false });
  }

  /**
   * Note what is shown already, as where the map is; Back does not undo it.
   * @param {Partial<MapState>} changes
   */
  note(changes) {
    this.state = { ...this.state, ...changes };
    this.write("replaceState");
  }

  /** @param {"pushState" | "replaceState"} method */
  write(method) {
    window.history[method]({ map: true }, "", formatHash(this.state));
  }
}
