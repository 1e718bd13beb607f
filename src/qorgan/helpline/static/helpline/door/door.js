// The child's door. Without this file everything works by plain forms; with it nothing typed is lost and the page answers at once.
"use strict";
(() => {                                 // a function, because the page may be replaced by its answer within one window
const $ = (selector, inside = document) => inside.querySelector(selector);
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const words = document.body.dataset;
const store = {
  get: name => { try { return sessionStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { value ? sessionStorage.setItem(name, value) : sessionStorage.removeItem(name); } catch { /* no room: the box keeps it */ } },
};

// Exit: blank at once, wipe what was typed, close the open page on the server, replace this entry of the history.
let left = false;
function exit() {
  if (left) return;
  left = true;
  document.documentElement.style.visibility = "hidden";
  document.body.replaceChildren();
  document.title = " ";
  try { sessionStorage.clear(); } catch { /* nothing was kept */ }
  if (words.closed) navigator.sendBeacon(words.closed, new URLSearchParams({ k: words.key || "" }));
  location.replace(words.away);
}
for (const link of all("[data-exit]")) link.addEventListener("click", event => { event.preventDefault(); exit(); });
let presses = 0, last = 0;
document.addEventListener("keydown", event => {
  if (event.key !== "Shift") { presses = 0; return; }
  if (event.repeat) return;
  presses = event.timeStamp - last < 1000 ? presses + 1 : 1;
  last = event.timeStamp;
  if (presses === 3) exit();
});
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });

// SHA-256, because crypto.subtle is absent on a plain-http address; used for the little work that a form costs.
const K = new Uint32Array(64), H0 = new Uint32Array(8);
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
  if (!prime) continue;
  if (i < 8) H0[i] = (Math.sqrt(n) % 1) * 2 ** 32;
  K[i++] = (Math.cbrt(n) % 1) * 2 ** 32;
}
function firstWord(bytes) {
  const blocks = ((bytes.length + 9 + 63) >> 6) << 6, data = new Uint8Array(blocks), view = new DataView(data.buffer);
  data.set(bytes); data[bytes.length] = 128; view.setUint32(blocks - 4, bytes.length * 8);
  const h = H0.slice(), w = new Uint32Array(64), rot = (x, n) => (x >>> n) | (x << (32 - n));
  for (let at = 0; at < blocks; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (rot(a, 7) ^ rot(a, 18) ^ (a >>> 3)) + w[i - 7] + (rot(b, 17) ^ rot(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, z] = h;
    for (let i = 0; i < 64; i++) {
      const t = (z + (rot(e, 6) ^ rot(e, 11) ^ rot(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const u = ((rot(a, 2) ^ rot(a, 13) ^ rot(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      z = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += z;
  }
  return h[0];
}
function work(ticket, bits) {           // in small pieces, so that the page stays quick
  return new Promise(done => {
    const encoder = new TextEncoder();
    let n = 0;
    (function piece() {
      const until = performance.now() + 12;
      while (performance.now() < until) {
        if (firstWord(encoder.encode(`${ticket}.${n}`)) >>> (32 - bits) === 0) { done(String(n)); return; }
        n++;
      }
      setTimeout(piece, 0);
    })();
  });
}
for (const form of all("form[data-bits]")) {
  const bits = Number(form.dataset.bits);
  let ready = null;
  const begin = () => { ready ??= work(form.elements.ticket.value, bits).then(answer => { form.elements.work.value = answer; }); return ready; };
  form.addEventListener("input", begin, { once: true });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const button = $("button:not([type=button])", form);
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    button.setAttribute("aria-disabled", "true");
    await begin();
    sendForm(form, button);
  });
}
// A whole form by fetch: the answer replaces the page and its entry of the history, so the conversation leaves one entry only.
async function sendForm(form, button) {
  const status = $("[data-status]", form);
  for (let wait = 1000; !left; wait = Math.min(wait * 2, 15000)) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", headers: { "X-Door": "1" } });
      if (answer.status < 500) {
        const page = await answer.text();
        store.set("first", "");
        history.replaceState(null, "", answer.headers.get("X-Door-Address") || form.action);
        document.open(); document.write(page); document.close();
        return;
      }
    } catch { /* the line is gone: the words stay in the box and go by themselves later */ }
    if (status) { status.hidden = false; status.textContent = words.waiting; }
    await new Promise(resolve => { setTimeout(resolve, wait); addEventListener("online", resolve, { once: true }); });
  }
  delete form.dataset.busy;
  button.removeAttribute("aria-disabled");
}
// What is typed and not sent stays in this tab only, and goes with it.
for (const box of all("textarea[data-draft]")) {
  const name = box.dataset.draft;
  if (!box.value) box.value = store.get(name) || "";
  box.addEventListener("input", () => store.set(name, box.value));
}

// The conversation.
const log = $("#log");
if (log) {
  const form = $("#send"), box = form.elements.text, state = $("#state");
  let seen = Number(log.dataset.seq), typedAt = 0, reading = false, again = false;
  let outbox = JSON.parse(store.get("outbox") || "[]");
  const keep = () => store.set("outbox", outbox.length ? JSON.stringify(outbox) : "");
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const toEnd = () => { log.scrollTop = log.scrollHeight; };
  const show = item => {
    if ($(`[data-mine="${item.key}"]`)) return;
    const said = document.createElement("div"), note = document.createElement("p");
    said.className = "say me"; said.dataset.mine = item.key; said.textContent = item.text;
    note.className = "st"; note.dataset.note = item.key; note.textContent = words.sending;
    log.append(said, note);
    toEnd();
  };
  const say = (key, text) => { const note = $(`[data-note="${key}"]`); if (note) note.textContent = text; };
  async function fetchNew() {
    if (left) return;
    if (reading) { again = true; return; }
    reading = true;
    try {
      const answer = await fetch(`${log.dataset.news}?after=${seen}`, { credentials: "same-origin", headers: { "X-Door": words.key } });
      if (left) return;                  // Exit was pressed meanwhile: nothing may lead anywhere else any more
      if (answer.status === 409) { location.reload(); return; }   // another tab opened another conversation: both show that one
      if (answer.status === 404 || answer.redirected) { location.replace(words.start); return; }
      if (answer.ok) {
        const piece = document.createElement("template"), stay = atEnd();
        piece.innerHTML = await answer.text();
        const head = piece.content.querySelector("#news");
        for (const said of all("[data-seq]", piece.content)) {
          const seq = Number(said.dataset.seq);
          if (seq <= seen || $(`#log [data-seq="${seq}"]`)) continue;
          for (const old of all(`[data-mine="${said.dataset.key}"],[data-note="${said.dataset.key}"]`)) old.remove();
          log.insertBefore(said, $("#log [data-mine]"));
          seen = seq;
        }
        if (head) { state.textContent = head.dataset.state; $("#who").textContent = head.dataset.who; }
        if (stay) toEnd();
      }
    } catch { /* asked again with the next event or the next turn */ }
    reading = false;
    if (again) { again = false; fetchNew(); }
  }
  let flushing = false;
  async function flush() {
    if (flushing) return;
    flushing = true;
    for (let wait = 800; outbox.length && !left;) {
      const item = outbox[0];
      try {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams({ k: words.key, text: item.text, key: item.key }), credentials: "same-origin", headers: { "X-Door": "1" } });
        if (answer.ok) { outbox.shift(); keep(); say(item.key, words.delivered); await fetchNew(); wait = 800; continue; }
        if (answer.status === 404) {     // this page is closed; what was not sent stands on the first page again
          store.set("first", [...outbox.map(one => one.text), box.value].filter(Boolean).join("\n"));
          outbox = []; keep(); location.replace(words.start);
          return;
        }
        if (answer.status < 500) {
          outbox.shift(); keep(); say(item.key, await answer.text());
          box.value = [item.text, box.value].filter(Boolean).join("\n"); store.set(box.dataset.draft, box.value);
          continue;
        }
      } catch { /* later */ }
      say(item.key, words.waiting);
      await new Promise(resolve => { setTimeout(resolve, wait); addEventListener("online", resolve, { once: true }); });
      wait = Math.min(wait * 2, 15000);
    }
    flushing = false;
  }
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  };
  form.addEventListener("submit", event => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    const item = { key: newKey(), text };
    outbox.push(item); keep(); show(item);
    box.value = ""; store.set(box.dataset.draft, ""); box.focus();
    flush();
  });
  box.addEventListener("keydown", event => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(); });
  const here = typing => fetch(log.dataset.here, { method: "POST", body: new URLSearchParams({ k: words.key, seen, typing: typing ? "1" : "" }), credentials: "same-origin", keepalive: true }).catch(() => {});
  box.addEventListener("input", () => { if (performance.now() - typedAt > 4000) { typedAt = performance.now(); here(true); } });
  let stream = null;
  function listen() {                    // a browser gives a stream up for good after any refusal, so it is opened again here
    if (!window.EventSource || left || (stream && stream.readyState !== EventSource.CLOSED)) return;
    stream = new EventSource(log.dataset.live);
    stream.addEventListener("helpline.thread", () => { if (left) stream.close(); else fetchNew(); });
  }
  listen();
  setInterval(() => { if (!document.hidden && !left) { fetchNew(); here(false); listen(); } }, 15000);
  addEventListener("online", () => { fetchNew(); flush(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) fetchNew(); });
  outbox.forEach(show);
  toEnd();
  flush();
  here(false);
}
})();
