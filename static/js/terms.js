// Words of the glossary open their definition in place; without this file they are links.

const known = new Map();
let box;
let origin;

function build() {
  box = document.createElement("div");
  box.className = "definition";
  box.id = "definition";
  box.setAttribute("role", "dialog");
  box.tabIndex = -1;
  box.hidden = true;
  document.body.append(box);
}

async function definition(url) {
  if (!known.has(url)) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    known.set(url, [page.querySelector("h1").textContent, page.querySelector("[data-definition]")]);
  }
  return known.get(url);
}

function close() {
  if (!box || box.hidden) return;
  box.hidden = true;
  origin?.setAttribute("aria-expanded", "false");
  origin?.focus();
}

/** Put the box under the word, within the window. */
function place(link) {
  const at = link.getBoundingClientRect();
  const widest = document.documentElement.clientWidth;
  box.style.top = `${at.bottom + window.scrollY + 6}px`;
  box.style.left = `${Math.max(12, Math.min(at.left, widest - box.offsetWidth - 12))}px`;
}

async function open(link) {
  if (!box) build();
  try {
    const [name, body] = await definition(link.href);
    const title = document.createElement("p");
    title.className = "definition__title";
    title.textContent = name;
    box.setAttribute("aria-label", name);
    box.replaceChildren(title, ...body.cloneNode(true).childNodes);
  } catch {
    window.location.assign(link.href);
    return;
  }
  origin = link;
  link.setAttribute("aria-expanded", "true");
  box.hidden = false;
  place(link);
  box.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-term]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
  } else if (box && !box.contains(event.target)) {
    box.hidden = true;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
