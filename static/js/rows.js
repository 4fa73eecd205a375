// @ts-check
// Rows of a list and within an entry, in the admin: each cell knows the name of its
// column, so that the table can be read one cell under the other on a small screen
// (css/admin.css, css/admin-lists.css).

const UNNAMED = ".original, .action-checkbox";

/**
 * Return the name of each column; a head that spans several names them all.
 * @param {Element} group
 */
function listColumns(group) {
  /** @type {NodeListOf<HTMLTableCellElement>} */
  const heads = group.querySelectorAll("thead th");
  // The first head spans the hidden cell in which Django names the row.
  return [...heads].flatMap((head) =>
    Array(head.colSpan).fill(head.textContent?.trim()),
  );
}

/**
 * Name the fields of a cell, which have no label of their own, after its column.
 * @param {HTMLTableCellElement} cell
 * @param {string} name
 */
function nameFields(cell, name) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = cell.querySelectorAll("input:not([type=hidden]), select, textarea");
  for (const field of fields) {
    if (!field.labels?.length) {
      field.setAttribute("aria-label", name);
    }
  }
}

for (const group of document.querySelectorAll(".inline-group .tabular, #result_list")) {
  const names = listColumns(group);
  /** @type {NodeListOf<HTMLTableRowElement>} */
  const rows = group.querySelectorAll("tbody tr");
  for (const row of rows) {
    for (const [at, cell] of [...row.cells].entries()) {
      if (cell.tagName === "TD" && !cell.matches(UNNAMED) && names[at]) {
        cell.dataset.label = names[at];
        nameFields(cell, names[at]);
      }
    }
  }
  group.classList.add("is-labelled");
}
