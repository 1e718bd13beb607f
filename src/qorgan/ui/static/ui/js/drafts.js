/* What is typed into a form with data-draft="<key>" is kept in the tab (sessionStorage) until it is sent, and goes with
   the tab. Never passwords, files, hidden fields. Signing out wipes all. */
const PREFIX = "q-draft:";
const SENT = "q-sent:";
const isKept = (field) => field.name && !field.disabled && !["password", "file", "hidden", "submit", "button"].includes(field.type);

function read(key) {
  try { return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? "null"); } catch { return null; }
}
function values(form) {
  return [...form.elements].filter(isKept)
    .map((field) => [field.name, ["checkbox", "radio"].includes(field.type) ? (field.checked ? field.value : null) : field.value]);
}
function fill(form, draft) {
  const waiting = [...draft];
  for (const field of [...form.elements].filter(isKept)) {
    const index = waiting.findIndex(([name]) => name === field.name);
    if (index < 0) continue;
    const [, value] = waiting.splice(index, 1)[0];
    if (["checkbox", "radio"].includes(field.type)) field.checked = value !== null;
    else if (value) field.value = value;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = form.dataset.draft;
  const wasRefused = form.querySelector("[data-errors]") !== null;
  let isDirty = false;
  try {
    if (sessionStorage.getItem(SENT + key) && !wasRefused) sessionStorage.removeItem(PREFIX + key);
    sessionStorage.removeItem(SENT + key);
    const draft = read(key);
    if (draft && !wasRefused) fill(form, draft);
  } catch { /* storage is closed: nothing is kept */ }
  form.addEventListener("input", () => {
    isDirty = true;
    try { sessionStorage.setItem(PREFIX + key, JSON.stringify(values(form))); } catch { /* full or closed */ }
  });
  form.addEventListener("submit", () => {
    isDirty = false;
    try { sessionStorage.setItem(SENT + key, "yes"); } catch { /* closed */ }
  });
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}
/* A page without the form, after it was sent: the draft is done with. */
try {
  for (const name of Object.keys(sessionStorage).filter((one) => one.startsWith(SENT))) {
    const key = name.slice(SENT.length);
    if (!document.querySelector(`form[data-draft="${CSS.escape(key)}"]`)) {
      sessionStorage.removeItem(PREFIX + key);
      sessionStorage.removeItem(name);
    }
  }
} catch { /* closed */ }
document.addEventListener("submit", (event) => {
  if (!("wipe" in event.target.dataset)) return;
  try { sessionStorage.clear(); } catch { /* closed */ }
});
