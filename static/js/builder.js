// @ts-check
// The form of a question: the phone beside shows what is typed, a condition offers
// what its question can be answered. Without this file a button shows it, and all
// answers are listed.

const WAIT_TO_SHOW_MS = 600;
const WITH_CODES = ["parmi", "aucun_de"];
const WITH_BOUND = ["au_moins", "au_plus"];
const editor = document.getElementById("question-editor");

// Conditions -------------------------------------------------------------------------

/**
 * Show what the chosen question and comparison need.
 * @param {Element} test
 */
function showTest(test) {
  /** @type {HTMLSelectElement | null} */
  const question = test.querySelector("[name$=-question]");
  /** @type {HTMLSelectElement | null} */
  const operator = test.querySelector("[name$=-operator]");
  /** @type {HTMLSelectElement | null} */
  const values = test.querySelector("[name$=-values]");
  const bound = test.querySelector("[name$=-bound]");
  if (!question || !operator || !values || !bound) return;
  const start = `${question.value}:`;
  let isListed = false;
  for (const group of values.querySelectorAll("optgroup")) {
    const isOwn = group.querySelector("option")?.value.startsWith(start) ?? false;
    group.hidden = !isOwn;
    isListed ||= isOwn;
  }
  const isAsked = question.value !== "";
  const hasCodes = WITH_CODES.includes(operator.value);
  const hasBound = WITH_BOUND.includes(operator.value) || (hasCodes && !isListed);
  toggleField(operator, isAsked);
  toggleField(values, isAsked && hasCodes && isListed);
  toggleField(bound, isAsked && hasBound);
}

/**
 * @param {Element} field
 * @param {boolean} isShown
 */
function toggleField(field, isShown) {
  const box = field.closest(".field");
  if (box instanceof HTMLElement) box.hidden = !isShown;
}

for (const test of document.querySelectorAll("[data-test]")) {
  showTest(test);
  test.addEventListener("change", () => showTest(test));
}

// Preview ----------------------------------------------------------------------------

/**
 * Put a page in the place of the frame: a new frame adds nothing to the history.
 * @param {string} html
 */
function showPage(html) {
  const old = document.getElementById("apercu");
  if (!(old instanceof HTMLIFrameElement)) return;
  const frame = /** @type {HTMLIFrameElement} */ (old.cloneNode());
  frame.removeAttribute("src");
  frame.srcdoc = html;
  frame.addEventListener("load", () => scrollToQuestion(frame), { once: true });
  old.replaceWith(frame);
}

/** @param {HTMLIFrameElement} frame */
function scrollToQuestion(frame) {
  const page = frame.contentDocument;
  const code = page?.getElementById("survey")?.dataset.focus;
  const question = page?.getElementById(`question-${code}`);
  // Of the frame alone: scrollIntoView would move the page around it too.
  if (question) frame.contentWindow?.scrollTo(0, question.offsetTop);
}

const first = document.getElementById("apercu");
if (first instanceof HTMLIFrameElement) {
  first.addEventListener("load", () => scrollToQuestion(first), { once: true });
  if (first.contentDocument?.readyState === "complete") scrollToQuestion(first);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let asking = new AbortController();

async function showTyped() {
  if (!(editor instanceof HTMLFormElement) || !editor.dataset.frame) return;
  // An earlier answer that comes late must not take the place of a later one.
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const body = new FormData(editor);
    const response = await fetch(editor.dataset.frame, {
      method: "POST",
      body,
      signal,
    });
    if (response.ok && !response.redirected) showPage(await response.text());
  } catch {
    // The site does not answer: the frame keeps what it shows, saving will tell.
  }
}

editor?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(showTyped, WAIT_TO_SHOW_MS);
});

/** @param {Element} field */
function isTyped(field) {
  const isText =
    field instanceof HTMLTextAreaElement ||
    (field instanceof HTMLInputElement && field.type === "text");
  return isText && field.value !== field.defaultValue;
}

// What was typed before this file was there.
if (editor instanceof HTMLFormElement && [...editor.elements].some(isTyped)) {
  showTyped();
}
