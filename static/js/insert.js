// @ts-check
// Puts the name of a figure, or of a variable, where the cursor is or was. Without this
// file names are copied.

/** Texts in which there was a cursor. @type {WeakSet<HTMLTextAreaElement>} */
const visited = new WeakSet();
/** @type {HTMLTextAreaElement | null} */
let lastVisited = null;

/**
 * Return what parts a mark on its own line from the text before it.
 * @param {string} before
 */
function getOpening(before) {
  if (!before || before.endsWith("\n\n")) return "";
  return before.endsWith("\n") ? "\n" : "\n\n";
}

/**
 * Return what parts a mark on its own line from the text after it.
 * @param {string} after
 */
function getClosing(after) {
  if (after.startsWith("\n\n")) return "";
  return after.startsWith("\n") ? "\n" : "\n\n";
}

/**
 * Replace the selection of a text, in a way that can be undone, and tell it.
 * @param {HTMLTextAreaElement} field
 * @param {string} words
 */
export function replaceSelection(field, words) {
  const { selectionStart, selectionEnd } = field;
  field.focus();
  field.setSelectionRange(selectionStart, selectionEnd);
  // The only way that the browser can undo.
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, selectionStart, selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/**
 * Insert a mark where the cursor is or was, at the end of a text that never had one;
 * what stands on its own line gets one.
 * @param {HTMLTextAreaElement} field
 * @param {string} mark
 */
export function insertMark(field, mark) {
  if (!visited.has(field))
    field.setSelectionRange(field.value.length, field.value.length);
  const isInline = !mark.startsWith("{{") || mark.startsWith("{{chiffre:");
  const opening = isInline
    ? ""
    : getOpening(field.value.slice(0, field.selectionStart));
  const closing = isInline ? "" : getClosing(field.value.slice(field.selectionEnd));
  replaceSelection(field, `${opening}${mark}${closing}`);
}

/**
 * Return the text that a button writes into: the one of its form where one was last.
 * @param {string | undefined} into id of the text where one was in none
 */
export function findField(into) {
  const field = document.getElementById(into ?? "");
  if (!(field instanceof HTMLTextAreaElement)) return null;
  return lastVisited && lastVisited.form === field.form ? lastVisited : field;
}

/** @param {EventTarget | null} target */
function rememberVisit(target) {
  if (!(target instanceof HTMLTextAreaElement)) return;
  visited.add(target);
  lastVisited = target;
}

rememberVisit(document.activeElement); // before this file came
document.addEventListener("focusin", ({ target }) => rememberVisit(target));

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll("[data-insert]");
for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = findField(button.dataset.into);
    if (field) insertMark(field, button.dataset.insert ?? "");
  });
}
