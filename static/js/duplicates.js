// @ts-check
// Forms of the admin: while a name is typed, what may be the same is shown beneath it.
// Without this file the form is refused once, and tells it.

const PAUSE = 500;
const SEEN = "doublon_vu";

/**
 * @typedef {{ pk: number, label: string, reason: string, url: string }} NearRow
 */

/**
 * Return the list of what may be the same, with hidden fields that say it was shown.
 * @param {string} title
 * @param {NearRow[]} rows
 */
function buildWarning(title, rows) {
  const list = document.createElement("ul");
  for (const row of rows) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = row.url;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = row.label;
    const seen = document.createElement("input");
    seen.type = "hidden";
    seen.name = SEEN;
    seen.value = String(row.pk);
    item.append(link, ` (${row.reason})`, seen);
    list.append(item);
  }
  return rows.length ? [title, list] : [];
}

/**
 * Ask while one types, and show the answer to the last question only.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
function warnWhileTyping(field) {
  const { nearUrl, nearPk = "", nearTitle = "" } = field.dataset;
  const form = field.form;
  if (!form || !nearUrl) return;
  const box = document.createElement("div");
  box.className = "help near-rows";
  box.setAttribute("role", "status");
  (field.closest(".flex-container") ?? field).after(box);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let asked = "";

  async function ask() {
    const query = new URLSearchParams({ pk: nearPk });
    for (const [name, value] of new FormData(form ?? undefined)) {
      const isOwn = !name.includes("-") && !name.startsWith("csrf");
      if (isOwn && typeof value === "string" && value.length <= 300) {
        query.append(name, value);
      }
    }
    query.delete(SEEN);
    asked = query.toString();
    try {
      const answer = await fetch(`${nearUrl}?${query}`);
      if (!answer.ok || query.toString() !== asked) return;
      const { rows } = await answer.json();
      box.replaceChildren(...buildWarning(nearTitle, rows));
    } catch {
      // The server does not answer: the form itself will tell.
    }
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }
  form.addEventListener("input", askSoon);
  // The lists of the admin tell their changes by jQuery alone.
  /** @type {any} */
  const { django } = globalThis;
  if (django?.jQuery) django.jQuery(form).on("change", askSoon);
}

/** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
const fields = document.querySelectorAll("[data-near-url]");
fields.forEach(warnWhileTyping);
