// @ts-check
// Buttons that copy or print. Without this file they stay hidden.

const BUTTONS = "[data-copy], [data-copy-text], [data-print]";

/**
 * Say that something was copied, in the button and to screen readers.
 * @param {HTMLElement} button
 */
function confirmCopy(button) {
  const said = button.dataset.copied ?? "";
  const region = document.getElementById("annonce");
  if (region) region.textContent = said;
  button.textContent = said;
}

/** @param {HTMLElement} button */
async function copyText(button) {
  const field = document.getElementById(button.dataset.copy ?? "");
  const isField =
    field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (isField) field.select();
  await navigator.clipboard.writeText(
    isField ? field.value : (button.dataset.copyText ?? ""),
  );
  confirmCopy(button);
}

function showButtons() {
  for (const button of document.querySelectorAll(BUTTONS)) {
    button.removeAttribute("hidden");
    button.closest("li")?.removeAttribute("hidden");
  }
}

showButtons();
document.addEventListener("htmx:afterSettle", showButtons);
document.addEventListener("click", async ({ target }) => {
  const button = target instanceof Element && target.closest(BUTTONS);
  if (!(button instanceof HTMLElement)) return;
  if ("print" in button.dataset) window.print();
  else await copyText(button);
});
