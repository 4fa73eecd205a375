// The form of a sheet: suggestions, drafts that save themselves, points on a map.
// Without this file the form works by its buttons.

import { Picker } from "./map/picker.js";

const WAIT_TO_SUGGEST_MS = 250;
const WAIT_TO_SAVE_MS = 4000;
const form = document.getElementById("edit");
const state = document.getElementById("edit-state");
const key = `passerelles:${window.location.pathname}`;

/** Run a function once nothing has called for it again for a while. */
function later(wait, run) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait);
  };
}

async function suggestions(url, query) {
  const response = await fetch(`${url}?${new URLSearchParams(query)}`);
  if (!response.ok || response.redirected) return [];
  return (await response.json()).suggestions;
}

// Type-ahead ------------------------------------------------------------------------

/** Give the field of the same row that bears a name. */
function sibling(field, name) {
  return document.getElementById(field.id.replace(/-name$/, `-${name}`));
}

const suggest = later(WAIT_TO_SUGGEST_MS, async (field) => {
  const country = field.dataset.suggest.includes("lieux") ? sibling(field, "country")?.value : "";
  const found = await suggestions(field.dataset.suggest, { q: field.value, pays: country || "" });
  let list = document.getElementById(`${field.id}-list`);
  if (!list) {
    list = document.createElement("datalist");
    list.id = `${field.id}-list`;
    field.after(list);
    field.setAttribute("list", list.id);
  }
  list.replaceChildren(...found.map(({ value, label, country: code }) => {
    const option = document.createElement("option");
    Object.assign(option, { value, label: `${value} – ${label}` });
    option.dataset.country = code;
    return option;
  }));
});

/** A suggestion that is taken tells the country too. */
function take(field) {
  const list = document.getElementById(`${field.id}-list`);
  const taken = [...(list?.options || [])].find((option) => option.value === field.value);
  const country = sibling(field, "country");
  if (taken && country && !country.value) country.value = taken.dataset.country;
}

// Sheets alike ----------------------------------------------------------------------

const warnOfTwins = later(WAIT_TO_SUGGEST_MS, async (title) => {
  const found = await suggestions(form.dataset.alikeUrl, { q: title.value, sauf: form.dataset.but });
  let box = document.getElementById("alike");
  if (!box) {
    box = document.createElement("div");
    box.id = "alike";
    box.className = "edit__alike";
    box.setAttribute("role", "status");
    title.closest(".field").append(box);
  }
  box.replaceChildren();
  if (!found.length) return;
  const intro = document.createElement("p");
  intro.textContent = form.dataset.alike;
  const list = document.createElement("ul");
  found.forEach(({ value, label, url }) => {
    const link = document.createElement("a");
    Object.assign(link, { href: url, target: "_blank", rel: "noopener" });
    link.textContent = `${value} (${label})`;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  });
  box.append(intro, list);
});

// Drafts ----------------------------------------------------------------------------

/** Keep what is typed in this browser too, should the server be away. */
function keepHere() {
  const entries = [...new FormData(form)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File),
  );
  localStorage.setItem(key, JSON.stringify(entries));
}

const save = later(WAIT_TO_SAVE_MS, async () => {
  const body = new FormData(form);
  body.set("garder", "1");
  // Files go with the buttons: sending them again and again would cost too much.
  [...body].filter(([, value]) => value instanceof File).forEach(([name]) => body.delete(name));
  try {
    const response = await fetch(window.location.pathname, {
      method: "POST",
      body,
      headers: { "X-Autosave": "1" },
    });
    if (response.status !== 204) throw new Error(response.statusText);
    localStorage.removeItem(key);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    state.textContent = form.dataset.saved.replace("{time}", time);
  } catch {
    state.textContent = form.dataset.unsaved;
  }
});

/** Put back what the server did not get the last time. */
function restore() {
  const entries = JSON.parse(localStorage.getItem(key) || "null");
  if (!entries) return;
  const boxes = form.querySelectorAll("input[type=checkbox]");
  boxes.forEach((box) => { box.checked = false; });
  entries.forEach(([name, value]) => {
    const fields = [...form.elements].filter((field) => field.name === name);
    fields.forEach((field) => {
      if (field.type === "checkbox") field.checked ||= field.value === value;
      else if (field.type !== "submit") field.value = value;
    });
  });
  state.textContent = form.dataset.restored;
}

// Points ----------------------------------------------------------------------------

function equipPoints() {
  form.querySelectorAll("[data-lat]").forEach((lat) => {
    const lng = document.getElementById(lat.id.replace(/-lat$/, "-lng"));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = form.dataset.pick;
    button.addEventListener("click", async () => {
      button.hidden = true;
      const picker = new Picker(lat, lng);
      picker.element.classList.add("edit__map");
      button.after(picker.element);
      await picker.show();
      picker.search.focus();
    });
    lng.closest(".edit__row").append(button);
  });
}

/** Tell whether a field says something else than the page that came. */
function isTouched(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  return "defaultValue" in field && field.value !== field.defaultValue;
}

restore();
equipPoints();
// What was typed before this file came, or put back from the last time.
if ([...form.elements].some(isTouched)) {
  const title = form.elements.namedItem("title");
  if (title && isTouched(title)) warnOfTwins(title);
  keepHere();
  save();
}
form.addEventListener("input", (event) => {
  const { target } = event;
  if (target.matches("[data-suggest]")) {
    suggest(target);
    take(target);
  }
  if (target.name === "title") warnOfTwins(target);
  keepHere();
  save();
});
// What is sent by a button has reached the server, or comes back on the next page.
form.addEventListener("submit", () => localStorage.removeItem(key));
