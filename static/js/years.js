// @ts-check
// Two handles that write a span of years into its fields. Without this file the fields
// are filled in by hand.

/**
 * Return a handle of the page, by its id.
 * @param {string} id
 */
function getHandle(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLInputElement ? found : null;
}

/**
 * Write where a handle stands into its field; at its end of the line, nothing.
 * @param {HTMLInputElement} handle
 */
function writeYear(handle) {
  const field = getHandle(handle.dataset.yearHandle ?? "");
  if (!field) return;
  const end = handle.id === "f-year-from" ? handle.min : handle.max;
  field.value = handle.value === end ? "" : handle.value;
}

// One document-wide listener: htmx replaces the filters after each choice.
document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset.yearHandle) return;
  const from = getHandle("f-year-from");
  const to = getHandle("f-year-to");
  if (!from || !to) return;
  // A handle pushes the other one along.
  if (Number(from.value) > Number(to.value)) {
    const other = target === from ? to : from;
    other.value = target.value;
  }
  writeYear(from);
  writeYear(to);
});
