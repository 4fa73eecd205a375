// @ts-check
// The card of what is chosen: a fetched part of a page, beside the map or on a phone a
// sheet from below. A button, Escape or a swipe down closes it.

// A sheet that is drawn down less comes back.
const SWIPE_PX = 60;
// A card as wide as this share of the frame is a sheet.
const SHEET_SHARE = 0.8;

export class Panel {
  /**
   * @param {HTMLElement} element
   * @param {{ announce: (text: string) => void, onClose: () => void }} options
   */
  constructor(element, { announce, onClose }) {
    this.element = element;
    this.announce = announce;
    this.onClose = onClose;
    this.url = "";
    this.frame = /** @type {HTMLElement} */ (element.parentElement);
    element
      .querySelector("[data-panel-close]")
      ?.addEventListener("click", () => this.onClose());
    this.frame.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || element.hidden) return;
      event.stopImmediatePropagation();
      this.onClose();
    });
    this.listenToSwipe();
  }

  get hasFocus() {
    return this.element.contains(document.activeElement);
  }

  listenToSwipe() {
    const { element } = this;
    /** @type {HTMLElement | null} */
    const bar = element.querySelector("[data-panel-bar]");
    let start = 0;
    bar?.addEventListener("pointerdown", (event) => {
      if (event.target instanceof Element && event.target.closest("button")) return;
      start = event.clientY;
      bar.setPointerCapture(event.pointerId);
    });
    bar?.addEventListener("pointermove", (event) => {
      if (!bar.hasPointerCapture(event.pointerId)) return;
      element.style.translate = `0 ${Math.max(0, event.clientY - start)}px`;
    });
    bar?.addEventListener("lostpointercapture", (event) => {
      element.style.translate = "";
      if (event.clientY - start > SWIPE_PX) this.onClose();
    });
  }

  /** Return how many pixels of the frame the card covers, from the right or below. */
  getCover() {
    if (this.element.hidden) return { right: 0, bottom: 0 };
    const box = this.element.getBoundingClientRect();
    const frame = this.frame.getBoundingClientRect();
    const isSheet = box.width > frame.width * SHEET_SHARE;
    return isSheet
      ? { right: 0, bottom: frame.bottom - box.top }
      : { right: frame.right - box.left, bottom: 0 };
  }

  /**
   * Show the part of a page that is a card; the last one that was asked for wins.
   * @param {string} url
   * @param {{ takesFocus: boolean }} options
   */
  async open(url, { takesFocus }) {
    this.url = url;
    const body = this.element.querySelector("[data-panel-body]");
    body?.replaceChildren();
    this.element.hidden = false;
    this.element.setAttribute("aria-busy", "true");
    if (takesFocus) this.element.focus({ preventScroll: true });
    const summary = await this.fetchSummary(url);
    if (this.url !== url) return;
    this.element.removeAttribute("aria-busy");
    const failed = this.element.dataset.failed ?? "";
    body?.replaceChildren(...(summary ? summary.childNodes : [failed]));
    this.element.scrollTop = 0;
    this.announce(body?.querySelector("h2")?.textContent?.trim() || failed);
  }

  /**
   * Return the card; nothing if the server does not give it.
   * @param {string} url
   */
  async fetchSummary(url) {
    try {
      const response = await fetch(url, { headers: { "HX-Request": "true" } });
      if (!response.ok) return null;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return page.querySelector("[data-summary]");
    } catch {
      return null;
    }
  }

  close() {
    this.url = "";
    this.element.hidden = true;
  }
}
