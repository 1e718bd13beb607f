/* Tables and queues: J and K move, Enter opens; sorting, paging and chips swap the table alone; filters act as they are
   chosen; and a list marked data-hold keeps still while somebody reads it: new rows wait behind "3 new". */
const rowsOf = (list) => [...list.querySelectorAll("tbody tr, .q-queue-row")].filter((row) => row.querySelector("a") || row.matches("a"));

function move(step) {
  const list = document.activeElement?.closest?.("[data-table]") ?? document.querySelector("[data-table]");
  if (!list) return false;
  const rows = rowsOf(list);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (!next) return false;
  for (const row of rows) row.classList.toggle("q-at", row === next);
  (next.matches("a") ? next : next.querySelector("a[data-open]") ?? next.querySelector("a")).focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.singleKeys === "off") return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]")) return;
  const step = { KeyJ: 1, KeyK: -1 }[event.code];
  if (step && move(step)) event.preventDefault();
});

/* A click anywhere in a row opens it, but not where text is being marked or something else is pressed. */
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-table] tbody tr");
  if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
  row.querySelector("a[data-open]")?.click();
});

const here = () => location.pathname + location.search;
let shown = here();

/* Links inside a table that only change its query string load the table alone. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-table] a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download") || !window.htmx) return;
  const table = link.closest("[data-table]");
  event.preventDefault();
  const address = location.pathname + link.getAttribute("href");
  window.htmx.ajax("GET", address, { target: `#${table.id}`, swap: "outerHTML", source: table, event }).then(() => {
    history.pushState({}, "", address);
    shown = address;
    document.getElementById(table.id)?.querySelector(".q-scroll")?.focus({ preventScroll: true });
  });
});
/* Going back to another query string shows its rows; a link within the page (the skip link, an error's) changes none. */
addEventListener("popstate", () => { if (document.querySelector("[data-table]") && here() !== shown) location.reload(); });
document.addEventListener("htmx:pushedIntoHistory", () => { shown = here(); });
document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".q-filters");
  if (form && event.target.matches("select, [data-day], input[type=checkbox]")) form.requestSubmit();
});

/* data-hold: while the pointer or the focus is inside, `live` is kept back and counted. The button is drawn by the page:
   <button data-held hidden data-words="{number} new">. */
for (const list of document.querySelectorAll("[data-hold]")) {
  const button = list.querySelector("[data-held]");
  let waiting = 0, isPassing = false;
  const isRead = () => list.matches(":hover") || list.contains(document.activeElement);
  const show = () => {
    button.hidden = waiting === 0;
    button.textContent = button.dataset.words.replace("{number}", waiting);
  };
  const pass = () => {
    waiting = 0;
    show();
    isPassing = true;
    list.dispatchEvent(new CustomEvent("live", { detail: {}, bubbles: true }));
    isPassing = false;
  };
  list.addEventListener("live", (event) => {
    if (isPassing || !isRead()) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    waiting += 1;
    show();
  }, true);
  button.addEventListener("click", pass);
  list.addEventListener("mouseleave", () => { if (waiting && !list.contains(document.activeElement)) pass(); });
}
