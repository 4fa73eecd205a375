// Rows within a sheet, in the admin: each cell knows the name of its column, so that the
// table can be read one cell under the other on a small screen (css/admin.css).

document.querySelectorAll(".inline-group .tabular").forEach((group) => {
  const heads = [...group.querySelectorAll("thead th")];
  // The first head spans the hidden cell in which Django names the row.
  const names = heads.flatMap((head) => Array(head.colSpan).fill(head.textContent.trim()));
  group.querySelectorAll("tbody tr").forEach((row) => {
    [...row.cells].forEach((cell, at) => {
      if (!cell.classList.contains("original") && names[at]) cell.dataset.label = names[at];
    });
  });
  group.classList.add("is-labelled");
});
