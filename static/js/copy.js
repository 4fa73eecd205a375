// Buttons that copy the text of a field. Without this file the field is selected by hand.

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    document.getElementById("annonce").textContent = button.dataset.copied;
    button.textContent = button.dataset.copied;
  });
});
