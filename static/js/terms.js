// @ts-check
// Words of the glossary open their definition in place; without this file they are links.

/** @typedef {{ name: string, body: Element }} Definition */

/** @type {Map<string, Definition>} */
const known = new Map();
const box = document.createElement("div");
/** @type {HTMLElement | null} */
let opener = null;

/** Put the box on the page, once, closed. */
function buildBox() {
  if (box.isConnected) return;
  box.className = "definition";
  box.id = "definition";
  box.setAttribute("role", "dialog");
  box.tabIndex = -1;
  box.hidden = true;
  document.body.append(box);
}

/**
 * @param {string} url
 * @returns {Promise<Definition>}
 */
async function fetchDefinition(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.statusText);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const body = page.querySelector("[data-definition]");
  if (!body) throw new Error(`No definition at ${url}`);
  return { name: page.querySelector("h1")?.textContent ?? "", body };
}

function closeBox() {
  if (!box.isConnected || box.hidden) return;
  box.hidden = true;
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
}

/**
 * Put the box under the word, within the window.
 * @param {HTMLElement} link
 */
function placeBox(link) {
  const at = link.getBoundingClientRect();
  const widest = document.documentElement.clientWidth;
  const left = Math.max(12, Math.min(at.left, widest - box.offsetWidth - 12));
  box.style.top = `${at.bottom + window.scrollY + 6}px`;
  box.style.left = `${left}px`;
}

/** @param {Definition} definition */
function fillBox({ name, body }) {
  const title = document.createElement("p");
  title.className = "definition__title";
  title.textContent = name;
  box.setAttribute("aria-label", name);
  box.replaceChildren(title, ...body.cloneNode(true).childNodes);
}

/** @param {HTMLAnchorElement} link */
async function openBox(link) {
  buildBox();
  try {
    const definition = known.get(link.href) ?? (await fetchDefinition(link.href));
    known.set(link.href, definition);
    fillBox(definition);
  } catch {
    window.location.assign(link.href);
    return;
  }
  opener = link;
  link.setAttribute("aria-expanded", "true");
  box.hidden = false;
  placeBox(link);
  box.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest("a[data-term]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (link instanceof HTMLAnchorElement && isPlain) {
    event.preventDefault();
    openBox(link);
  } else if (!box.contains(event.target)) {
    box.hidden = true;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeBox();
});
