// @ts-check
// The span of years of the map: two years, and a button that lets them pass by. The list
// and the table by decade tell the same by annee_min and annee_max.

import { formatText } from "./page.js";

const STEP_MS = 500;
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

/** @typedef {{ first: number, last: number }} Span */

/**
 * Return the years that a text says: "1990-2005"; null for none.
 * @param {string} text
 * @returns {Span | null}
 */
export function parseYears(text) {
  const found = /^(\d{4})-(\d{4})$/.exec(text);
  const [first, last] = found ? found.slice(1).map(Number) : [1, 0];
  return first <= last ? { first, last } : null;
}

/**
 * Narrow a search to the actions that went on in some years.
 * @param {URLSearchParams} search
 * @param {string} text
 */
export function narrowToYears(search, text) {
  const years = parseYears(text);
  if (!years) return;
  const { first, last } = years;
  search.set(
    "annee_min",
    String(Math.max(first, Number(search.get("annee_min")) || first)),
  );
  search.set(
    "annee_max",
    String(Math.min(last, Number(search.get("annee_max")) || last)),
  );
}

export class TimeSpan {
  /**
   * @param {HTMLElement} element
   * @param {(years: string, how: { isPlaying: boolean }) => void} change
   */
  constructor(element, change) {
    this.element = element;
    this.change = change;
    this.inputs = {
      first: this.find("[data-time=first]", HTMLInputElement),
      last: this.find("[data-time=last]", HTMLInputElement),
    };
    this.start = Number(this.inputs.first.min);
    this.end = Number(this.inputs.first.max);
    this.button = this.find("[data-time-play]", HTMLButtonElement);
    this.all = this.find("[data-time-all]", HTMLButtonElement);
    this.list = this.find("[data-time-list]", HTMLAnchorElement);
    this.said = this.find("[data-time-said]", HTMLElement);
    this.texts = [this.button.textContent ?? "", this.button.dataset.pause ?? ""];
    // The first year of which something is known.
    this.beginning = this.start;
    this.year = this.start;
    this.timer = 0;
    this.listen();
    element.hidden = false;
  }

  /**
   * @template {HTMLElement} T
   * @param {string} selector
   * @param {new () => T} kind
   * @returns {T}
   */
  find(selector, kind) {
    const found = this.element.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`${selector} is missing`);
    return found;
  }

  listen() {
    this.element.addEventListener("submit", (event) => event.preventDefault());
    for (const input of Object.values(this.inputs)) {
      input.addEventListener("change", () => {
        this.stop();
        this.set(this.read(input), { isPlaying: false });
      });
    }
    this.button.addEventListener("click", () =>
      this.timer ? this.stop() : this.play(),
    );
    this.all.addEventListener("click", () => {
      this.stop();
      this.inputs.last.focus();
      this.change("", { isPlaying: false });
    });
    const showButton = () => {
      this.button.hidden = stillness.matches;
      if (stillness.matches) this.stop();
    };
    stillness.addEventListener("change", showButton);
    showButton();
  }

  /**
   * Return the years of the fields, in their order: the one just changed decides.
   * @param {HTMLInputElement} changed
   * @returns {Span}
   */
  read(changed) {
    /** @type {(input: HTMLInputElement, usual: number) => number} */
    const clamp = (input, usual) =>
      Math.min(
        this.end,
        Math.max(this.start, Math.round(Number(input.value)) || usual),
      );
    const first = clamp(this.inputs.first, this.start);
    const last = clamp(this.inputs.last, this.end);
    if (first <= last) return { first, last };
    return changed === this.inputs.first
      ? { first, last: first }
      : { first: last, last };
  }

  /**
   * @param {Span} span
   * @param {{ isPlaying: boolean }} how
   */
  set({ first, last }, how) {
    const isAll = first === this.start && last === this.end && !how.isPlaying;
    this.change(isAll ? "" : `${first}-${last}`, how);
  }

  /** Let the years pass by from the first one, as many at a time as are chosen. */
  play() {
    const { first, last } = this.read(this.inputs.last);
    const isAll = first === this.start && last === this.end;
    const width = isAll ? 0 : last - first;
    this.year = isAll || last >= this.end ? this.beginning : first;
    this.button.textContent = this.texts[1];
    const step = () => {
      const shown = Math.min(this.year + width, this.end);
      this.set({ first: this.year, last: shown }, { isPlaying: true });
      if (shown >= this.end) this.stop();
      this.year += 1;
    };
    this.timer = window.setInterval(step, STEP_MS);
    step();
  }

  /** @param {number[]} years in which actions began */
  setBeginning(years) {
    const first = years.reduce((least, year) => Math.min(least, year), this.end);
    this.beginning = Math.max(this.start, first);
    this.year = Math.max(this.year, this.beginning);
  }

  stop() {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.button.textContent = this.texts[0];
  }

  /**
   * Show what the address says, and how much of it the map has.
   * @param {string} years
   * @param {{ n: number, listUrl: string }} found number of links, and their list
   */
  showState(years, { n, listUrl }) {
    const span = parseYears(years);
    const { first, last } = span ?? { first: this.start, last: this.end };
    this.inputs.first.value = String(first);
    this.inputs.last.value = String(last);
    this.all.hidden = !span;
    this.list.hidden = !span;
    this.list.href = listUrl;
    this.said.textContent = span
      ? formatText(this.element.dataset.said ?? "", { n, first, last })
      : "";
  }
}
