// Buttons that copy or print. Without this file they stay hidden.

/** Say that something was copied, in the button and to screen readers. */
function copied(button) {
  document.getElementById("annonce").textContent = button.dataset.copied;
  button.textContent = button.dataset.copied;
}

document.querySelectorAll("[data-copy], [data-copy-text], [data-print]").forEach((button) => {
  button.hidden = false;
  button.closest("li")?.removeAttribute("hidden");
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-text], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) {
    window.print();
    return;
  }
  const field = document.getElementById(button.dataset.copy);
  field?.select();
  await navigator.clipboard.writeText(field ? field.value : button.dataset.copyText);
  copied(button);
});
