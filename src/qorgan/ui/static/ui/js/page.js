/* The page as a whole: what is said aloud, what htmx may not do, errors of a refused form, dialogs, menus. */
const said = document.getElementById("said");

/** Folds a text for comparing: letters that one has on any keyboard here. This module runs first; others use it. */
window.qFold = (text) => text.toLowerCase().normalize("NFKD")
  .replace(/[әғқңөұүһі]/g, (sign) => "агкноуухи"["әғқңөұүһі".indexOf(sign)]).replace(/ё/g, "е");

/** Says a sentence in the status region; other modules send `q:say` with the sentence. */
document.addEventListener("q:say", (event) => {
  if (!said) return;
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = event.detail; });
});

function focusErrors(root) {
  const summary = root.querySelector?.("[data-errors]");
  if (summary) summary.focus();
}
focusErrors(document);
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));

/* An answer that is not a page is told as an error line, never as a toast that goes away by itself. */
document.addEventListener("htmx:responseError", (event) => {
  const said = document.body.dataset, status = event.detail.xhr.status;
  const words = { 404: said.saidGone, 503: said.saidAway }[status] ?? said.saidFailed;
  document.dispatchEvent(new CustomEvent("q:failed", { detail: words }));
});
document.addEventListener("q:failed", (event) => {
  const main = document.getElementById("main");
  if (!main) return;
  main.querySelector("[data-failed]")?.remove();
  const note = document.createElement("div");
  note.className = "q-errors";
  note.dataset.failed = "";
  note.setAttribute("role", "alert");
  note.textContent = event.detail;
  main.prepend(note);
});

/* A signed-out reader gets the sign-in page whole, not inside a part. The page of a fault is no reason to lose what is typed. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.isError) return;
  if (event.detail.xhr.getResponseHeader("Content-Type")?.includes("text/html") &&
      /^\s*<!doctype/i.test(event.detail.xhr.responseText) && event.detail.target !== document.body) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

/* Dialogs: a link or button with data-dialog opens one; without script the link leads to a page of its own. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const dialog = event.target.closest("dialog");
  if (event.target.closest("[data-close]") || (dialog && event.target === dialog)) dialog?.close();
  for (const menu of document.querySelectorAll("details.q-menu[open], details.q-me[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.q-menu[open], details.q-me[open], details.q-burger[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* A form is sent once: a second press while it is on its way does nothing. The server keeps the same promise. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) event.preventDefault();
  else form.dataset.sending = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});
document.addEventListener("htmx:afterRequest", (event) => { delete event.target.dataset?.sending; });
