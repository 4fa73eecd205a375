// @ts-check
// The public page beside a form stays open, or closed, from one form to the next.

const KEY = "public-page-beside";
const beside = document.querySelector("details.public-beside");

if (beside instanceof HTMLDetailsElement) {
  beside.open = sessionStorage.getItem(KEY) === "open";
  beside.addEventListener("toggle", () => {
    sessionStorage.setItem(KEY, beside.open ? "open" : "closed");
  });
}
