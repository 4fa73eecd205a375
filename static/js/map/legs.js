// @ts-check
// A short line from a pin that was moved aside to the place it stands for.

import { CanvasLayer, readToken } from "./canvas.js";

/** @typedef {{ from: L.Point, to: L.Point }} Leg in pixels of the world at this zoom */

export class LegLayer extends CanvasLayer {
  constructor() {
    super("legs");
    /** @type {Leg[]} */
    this.legs = [];
  }

  /** @param {Leg[]} legs */
  setLegs(legs) {
    this.legs = legs;
    this.redraw();
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} context
   */
  draw(context) {
    const origin = this._map.getPixelOrigin();
    context.strokeStyle = readToken("ink");
    context.fillStyle = context.strokeStyle;
    context.lineWidth = 1;
    this.legs.forEach(({ from, to }) => {
      const place = to.subtract(origin);
      const pin = from.subtract(origin);
      context.beginPath();
      context.moveTo(pin.x, pin.y);
      context.lineTo(place.x, place.y);
      context.stroke();
      context.beginPath();
      context.arc(place.x, place.y, 2, 0, 2 * Math.PI);
      context.fill();
    });
    return undefined;
  }
}
