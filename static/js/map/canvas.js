// A Leaflet layer that draws on one canvas, redrawn when the map comes to rest.

// Drawn around the visible part, as a share of its size.
const PADDING = 0.25;
// A long drawing is done in slices, so that the map keeps answering.
const SLICE_MS = 8;

export const CanvasLayer = L.Layer.extend({
  initialize(options) {
    L.setOptions(this, options);
  },

  onAdd(map) {
    this._map = map;
    this._canvas = L.DomUtil.create("canvas", "map__canvas leaflet-zoom-animated");
    this._canvas.setAttribute("aria-hidden", "true");
    map.getPane(this.options.pane).appendChild(this._canvas);
    this.redraw();
  },

  onRemove() {
    this._canvas.remove();
  },

  getEvents() {
    return {
      moveend: this.redraw,
      resize: this.redraw,
      zoomanim: this._followZoom,
    };
  },

  /** Size the canvas to the map and its padding, then draw. */
  redraw() {
    if (!this._map) return;
    const size = this._map.getSize();
    const padding = size.multiplyBy(PADDING).round();
    const ratio = window.devicePixelRatio || 1;
    this._corner = this._map.containerPointToLayerPoint([0, 0]).subtract(padding);
    this._center = this._map.getCenter();
    this._zoom = this._map.getZoom();
    const full = size.add(padding.multiplyBy(2));
    this._canvas.width = full.x * ratio;
    this._canvas.height = full.y * ratio;
    this._canvas.style.width = `${full.x}px`;
    this._canvas.style.height = `${full.y}px`;
    L.DomUtil.setTransform(this._canvas, this._corner, 1);
    const context = this._canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.translate(-this._corner.x, -this._corner.y);
    this._run(this.draw(context, L.bounds(this._corner, this._corner.add(full))));
  },

  /** Draw in layer points, within ``bounds``. A generator draws in steps. */
  draw() {},

  /** Run the steps of a drawing; those left of the previous one are dropped. */
  _run(steps) {
    this._steps = steps;
    const slice = () => {
      if (!steps?.next || this._steps !== steps) return;
      const end = performance.now() + SLICE_MS;
      while (performance.now() < end) if (steps.next().done) return;
      requestAnimationFrame(slice);
    };
    slice();
  },

  _followZoom(event) {
    const scale = this._map.getZoomScale(event.zoom, this._zoom);
    const northWest = this._map.layerPointToLatLng(this._corner);
    const corner = this._map._latLngToNewLayerPoint(
      northWest,
      event.zoom,
      event.center,
    );
    L.DomUtil.setTransform(this._canvas, corner, scale);
  },
});

/** Return a token of the style sheet, so that the map follows light and dark. */
export function readToken(name) {
  return getComputedStyle(document.documentElement)
    .getPropertyValue(`--${name}`)
    .trim();
}
