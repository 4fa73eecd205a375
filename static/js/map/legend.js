// @ts-check
// The legend: kinds that can be hidden, with their numbers, and the scale of the
// shading of countries.

import { countByKind } from "./links.js";

// The width of the tools, and the height of a legend that is folded.
export const TOOLS_PX = 56;
const TALLEST_PX = 60;

export class Legend {
  /**
   * @param {HTMLElement} element
   * @param {(changes: { hidden?: string[], shaded?: boolean }) => void} change
   */
  constructor(element, change) {
    this.element = element;
    /** @type {HTMLInputElement[]} */
    this.kinds = [...element.querySelectorAll("input[data-map-kind]")].map(
      (box) => /** @type {HTMLInputElement} */ (box),
    );
    /** @type {HTMLInputElement | null} */
    this.shade = element.querySelector("[data-map-shade]");
    /** @type {HTMLElement | null} */
    this.scale = element.querySelector("[data-map-scale]");
    for (const box of this.kinds) {
      box.addEventListener("change", () => {
        const hidden = this.kinds.filter((one) => !one.checked);
        change({ hidden: hidden.map((one) => one.value) });
      });
    }
    this.shade?.addEventListener("change", () =>
      change({ shaded: this.shade?.checked }),
    );
  }

  /**
   * Check the boxes of what is shown.
   * @param {{ hidden: string[], shaded: boolean }} state
   */
  showState({ hidden, shaded }) {
    for (const box of this.kinds) box.checked = !hidden.includes(box.value);
    if (this.shade) this.shade.checked = shaded;
    if (this.scale) this.scale.hidden = !shaded;
  }

  /** Return how many pixels of the map the legend, or the tools, cover from the left. */
  getCover() {
    const { offsetHeight, offsetWidth } = this.element;
    return offsetHeight > TALLEST_PX ? offsetWidth : TOOLS_PX;
  }

  /**
   * Write the number of links of each kind; cells of a grid are no links.
   * @param {import("./links.js").LinkData} data
   */
  showCounts(data) {
    const counts = data.grouped ? {} : countByKind(data);
    for (const box of this.kinds) {
      const count = box.parentElement?.querySelector("[data-count]");
      if (count) count.textContent = String(counts[box.value] ?? "");
    }
  }

  /**
   * Write the spans of numbers of the shades, from their lower limits.
   * @param {number[]} limits
   */
  showScale(limits) {
    const more = this.scale?.dataset.more ?? "";
    const steps = limits.map((limit, i) => {
      const step = document.createElement("li");
      step.className = `map-scale__step map-scale__step--${i + 1}`;
      const last = limits[i + 1] - 1;
      const span = last > limit ? `${limit}–${last}` : String(limit);
      step.textContent = limits[i + 1] ? span : more.replace("{n}", String(limit));
      return step;
    });
    this.scale?.replaceChildren(...steps);
  }
}
