// @ts-check
// Puts the name of a figure, or of a variable, where the cursor is. Without this file names are copied.

/**
 * Return what parts a mark on its own line from the text before it.
 * @param {string} before
 */
function getOpening(before) {
  if (!before || before.endsWith("\n\n")) return "";
  return before.endsWith("\n") ? "\n" : "\n\n";
}

/**
 * Insert a mark into a text; what stands on its own line gets one.
 * @param {HTMLTextAreaElement} field
 * @param {string} mark
 */
function insertMark(field, mark) {
  const start = field.selectionStart;
  const after = field.value.slice(field.selectionEnd);
  const isInline = !mark.startsWith("{{") || mark.startsWith("{{chiffre:");
  const opening = isInline ? "" : getOpening(field.value.slice(0, start));
  const closing = isInline || after.startsWith("\n") ? "" : "\n\n";
  field.setRangeText(`${opening}${mark}${closing}`, start, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new CustomEvent("figure-inserted", { bubbles: true }));
}

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll("[data-insert]");
for (const button of buttons) {
  const { into, insert } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(into ?? "");
    if (field instanceof HTMLTextAreaElement) insertMark(field, insert ?? "");
  });
}
