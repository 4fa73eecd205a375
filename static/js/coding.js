// @ts-check
// Reading answers by keyboard: digits tick themes, letters go on. All of it can be done
// without this module. The keys work while the focus is in the form only: whoever
// dictates, or types elsewhere on the page, sets off nothing.

const form = /** @type {HTMLFormElement | null} */ (
  document.querySelector("form[data-coding]")
);
const answer = document.getElementById("reponse");
const WRITTEN = "input:not([type=checkbox]), textarea, select";

/**
 * @param {string} name
 * @returns {HTMLInputElement}
 */
function getField(name) {
  return /** @type {HTMLInputElement} */ (form?.elements.namedItem(name));
}

/**
 * Follow the link to the answer before or after.
 * @param {string} where
 */
function followLink(where) {
  const link = document.querySelector(`a[data-coding="${where}"]`);
  if (link instanceof HTMLElement) link.click();
}

/** Put what is selected in the answer into the field of the quote. */
function quoteSelection() {
  const field = getField("citation");
  const selected = document.getSelection();
  if (selected && !selected.isCollapsed && answer?.contains(selected.anchorNode)) {
    field.value = selected.toString().trim();
  }
  field.focus();
}

/** @type {Map<string, () => void>} */
const SHORTCUTS = new Map([
  ["t", () => getField("nouveaux").focus()],
  ["c", quoteSelection],
  ["e", () => form?.requestSubmit()],
  ["n", () => followLink("next")],
  ["p", () => followLink("previous")],
]);

/**
 * Tick or untick the theme of a digit.
 * @param {number} digit
 */
function toggleTheme(digit) {
  const box = form?.querySelectorAll("input[name=theme]")[digit - 1];
  if (box instanceof HTMLInputElement) {
    box.checked = !box.checked;
    box.focus();
  }
}

/** @param {KeyboardEvent} event */
function handleKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.matches(WRITTEN)) {
    if (event.key === "Escape") answer?.focus();
    return;
  }
  const shortcut = SHORTCUTS.get(event.key);
  if (/^[1-9]$/.test(event.key)) toggleTheme(Number(event.key));
  else if (shortcut) shortcut();
  else return;
  event.preventDefault();
}

if (form) {
  form.addEventListener("keydown", handleKey);
  // A quote that was refused is put right where it was typed.
  if (getField("citation").value) getField("citation").focus();
  else answer?.focus({ preventScroll: true });
}
