// Points in the forms of the admin: a map under the two numbers of a sheet, and in a
// dialog for the rows within it. Rows that are added while the page is open have it too.

import { Picker } from "./map/picker.js";

/** Give the field of the same row that bears a name. */
function sibling(field, name) {
  return document.getElementById(field.id.replace(/lat$/, name));
}

/** Give the key of the place that the row names, if it can name one. */
function placeOf(lat) {
  return () => sibling(lat, "place")?.value || "";
}

/** Open the map of a row in a dialog; Escape and a button close it. */
function dialogOf(picker) {
  const dialog = document.createElement("dialog");
  dialog.className = "picker-dialog";
  dialog.setAttribute("aria-label", picker.words.title);
  const close = picker.button(picker.words.close, () => dialog.close());
  close.className = "button picker-dialog__close";
  picker.element.append(close);
  dialog.append(picker.element);
  document.body.append(dialog);
  // A form around the row must not be sent from here.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  return dialog;
}

function equipRow(lat, lng) {
  let picker;
  let dialog;
  const words = JSON.parse(lat.dataset.words);
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button picker-open", textContent: words.open });
  button.setAttribute("aria-label", words.title);
  button.addEventListener("click", async () => {
    picker ||= new Picker(lat, lng, { place: placeOf(lat) });
    dialog ||= dialogOf(picker);
    dialog.showModal();
    await picker.show();
  });
  lng.after(button);
}

function equipSheet(lat, lng) {
  const picker = new Picker(lat, lng, { place: placeOf(lat) });
  (lng.closest(".form-row") || lng.parentElement).after(picker.element);
  picker.show();
}

function equip(root) {
  root.querySelectorAll("[data-lat]").forEach((lat) => {
    const lng = sibling(lat, "lng");
    if (!lng || lat.id.includes("__prefix__") || lat.dataset.equipped) return;
    lat.dataset.equipped = "true";
    if (lat.closest(".inline-related, .inline-group")) equipRow(lat, lng);
    else equipSheet(lat, lng);
  });
}

equip(document);
document.addEventListener("formset:added", (event) => equip(event.target));
