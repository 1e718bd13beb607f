/* The desk's own behaviour: send by htmx, drafts, "I am here", ready answers, waiting times. Without it every form still posts. */
const $ = (selector, inside = document) => inside.querySelector(selector);
const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
const post = (address, values) => fetch(address, { method: "POST", body: new URLSearchParams(values), credentials: "same-origin", keepalive: true, headers: { "X-CSRFToken": token() } });
const talk = () => $("#desk-talk");
const form = $("[data-write]"), box = form && $("textarea", form), kept = form && $("[data-kept]", form);
let dirty = false, typedAt = 0, resting = 0, keptAt = 0;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}
function problem(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-errors]")?.textContent.trim() || document.body.dataset.saidFailed;
}
function here(typing) {
  if (!talk() || document.hidden) return Promise.resolve();
  const values = { seen: talk().dataset.last, typing: typing ? "1" : "" };
  const sent = dirty && box ? box.value : null;
  if (sent !== null) values.draft = sent;
  return post(talk().dataset.here, values).then((answer) => {
    if (answer.ok && sent !== null && box.value === sent) { dirty = false; kept.textContent = kept.dataset.words ?? "✓"; }
  }).catch(() => {});
}
if (talk()) {
  talk().scrollTop = talk().scrollHeight;
  let wasAtEnd = true;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "desk-talk") wasAtEnd = talk().scrollHeight - talk().scrollTop - talk().clientHeight < 90;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (talk() && wasAtEnd) talk().scrollTop = talk().scrollHeight;
    here(false);
  });
  here(false);
  setInterval(() => here(false), 20000);
} else if ($("#desk-queue")) {
  setInterval(() => { if (!document.hidden) post($(".q-duty").action, {}).catch(() => {}); }, 30000);
}
if (form) {
  const address = form.action;
  box.focus({ preventScroll: true });
  box.addEventListener("input", () => {
    dirty = true; kept.textContent = "";
    const now = performance.now();
    clearTimeout(resting);
    if (now - typedAt > 4000 || now - keptAt > 2000) { typedAt = keptAt = now; here(true); }
    else resting = setTimeout(() => { keptAt = performance.now(); here(true); }, 500);   // a browser that dies loses half a second
  });
  addEventListener("pagehide", () => { if (dirty) here(false); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); $("[data-send]", form).click(); }
    if (event.key === "/" && !box.value) { event.preventDefault(); openReady(); }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const values = Object.fromEntries(new FormData(form));
    values.side = event.submitter?.value || "staff";
    for (let wait = 800; ; wait = Math.min(wait * 2, 15000)) {
      const askedAt = performance.now();
      try {
        const answer = await fetch(address, { method: "POST", body: new URLSearchParams(values), credentials: "same-origin", headers: { "HX-Request": "true", "HX-Target": "desk-talk" } });
        if (answer.status < 500) {
          const html = await answer.text();
          if (answer.ok) {
            box.value = box.value.startsWith(values.text) ? box.value.slice(values.text.length).trimStart() : box.value;   // typed meanwhile: kept
            dirty = box.value !== ""; form.elements.key.value = newKey(); kept.textContent = "";
            window.htmx.swap("#desk-talk", html, { swapStyle: "outerHTML" }, { eventInfo: { askedAt } });
          } else {
            kept.textContent = "";
            document.dispatchEvent(new CustomEvent("q:failed", { detail: answer.status === 404 ? form.dataset.lost : problem(html) }));
          }
          break;
        }
      } catch { /* the line is gone: the words stay in the box, and go by themselves */ }
      kept.textContent = kept.dataset.waiting;
      await new Promise((resolve) => { setTimeout(resolve, wait); addEventListener("online", resolve, { once: true }); });
    }
    delete form.dataset.busy;
    box.focus();
  });
  const ready = $(".q-desk-ready");
  const openReady = () => { ready.open = true; $("[data-ready]", ready)?.focus(); };
  for (const button of ready.querySelectorAll("[data-ready]")) {
    if (!button.textContent.trim()) { button.remove(); continue; }
    button.addEventListener("click", () => {
      box.value = (box.value ? `${box.value.trimEnd()} ` : "") + button.textContent.trim();
      ready.open = false; dirty = true; box.focus();
    });
  }
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.singleKeys === "off" || event.code !== "KeyN") return;
  if (event.target.closest?.("input, textarea, select, dialog[open]")) return;
  event.preventDefault();
  $("[data-next]")?.click();
});
function waits() {
  for (const element of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(element.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    element.textContent = hours ? `${hours}:${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}` : `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }
}
waits();
setInterval(waits, 1000);
