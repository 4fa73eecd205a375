// @ts-check
// A search box that shows results while one types. Without this file it is a form that
// leads to the page of results. That of staff has its first result chosen, so that Enter
// opens it, and Ctrl-K leads to it from anywhere.

const WAIT_MS = 150;
const SHORTEST = 2;
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Return a function that puts off ``act`` until nothing was typed for a moment.
 * @param {() => void} act
 */
function afterTyping(act) {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, WAIT_MS);
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {HTMLElement} status
 */
function startSearch(form, input, list, status) {
  const isDirect = form.dataset.searchBox === "first";
  let asking = new AbortController();
  let shown = "";
  let active = -1;

  /** @returns {HTMLAnchorElement[]} */
  const options = () => [...list.querySelectorAll("a")];

  /** @param {number} at */
  function choose(at) {
    const all = options();
    active = all.length ? (at + all.length) % all.length : -1;
    for (const [place, option] of all.entries()) {
      option.setAttribute("aria-selected", String(place === active));
    }
    all[active]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active]?.id ?? "");
  }

  function close() {
    asking.abort();
    list.hidden = true;
    active = -1;
    shown = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }

  /**
   * @param {string} html
   * @param {string} text
   */
  function show(html, text) {
    const page = new DOMParser().parseFromString(html, "text/html");
    list.replaceChildren(...page.body.childNodes);
    for (const [place, option] of options().entries())
      option.id = `${list.id}-${place}`;
    list.hidden = false;
    shown = text;
    input.setAttribute("aria-expanded", "true");
    active = -1;
    if (isDirect) choose(0);
    const none = list.querySelector("p:not([aria-hidden])")?.textContent ?? "";
    status.textContent = none.trim() || `${options().length} ${list.ariaLabel ?? ""}`;
  }

  async function ask() {
    const text = input.value.trim();
    if (text.length < SHORTEST) {
      close();
      return;
    }
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const query = new URLSearchParams({ q: text, liste: "oui" });
    try {
      const response = await fetch(`${form.action}?${query}`, { signal });
      // Whoever was logged out meanwhile finds the login by Enter.
      if (response.ok && !response.redirected) show(await response.text(), text);
      else close();
    } catch {
      if (!signal.aborted) close();
    }
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = STEPS[event.key];
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (step && list.hidden) {
      ask();
    } else if (step) {
      event.preventDefault();
      choose(active < 0 && step < 0 ? -1 : active + step);
    } else if (event.key === "Enter" && shown === input.value.trim()) {
      const chosen = options()[active];
      if (!chosen) return;
      event.preventDefault();
      chosen.click();
    }
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", afterTyping(ask));
  input.addEventListener("keydown", onKey);
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && form.contains(relatedTarget))) close();
  });
  // The box keeps the focus while an option is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  // What was typed before this file was there.
  if (input === document.activeElement && input.value !== input.defaultValue) ask();
  if (!isDirect) return;
  document.addEventListener("keydown", (event) => {
    const isCombined = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!isCombined || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

for (const form of document.querySelectorAll("form[data-search-box]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  if (input && list instanceof HTMLElement && status instanceof HTMLElement) {
    startSearch(form, input, list, status);
  }
}
