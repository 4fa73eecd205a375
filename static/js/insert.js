// Puts the name of a figure where the cursor is. Without this file names are copied.

/** Insert a mark into a text; what stands on its own line gets one. */
function insert(field, mark) {
  const start = field.selectionStart;
  const before = field.value.slice(0, start);
  const after = field.value.slice(field.selectionEnd);
  const isInline = mark.startsWith("{{chiffre:");
  const opening = isInline || !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const closing = isInline || after.startsWith("\n") ? "" : "\n\n";
  field.setRangeText(`${opening}${mark}${closing}`, start, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new CustomEvent("figure-inserted", { bubbles: true }));
}

document.querySelectorAll("[data-insert]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    insert(document.getElementById(button.dataset.into), button.dataset.insert);
  });
});
