// The summary of the entries at a point: a fetched part of a page, announced to screen
// readers, closed by Escape.

export class Panel {
  constructor(element, announce) {
    this.element = element;
    this.announce = announce;
    this.body = element.querySelector("[data-panel-body]");
    element
      .querySelector("[data-panel-close]")
      .addEventListener("click", () => this.close());
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  async open(url) {
    this.previousFocus = document.activeElement;
    const response = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!response.ok) {
      window.location.assign(url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const summary = page.querySelector("[data-summary]");
    this.body.replaceChildren(...(summary ? summary.childNodes : []));
    this.element.hidden = false;
    this.element.querySelector("[data-panel-title]")?.focus();
    this.element.focus();
    this.announce(this.body.querySelector("h3, h2")?.textContent || "");
  }

  close() {
    this.element.hidden = true;
    if (this.previousFocus?.isConnected) this.previousFocus.focus();
  }
}
