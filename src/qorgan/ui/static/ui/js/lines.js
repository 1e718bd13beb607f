/* The line "No connection": forms stay usable; what could not be sent by htmx is kept in this page and sent again, in
   order and once (each form carries its own token, so the server does it once even if both arrive). */
const line = document.querySelector("[data-offline]");
const kept = [];

function show() {
  const isOff = !navigator.onLine || kept.length > 0;
  document.documentElement.classList.toggle("q-is-offline", isOff);
  if (!line) return;
  line.hidden = !isOff;
  const words = line.querySelector("[data-offline-kept]");
  words.textContent = kept.length ? words.dataset.words.replace("{number}", kept.length) : "";
}

async function send() {
  while (kept.length && navigator.onLine) {
    const form = kept[0];
    if (form.isConnected) {
      const isSent = await new Promise((done) => {
        form.addEventListener("htmx:afterRequest", (event) => done(!event.detail.failed || event.detail.xhr.status > 0), { once: true });
        window.htmx.trigger(form, "submit");
      });
      if (!isSent) break;
    }
    kept.shift();
    show();
  }
}

document.addEventListener("htmx:sendError", (event) => {
  const form = event.target.closest("form");
  if (form?.method === "post" && !kept.includes(form)) kept.push(form);
  show();
  setTimeout(send, 5000);
});
addEventListener("online", () => { show(); send(); });
addEventListener("offline", show);
addEventListener("beforeunload", (event) => { if (kept.length) event.preventDefault(); });
show();
