// @ts-check
// Fields that suggest rows as one types (select2, in the admin) say their label to screen
// readers: the library names neither its field nor its list.

/**
 * Name what select2 draws for each select of a part of the page.
 * @param {ParentNode} part
 */
function nameSuggestions(part) {
  /** @type {NodeListOf<HTMLSelectElement>} */
  const fields = part.querySelectorAll("select.select2-hidden-accessible");
  for (const field of fields) {
    const label =
      field.labels?.[0]?.textContent?.replace(/\s*:\s*$/, "") ||
      field.closest("td")?.dataset.label ||
      "";
    const drawn = field.parentElement?.querySelector(".select2-container");
    for (const one of drawn?.querySelectorAll(
      "[role=combobox], [role=textbox], [role=searchbox], .select2-search__field",
    ) ?? []) {
      one.setAttribute("aria-label", label.trim());
    }
    drawn
      ?.querySelector("ul.select2-selection__rendered")
      ?.setAttribute("role", "presentation");
  }
}

// After the admin's own script, which draws them when jQuery says that all is there.
// @ts-expect-error -- the admin's jQuery has no types here
globalThis.django.jQuery(() => nameSuggestions(document));
document.addEventListener("formset:added", (event) => {
  if (event.target instanceof Element) {
    nameSuggestions(event.target);
  }
});
