// @ts-check
// Points in the forms of the admin: a map under the two numbers of an entry, and in a
// dialog for its inline rows, those added while the page is open included.

import { Picker } from "./map/picker.js";

/**
 * Return the field of a name in the same row.
 * @param {HTMLInputElement} field
 * @param {string} name
 */
function getSibling(field, name) {
  return /** @type {HTMLInputElement | null} */ (
    document.getElementById(field.id.replace(/lat$/, name))
  );
}

/**
 * Return a reader of the key of the row's place, empty where it has none.
 * @param {HTMLInputElement} lat
 * @returns {() => Record<string, string>}
 */
function buildPlaceReader(lat) {
  return () => {
    /** @type {Record<string, string>} */
    const query = {};
    const key = getSibling(lat, "place")?.value;
    if (key) query.lieu = key;
    return query;
  };
}

/**
 * Return the dialog of a row's map; Escape and a button close it.
 * @param {Picker} picker
 */
function buildDialog(picker) {
  const dialog = document.createElement("dialog");
  dialog.className = "picker-dialog";
  dialog.setAttribute("aria-label", picker.words.title);
  const close = picker.createButton(picker.words.close, () => dialog.close());
  close.className = "button picker-dialog__close";
  picker.element.append(close);
  dialog.append(picker.element);
  document.body.append(dialog);
  // Enter must not send the form around the row.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  return dialog;
}

/**
 * @param {HTMLInputElement} lat
 * @param {HTMLInputElement} lng
 */
function addDialog(lat, lng) {
  /** @type {Picker | undefined} */
  let picker;
  /** @type {HTMLDialogElement | undefined} */
  let dialog;
  const words = JSON.parse(lat.dataset.words ?? "");
  const button = document.createElement("button");
  Object.assign(button, {
    type: "button",
    className: "button picker-open",
    textContent: words.open,
  });
  button.setAttribute("aria-label", words.title);
  button.addEventListener("click", async () => {
    picker ||= new Picker(lat, lng, buildPlaceReader(lat));
    dialog ||= buildDialog(picker);
    dialog.showModal();
    await picker.show();
  });
  lng.after(button);
}

/**
 * @param {HTMLInputElement} lat
 * @param {HTMLInputElement} lng
 */
function addMap(lat, lng) {
  const picker = new Picker(lat, lng, buildPlaceReader(lat));
  (lng.closest(".form-row") || lng.parentElement)?.after(picker.element);
  picker.show();
}

/** @param {ParentNode} root */
function addPickers(root) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = root.querySelectorAll("[data-lat]");
  fields.forEach((lat) => {
    const lng = getSibling(lat, "lng");
    if (!lng || lat.id.includes("__prefix__") || lat.dataset.hasPicker) return;
    lat.dataset.hasPicker = "true";
    if (lat.closest(".inline-related, .inline-group")) addDialog(lat, lng);
    else addMap(lat, lng);
  });
}

addPickers(document);
document.addEventListener("formset:added", (event) => {
  if (event.target instanceof Element) addPickers(event.target);
});
