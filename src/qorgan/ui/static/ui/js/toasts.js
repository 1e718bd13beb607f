/* Toasts tell of done things only: 6 seconds, longer under the pointer or the focus, said once in the status region.
   The server sends them as the header HX-Trigger {"q:done": {"text": "…", "undo": "/…"}}; `undo` is a form's address. */
const box = document.getElementById("toasts");
const SECONDS = 6;

document.addEventListener("q:done", (event) => {
  if (!box) return;
  const { text } = event.detail;
  const toast = document.createElement("div");
  toast.className = "q-toast";
  const words = document.createElement("span");
  words.className = "q-grow";
  words.textContent = text;
  const close = document.getElementById("toast-close").content.firstElementChild.cloneNode(true);
  close.addEventListener("click", () => toast.remove());
  toast.append(words, close);
  box.append(toast);
  document.dispatchEvent(new CustomEvent("q:say", { detail: text }));
  let timer = 0;
  const leave = () => { timer = setTimeout(() => toast.remove(), SECONDS * 1000); };
  const stay = () => clearTimeout(timer);
  toast.addEventListener("mouseenter", stay);
  toast.addEventListener("mouseleave", leave);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", leave);
  leave();
});
