// The links: an arc from each authority here to each place there.

import { CanvasLayer, readToken } from "./canvas.js";

const BEND = 0.16;
const ARCS_PER_STEP = 150;

export const ArcLayer = CanvasLayer.extend({
  /** ``arcs``: list of {from, to, kind, n}, ends as [lat, lng]. */
  setArcs(arcs) {
    this._arcs = arcs;
    this.redraw();
  },

  *draw(context, bounds) {
    const byKind = new Map();
    (this._arcs || []).forEach((arc) => {
      if (!byKind.has(arc.kind)) byKind.set(arc.kind, []);
      byKind.get(arc.kind).push(arc);
    });
    context.globalAlpha = this.options.alpha;
    for (const [kind, arcs] of byKind) {
      const colour = readToken(kind) || readToken("brand");
      for (let start = 0; start < arcs.length; start += ARCS_PER_STEP) {
        context.strokeStyle = colour;
        context.lineWidth = this.options.width;
        context.beginPath();
        arcs.slice(start, start + ARCS_PER_STEP).forEach((arc) => {
          this._traceArc(context, bounds, arc);
        });
        context.stroke();
        yield;
      }
      if (this.options.ends) this._drawEnds(context, arcs);
    }
  },

  /** Draw a dot at both ends of arcs. */
  _drawEnds(context, arcs) {
    context.fillStyle = context.strokeStyle;
    arcs
      .flatMap(({ from, to }) => [from, to])
      .forEach((end) => {
        const { x, y } = this._map.latLngToLayerPoint(end);
        context.beginPath();
        context.arc(x, y, this.options.ends, 0, 2 * Math.PI);
        context.fill();
      });
  },

  _traceArc(context, bounds, { from, to }) {
    const a = this._map.latLngToLayerPoint(from);
    const b = this._map.latLngToLayerPoint(to);
    if (!bounds.intersects(L.bounds(a, b))) return;
    const bend = [
      (a.x + b.x) / 2 + (b.y - a.y) * BEND,
      (a.y + b.y) / 2 - (b.x - a.x) * BEND,
    ];
    context.moveTo(a.x, a.y);
    context.quadraticCurveTo(...bend, b.x, b.y);
  },
});
