// @ts-check
// The detail of the ground: land, lakes, rivers, borders and names, in squares of the
// map that are fetched where and when they are in view (scripts/build_basemap.py).

/** @typedef {import("./labels.js").Style} Style */

/**
 * @typedef {object} Square one file: numbers are steps of a grid within the square
 * @property {number} z the world is 2 ** z squares wide
 * @property {number} x
 * @property {number} y
 * @property {number} grid steps across the square
 * @property {[code: string, ...rings: number[][]][]} land
 * @property {number[][]} lakes
 * @property {number[][]} rivers
 * @property {number[][]} borders
 * @property {number[][]} departments
 * @property {[fr: string, en: string, x: number, y: number, zoom: number, style: Style][]} names
 */

/** @typedef {Square & { squares: string[] }} Overview the world, and which squares exist */

/**
 * @typedef {object} Ground a square that is ready to be drawn
 * @property {string} key
 * @property {number} size width in units, of which the world has 256
 * @property {number} left
 * @property {number} top
 * @property {number} step width of a step of the grid in units
 * @property {[code: string, path: Path2D][]} land
 * @property {Path2D} lakes
 * @property {Path2D} rivers
 * @property {Path2D} borders
 * @property {Path2D} departments
 * @property {import("./labels.js").Label[]} names
 */

const WORLD = 256;
/** From which zoom squares are drawn, and how many of them make the width of the world. */
const LEVELS = [
  { from: 9, z: 6 },
  { from: 7.5, z: 5 },
  { from: 6, z: 4 },
];
const MAX_LATITUDE = 85.06;

/**
 * Return a path of lines; each holds its first point, then steps from point to point.
 * @param {number[][]} lines
 * @param {{ isClosed?: boolean }} [options]
 */
function buildPath(lines, { isClosed = false } = {}) {
  const path = new Path2D();
  lines.forEach((line) => {
    let [x, y] = line;
    path.moveTo(x, y);
    for (let i = 2; i < line.length; i += 2) {
      x += line[i];
      y += line[i + 1];
      path.lineTo(x, y);
    }
    if (isClosed) path.closePath();
  });
  return path;
}

/**
 * Return a point of the map in units, as Leaflet's own projection gives it.
 * @param {number} lng
 * @param {number} lat
 */
export function projectPoint(lng, lat) {
  const limited = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat));
  const sine = Math.sin((limited * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [(lng / 360 + 0.5) * WORLD, y * WORLD];
}

/**
 * @param {Square} square
 * @param {string} language
 * @returns {Ground}
 */
export function buildGround(square, language) {
  const size = WORLD / 2 ** square.z;
  const [left, top, step] = [square.x * size, square.y * size, size / square.grid];
  return {
    key: `${square.z}-${square.x}-${square.y}`,
    ...{ size, left, top, step },
    land: square.land.map(([code, ...rings]) => [
      code,
      buildPath(rings, { isClosed: true }),
    ]),
    lakes: buildPath(square.lakes, { isClosed: true }),
    rivers: buildPath(square.rivers),
    borders: buildPath(square.borders),
    departments: buildPath(square.departments),
    names: square.names.map(([fr, en, x, y, minimum, style]) => ({
      name: (language === "en" && en) || fr,
      at: L.CRS.EPSG3857.pointToLatLng(L.point(left + x * step, top + y * step), 0),
      minimum,
      style,
    })),
  };
}

/** Fetches the overview once, and the squares of what is in view. */
export class GroundLoader {
  /**
   * @param {L.Map} map
   * @param {string} folder address that the files stand under
   * @param {string} language
   * @param {() => void} onChange called when there is something new to draw
   */
  constructor(map, folder, language, onChange) {
    this.map = map;
    this.folder = folder;
    this.language = language;
    this.onChange = onChange;
    /** @type {Ground | undefined} */
    this.overview = undefined;
    /** @type {Map<string, Ground | undefined>} undefined where a file is under way */
    this.squares = new Map();
    /** @type {Set<string>} */
    this.known = new Set();
  }

  async start() {
    /** @type {Overview | undefined} */
    const overview = await this.fetchJson("overview.json");
    if (!overview) return;
    this.known = new Set(overview.squares);
    this.overview = buildGround(overview, this.language);
    this.map.on("moveend", () => this.update());
    this.update();
    this.onChange();
  }

  /** Return the squares to draw, those of the finest level that the zoom allows. */
  listInView() {
    return this.listKeys().flatMap((key) => this.squares.get(key) || []);
  }

  /** Return the keys of the files that hold what is in view. */
  listKeys() {
    const level = LEVELS.find(({ from }) => this.map.getZoom() >= from);
    if (!level) return [];
    const width = (WORLD * this.map.getZoomScale(this.map.getZoom(), 0)) / 2 ** level.z;
    const { min, max } = this.map.getPixelBounds();
    const keys = [];
    for (
      let x = Math.floor((min?.x ?? 0) / width);
      x <= Math.floor((max?.x ?? 0) / width);
      x += 1
    ) {
      for (
        let y = Math.floor((min?.y ?? 0) / width);
        y <= Math.floor((max?.y ?? 0) / width);
        y += 1
      ) {
        const key = `${level.z}-${x}-${y}`;
        if (this.known.has(key)) keys.push(key);
      }
    }
    return keys;
  }

  update() {
    this.listKeys()
      .filter((key) => !this.squares.has(key))
      .forEach((key) => {
        this.load(key);
      });
  }

  /** @param {string} key */
  async load(key) {
    this.squares.set(key, undefined);
    /** @type {Square | undefined} */
    const square = await this.fetchJson(`squares/${key}.json`);
    // A square that did not come is asked for again when the map moves.
    if (!square) this.squares.delete(key);
    else this.squares.set(key, buildGround(square, this.language));
    this.onChange();
  }

  /**
   * Return what a file holds; nothing where the network fails.
   * @param {string} name
   */
  async fetchJson(name) {
    try {
      const response = await fetch(`${this.folder}${name}`);
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }
}
