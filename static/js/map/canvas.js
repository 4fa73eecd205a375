// @ts-check
// A Leaflet layer that draws on one canvas, redrawn when the map comes to rest.

// Drawn around the visible part, as a share of its size.
const PADDING = 0.25;

/** @typedef {Generator<void, void, void>} Steps a drawing that is done in slices */

export class CanvasLayer extends L.Layer {
  /** @param {string} pane */
  constructor(pane) {
    super();
    this.pane = pane;
    this.canvas = L.DomUtil.create("canvas", "map__canvas leaflet-zoom-animated");
    this.canvas.setAttribute("aria-hidden", "true");
    this.corner = L.point(0, 0);
    this.zoom = 0;
    /** @type {Steps | undefined} */
    this.steps = undefined;
  }

  /** @param {L.Map} map */
  onAdd(map) {
    map.getPane(this.pane)?.appendChild(this.canvas);
    this.redraw();
    return this;
  }

  onRemove() {
    this.canvas.remove();
    return this;
  }

  getEvents() {
    return {
      moveend: this.redraw,
      resize: this.redraw,
      zoomanim: /** @type {L.LeafletEventHandlerFn} */ (this.followZoom),
    };
  }

  /** Size the canvas to the map and its padding, then draw. */
  redraw() {
    const context = this.canvas.getContext("2d");
    if (!this._map || !context) return;
    const size = this._map.getSize();
    const padding = size.multiplyBy(PADDING).round();
    const ratio = window.devicePixelRatio || 1;
    this.corner = this._map.containerPointToLayerPoint([0, 0]).subtract(padding);
    this.zoom = this._map.getZoom();
    const full = size.add(padding.multiplyBy(2));
    this.canvas.width = full.x * ratio;
    this.canvas.height = full.y * ratio;
    this.canvas.style.width = `${full.x}px`;
    this.canvas.style.height = `${full.y}px`;
    L.DomUtil.setTransform(this.canvas, this.corner, 1);
    context.scale(ratio, ratio);
    context.translate(-this.corner.x, -this.corner.y);
    this.run(this.draw(context, L.bounds(this.corner, this.corner.add(full))));
  }

  /**
   * Draw in layer points, within ``bounds``. A generator draws in steps.
   * @param {CanvasRenderingContext2D} _context
   * @param {L.Bounds} _bounds
   * @returns {Steps | undefined}
   */
  draw(_context, _bounds) {
    return undefined;
  }

  /**
   * Run the steps of a drawing; those left of the previous one are dropped.
   * @param {Steps | undefined} steps
   */
  run(steps) {
    this.steps = steps;
    // One step a frame, so that the map keeps answering: painting what a step has
    // recorded takes longer than the step.
    const takeStep = () => {
      if (!steps || this.steps !== steps || steps.next().done) return;
      requestAnimationFrame(takeStep);
    };
    takeStep();
  }

  /** @param {L.ZoomAnimEvent} event */
  followZoom(event) {
    const map = /** @type {L.Map & ZoomingMap} */ (this._map);
    const scale = map.getZoomScale(event.zoom, this.zoom);
    const northWest = map.layerPointToLatLng(this.corner);
    const corner = map._latLngToNewLayerPoint(northWest, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, corner, scale);
  }
}

/**
 * Return a token of the style sheet, so that the map follows light and dark.
 * @param {string} name
 */
export function readToken(name) {
  return getComputedStyle(document.documentElement)
    .getPropertyValue(`--${name}`)
    .trim();
}
