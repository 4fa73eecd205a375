// @ts-check
// The pictures of the map, drawn by the server: to download and to print, they show what
// the map shows, whose address says it after the #.

/** @param {HTMLAnchorElement | HTMLImageElement} element */
function pointToSeen(element) {
  const attribute = element instanceof HTMLImageElement ? "src" : "href";
  const [start] = (element.getAttribute(attribute) ?? "").split("?");
  const query = document.getElementById("map")?.dataset.query ?? "";
  const seen = window.location.hash.includes("=") ? window.location.hash.slice(1) : "";
  const search = [query, seen].filter(Boolean).join("&");
  const address = search ? `${start}?${search}` : start;
  if (element.getAttribute(attribute) !== address)
    element.setAttribute(attribute, address);
}

function pointAll() {
  /** @type {NodeListOf<HTMLAnchorElement | HTMLImageElement>} */
  const pictures = document.querySelectorAll("[data-map-image]");
  for (const picture of pictures) pointToSeen(picture);
}

for (const name of ["pointerover", "focusin", "click"]) {
  document.addEventListener(name, (event) => {
    const link =
      event.target instanceof Element && event.target.closest("a[data-map-image]");
    if (link instanceof HTMLAnchorElement) pointToSeen(link);
  });
}
window.addEventListener("beforeprint", pointAll);
