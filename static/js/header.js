// @ts-check
// What unfolds in the header closes with Escape, or when the visitor goes elsewhere.
// Without this file it closes by its own button.

/** @returns {HTMLDetailsElement[]} the open parts of the header, outer ones first */
function listOpenFolds() {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const folds = document.querySelectorAll("details.head__fold");
  return [...folds].filter((fold) => fold.open);
}

/**
 * Close the innermost open part, and give the focus to its button.
 * @param {KeyboardEvent} event
 */
function closeWithEscape(event) {
  if (event.key !== "Escape") return;
  const fold = listOpenFolds().pop();
  if (!fold) return;
  fold.open = false;
  fold.querySelector("summary")?.focus();
}

/**
 * Close what does not hold the element that was clicked or focused.
 * @param {Event} event
 */
function closeOthers({ target }) {
  if (!(target instanceof Node)) return;
  for (const fold of listOpenFolds()) {
    if (!fold.contains(target)) fold.open = false;
  }
}

document.addEventListener("keydown", closeWithEscape);
document.addEventListener("click", closeOthers);
document.addEventListener("focusin", closeOthers);
