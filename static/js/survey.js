// A page of a questionnaire: questions that appear at once, pages that save themselves.
// Without this file the server decides at each step, and its buttons save.

const WAIT_TO_SAVE_MS = 3000;
const form = document.getElementById("survey");
const state = document.getElementById("survey-state");
const questions = [...form.querySelectorAll(".question")];

// What appears -----------------------------------------------------------------------

/** Give the answers that are chosen for a question of this page; null if it is not here. */
function chosen(code) {
  const box = questions.find((question) => question.dataset.code === code);
  if (!box) return null;
  if (box.hidden) return [];
  const fields = [...form.elements].filter((field) => field.name === code);
  return fields
    .filter((field) => (/^(radio|checkbox)$/.test(field.type) ? field.checked : true))
    .map((field) => field.value);
}

/** Show what the answers ask for; what depends on another page stays as it came. */
function show() {
  questions.forEach((question) => {
    const { shownIf, shownValues } = question.dataset;
    const values = shownIf ? chosen(shownIf) : null;
    if (values) question.hidden = !shownValues.split(",").some((value) => values.includes(value));
    const more = question.querySelector(".question__more");
    if (!more) return;
    const said = chosen(question.dataset.code) || [];
    const { detail } = more.dataset;
    more.hidden = detail ? !said.includes(detail) : said.length === 0;
  });
  const seen = questions.filter((question) => !question.hidden);
  const field = form.elements.namedItem("vues");
  if (field) field.value = seen.map((question) => question.dataset.code).join(",");
}

// Saving -----------------------------------------------------------------------------

let timer;
let isLeaving = false;
let saving = null;
let last = "";

/** Give what is typed as text, to know whether it changed. */
function typed() {
  const data = new FormData(form);
  ["csrfmiddlewaretoken", "version", "vues"].forEach((name) => data.delete(name));
  return new URLSearchParams(data).toString();
}

async function save() {
  const now = typed();
  if (isLeaving || now === last) return;
  try {
    const response = await fetch(window.location.pathname, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
    });
    if (response.status === 409) {
      state.textContent = form.dataset.overtaken;
      last = now;
      return;
    }
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    const { version } = await response.json();
    form.elements.namedItem("version").value = version;
    const notes = form.elements.namedItem("notes");
    if (notes) form.elements.namedItem("notes-avant").value = notes.value;
    last = now;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    state.textContent = form.dataset.saved.replace("{time}", time);
  } catch {
    state.textContent = form.dataset.unsaved;
    later();
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    saving = save().finally(() => { saving = null; });
  }, WAIT_TO_SAVE_MS);
}

/** Leave once a saving that is under way has given its version. */
function leave(event) {
  isLeaving = true;
  clearTimeout(timer);
  if (!saving) return;
  event.preventDefault();
  saving.finally(() => form.requestSubmit(event.submitter));
}

form.addEventListener("input", show);
form.addEventListener("change", show);
show();
if (form.hasAttribute("data-autosave")) {
  last = typed();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", leave);
}
// What is wrong is read first.
document.getElementById("problemes")?.focus();
