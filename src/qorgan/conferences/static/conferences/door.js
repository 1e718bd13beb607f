/* The door without a connection: numbers that could not be sent wait in this tab, with the moment at which they were read, and
   are sent one after the other when the line is back. Numbers alone, never a name; a closed tab forgets them. */
const door = document.querySelector("[data-door]");
const form = door.querySelector("form");
const badge = form.querySelector("[name=badge]");
const said = door.querySelector("[data-door-waiting]");
const KEY = `door:${door.dataset.door}`, MOST = 500, PAUSE = 8000;
let isSending = false;

const waiting = () => JSON.parse(sessionStorage.getItem(KEY) || "[]");
const keep = (rows) => { sessionStorage.setItem(KEY, JSON.stringify(rows)); tell(rows.length); };
const tell = (count) => { said.textContent = count ? `${door.dataset.saidKept} ${count}` : ""; };

async function send(row) {
  const given = new FormData(form);
  given.set("badge", row.badge);
  given.set("at", row.at);
  given.delete("once");
  const answer = await fetch(door.dataset.door, {
    method: "POST", body: given, headers: { "HX-Request": "true", "HX-Target": "door-result" }, signal: AbortSignal.timeout(PAUSE),
  });
  if (![200, 422].includes(answer.status) || answer.redirected) throw new Error(String(answer.status));
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("door-result");
  if (!part) throw new Error("no answer");
  return part;
}

async function sendWaiting() {
  if (isSending) return;
  isSending = true;
  try {
    for (let rows = waiting(); rows.length; rows = waiting()) {
      show(await send(rows[0]));
      keep(waiting().slice(1));
    }
  } catch { tell(waiting().length); } finally { isSending = false; }
}

function show(part) { document.getElementById("door-result").replaceChildren(...part.childNodes); }

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const row = { badge: badge.value.trim(), at: new Date().toISOString() };
  if (!row.badge) return;
  badge.value = "";
  badge.focus();
  if (waiting().length >= MOST) { said.textContent = door.dataset.saidFull; return; }
  try {
    if (waiting().length) throw new Error("in order");
    show(await send(row));
  } catch { keep([...waiting(), row]); sendWaiting(); }
});
addEventListener("online", sendWaiting);
setInterval(() => { if (waiting().length) sendWaiting(); }, PAUSE);
sendWaiting();
