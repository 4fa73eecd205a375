// @ts-check
// The summary of the entries at a point: a fetched part of a page, announced to screen
// readers, closed by Escape.

export class Panel {
  /**
   * @param {HTMLElement} element
   * @param {(text: string) => void} announce
   */
  constructor(element, announce) {
    this.element = element;
    this.announce = announce;
    /** @type {Element | null} */
    this.previousFocus = null;
    element
      .querySelector("[data-panel-close]")
      ?.addEventListener("click", () => this.close());
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** @param {string} url */
  async open(url) {
    this.previousFocus = document.activeElement;
    const response = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!response.ok) {
      window.location.assign(url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const summary = page.querySelector("[data-summary]");
    const body = this.element.querySelector("[data-panel-body]");
    body?.replaceChildren(...(summary ? summary.childNodes : []));
    this.element.hidden = false;
    /** @type {HTMLElement | null} */
    const title = this.element.querySelector("[data-panel-title]");
    title?.focus();
    this.element.focus();
    this.announce(body?.querySelector("h3, h2")?.textContent || "");
  }

  close() {
    this.element.hidden = true;
    const before = this.previousFocus;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }
}
