// @ts-check
// A page of a questionnaire: questions that appear at once, pages that save themselves.
// Without this file the server decides at each step, and its buttons save.

import { debounce, fillSuggestions, findTaken, WAIT_TO_SUGGEST_MS } from "./suggest.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

const WAIT_TO_SAVE_MS = 3000;
const form = /** @type {HTMLFormElement} */ (document.getElementById("survey"));
const state = document.getElementById("survey-state");
/** @type {HTMLElement[]} */
const questions = [...form.querySelectorAll(".question")].filter(
  (question) => question instanceof HTMLElement,
);

/**
 * Return the field of a name, where the page has it.
 * @param {string} name
 */
function getField(name) {
  return /** @type {Field | null} */ (form.elements.namedItem(name));
}

/** @param {string | undefined} text */
function setState(text) {
  if (state) state.textContent = text ?? "";
}

// What appears -----------------------------------------------------------------------

/**
 * A test of a condition (surveys/questionnaires/conditions.py); one that asks for the
 * answer on another page comes with its result.
 * @typedef {{
 *   isPassed?: boolean, question: string, operator: string, values: string[]
 * }} Test
 */

/**
 * Return the codes of what is chosen for a question of this page, or what is typed.
 * @param {string | undefined} code
 */
function listChosen(code) {
  const box = questions.find((question) => question.dataset.code === code);
  if (!box || box.hidden) return [];
  const fields = /** @type {Field[]} */ ([...form.elements]);
  // Fieldsets are elements too, without a name.
  const named = fields.filter((field) => field.name);
  const filled = named.filter((field) => {
    const isBox =
      field instanceof HTMLInputElement && /^(radio|checkbox)$/.test(field.type);
    return isBox ? field.checked : field.value.trim() !== "";
  });
  const own = filled.filter((field) => field.name === code);
  // Ranks, and the rows of a table, have a field each.
  const parts = filled.filter((field) => field.name.startsWith(`${code}.`));
  return [
    ...own.map((field) => field.value.trim()),
    ...parts.map((field) => field.name.slice(`${code}.`.length)),
  ];
}

/**
 * Return a number, or the text of a date; null for what has no order.
 * @param {string | undefined} text
 */
function getComparable(text) {
  if (text === undefined) return null;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const number = text.replace(/[\s€]/g, "").replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(number) ? Number(number) : null;
}

/**
 * @param {Test} test
 * @param {string[]} chosen
 */
function isWithin({ operator, values }, chosen) {
  const [answer, bound] = [getComparable(chosen[0]), getComparable(values[0])];
  if (answer === null || bound === null || typeof answer !== typeof bound) return false;
  return operator === "au_moins" ? answer >= bound : answer <= bound;
}

/** @param {Test} test */
function isPassed(test) {
  if (test.isPassed !== undefined) return test.isPassed;
  const chosen = listChosen(test.question);
  const isOneOf = test.values.some((value) => chosen.includes(value));
  switch (test.operator) {
    case "repondu":
      return chosen.length > 0;
    case "sans_reponse":
      return chosen.length === 0;
    case "parmi":
      return isOneOf;
    case "aucun_de":
      return chosen.length > 0 && !isOneOf;
    default:
      return isWithin(test, chosen);
  }
}

/**
 * Show one question and its details, or not, as the answers before it ask.
 * @param {HTMLElement} question
 */
function showQuestion(question) {
  const { condition, code } = question.dataset;
  if (condition) {
    /** @type {{ join: string, tests: Test[] }} */
    const { join, tests } = JSON.parse(condition);
    question.hidden = !(join === "ou" ? tests.some(isPassed) : tests.every(isPassed));
  }
  const more = question.querySelector(".question__more");
  if (!(more instanceof HTMLElement)) return;
  const chosen = listChosen(code);
  const { detail } = more.dataset;
  more.hidden = detail ? !chosen.includes(detail) : chosen.length === 0;
  // What was written goes with the choice that asked for it.
  const text = more.querySelector("input");
  if (text) text.disabled = more.hidden;
}

/** Show what the answers ask for. */
function showQuestions() {
  questions.forEach(showQuestion);
  const seen = questions.filter((question) => !question.hidden);
  const field = getField("vues");
  if (field) field.value = seen.map((question) => question.dataset.code).join(",");
}

// Answers that texts take up ---------------------------------------------------------

/**
 * Return what is answered to a question of this page, in words.
 * @param {string | undefined} code
 */
function readWords(code) {
  const box = questions.find((question) => question.dataset.code === code);
  if (!box || box.hidden) return "";
  /** @type {NodeListOf<Field>} */
  const fields = box.querySelectorAll("input, select, textarea");
  const words = [...fields].map((field) => {
    if (field.name !== code) return "";
    if (field instanceof HTMLSelectElement) {
      return field.value && field.selectedOptions[0]?.textContent;
    }
    const isBox =
      field instanceof HTMLInputElement && /^(radio|checkbox)$/.test(field.type);
    if (!isBox) return field.value;
    return field.checked ? field.closest("label")?.textContent : "";
  });
  const told = words.map((word) => (word ?? "").replace(/\s+/g, " ").trim());
  return told.filter(Boolean).join(", ");
}

/**
 * Say a new answer wherever a text or an option of this page takes it up.
 * @param {Event} event
 */
function tellAnswer({ target }) {
  if (!(target instanceof Element)) return;
  const question = target.closest(".question");
  const code = question instanceof HTMLElement ? question.dataset.code : undefined;
  for (const place of form.querySelectorAll("[data-answer]")) {
    if (place instanceof HTMLElement && place.dataset.answer === code) {
      place.textContent = readWords(code) || "…";
    }
  }
}

form.addEventListener("input", tellAnswer);
form.addEventListener("change", tellAnswer);

// Names of the directory -------------------------------------------------------------

/** @type {(field: HTMLInputElement) => void} */
const suggest = debounce(WAIT_TO_SUGGEST_MS, (field) =>
  fillSuggestions(field, { q: field.value }),
);

/**
 * Return the box of a value, made unless it is there.
 * @param {HTMLElement} directory
 * @param {string} key
 * @param {string} label
 */
function getValueBox(directory, key, label) {
  const list = /** @type {HTMLElement} */ (directory.querySelector("ul"));
  const boxes = [...list.querySelectorAll("input")];
  const known = boxes.find((box) => box.value === key);
  if (known) return known;
  const box = document.createElement("input");
  Object.assign(box, {
    type: "checkbox",
    name: directory.dataset.directory,
    value: key,
  });
  const [item, line, words] = ["li", "label", "span"].map((name) =>
    document.createElement(name),
  );
  words.textContent = label;
  line.append(box, words);
  item.append(line);
  list.append(item);
  return box;
}

/**
 * Tick what was taken from the suggestions; return whether something was.
 * @param {HTMLInputElement} field
 */
function takeSuggestion(field) {
  const key = findTaken(field)?.dataset.key;
  const directory = field.closest("[data-directory]");
  if (!key || !(directory instanceof HTMLElement)) return false;
  getValueBox(directory, key, field.value).checked = true;
  field.value = "";
  field.list?.replaceChildren();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

/**
 * A click in the browser's list is no typing: what is typed may go on.
 * @param {Event} event
 */
function readName(event) {
  const { target } = event;
  if (!(target instanceof HTMLInputElement) || !target.dataset.suggest) return;
  const isTyping =
    event instanceof InputEvent && event.inputType !== "insertReplacementText";
  if (isTyping || !takeSuggestion(target)) suggest(target);
}

/** @param {KeyboardEvent} event */
function addByKey(event) {
  const { key, target } = event;
  if (key !== "Enter" || !(target instanceof HTMLInputElement)) return;
  if (!target.dataset.suggest || target.value.trim() === "") return;
  event.preventDefault();
  const button = target.closest("[data-directory]")?.querySelector("button");
  if (!takeSuggestion(target) && button) form.requestSubmit(button);
}

/** @param {Event} event */
function addByButton(event) {
  const { target } = event;
  if (!(target instanceof HTMLButtonElement)) return;
  const field = target.closest("[data-directory]")?.querySelector("[data-suggest]");
  if (!(field instanceof HTMLInputElement)) return;
  if (takeSuggestion(field)) event.preventDefault();
}

form.addEventListener("input", readName);
form.addEventListener("keydown", addByKey);
form.addEventListener("click", addByButton);
form.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement && target.dataset.suggest) {
    takeSuggestion(target);
  }
});

// Saving -----------------------------------------------------------------------------

/** Return what is sent: files go with the buttons, they would cost too much each time. */
function buildDraft() {
  const body = new FormData(form);
  for (const [name, value] of [...body]) {
    if (value instanceof File) body.delete(name);
  }
  return body;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isLeaving = false;
/** @type {Promise<void> | null} */
let saving = null;
let lastSaved = "";

/** Return what is typed as text, to know whether it changed. */
function readTyped() {
  const pairs = [...new FormData(form)].filter(
    ([name]) => !["csrfmiddlewaretoken", "version", "vues"].includes(name),
  );
  return JSON.stringify(pairs);
}

/** @param {number} version */
function noteSaved(version) {
  const field = getField("version");
  if (field) field.value = String(version);
  const [notes, before] = [getField("notes"), getField("notes-avant")];
  if (notes && before) before.value = notes.value;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, {
    timeStyle: "short",
  });
  setState(form.dataset.saved?.replace("{time}", time));
}

async function savePage() {
  const typed = readTyped();
  if (isLeaving || typed === lastSaved) return;
  try {
    const response = await fetch(window.location.pathname, {
      method: "POST",
      body: buildDraft(),
      headers: { "X-Autosave": "1" },
    });
    if (response.status === 409) {
      setState(form.dataset.overtaken);
      lastSaved = typed;
      return;
    }
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    noteSaved((await response.json()).version);
    lastSaved = typed;
  } catch {
    setState(form.dataset.unsaved);
    saveLater();
  }
}

function saveLater() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    saving = savePage().finally(() => {
      saving = null;
    });
  }, WAIT_TO_SAVE_MS);
}

/**
 * Leave once a saving that is under way has given its version.
 * @param {SubmitEvent} event
 */
function leavePage(event) {
  isLeaving = true;
  clearTimeout(timer);
  if (!saving) return;
  event.preventDefault();
  saving.finally(() => form.requestSubmit(event.submitter));
}

form.addEventListener("input", showQuestions);
form.addEventListener("change", showQuestions);
showQuestions();
if (form.hasAttribute("data-autosave")) {
  lastSaved = readTyped();
  form.addEventListener("input", saveLater);
  form.addEventListener("change", saveLater);
  form.addEventListener("submit", leavePage);
}
// What is wrong is read first.
document.getElementById("problemes")?.focus();
