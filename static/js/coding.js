// Reading answers by keyboard: digits tick themes, letters go on. All of it can be done
// without this module. The keys work while the focus is in the form only: whoever
// dictates, or types elsewhere on the page, sets off nothing.

const form = document.querySelector("form[data-coding]");
const answer = document.getElementById("reponse");
const WRITTEN = "input:not([type=checkbox]), textarea, select";

/** Follow the link to the answer before or after. */
function go(where) {
  document.querySelector(`a[data-coding="${where}"]`)?.click();
}

/** Put what is selected in the answer into the field of the quote. */
function quote() {
  const field = form.elements.citation;
  const selected = document.getSelection();
  if (selected && !selected.isCollapsed && answer.contains(selected.anchorNode)) {
    field.value = selected.toString().trim();
  }
  field.focus();
}

const DEEDS = {
  t: () => form.elements.nouveaux.focus(),
  c: quote,
  e: () => form.requestSubmit(),
  n: () => go("next"),
  p: () => go("previous"),
};

/** Tick or untick the theme of a digit. */
function tick(digit) {
  const box = form.querySelectorAll("input[name=theme]")[digit - 1];
  if (box) {
    box.checked = !box.checked;
    box.focus();
  }
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches(WRITTEN)) {
    if (event.key === "Escape") answer.focus();
    return;
  }
  if (/^[1-9]$/.test(event.key)) tick(Number(event.key));
  else if (Object.hasOwn(DEEDS, event.key)) DEEDS[event.key]();
  else return;
  event.preventDefault();
}

if (form) {
  form.addEventListener("keydown", pressed);
  // A quote that was refused is put right where it was typed.
  if (form.elements.citation.value) form.elements.citation.focus();
  else answer.focus({ preventScroll: true });
}
