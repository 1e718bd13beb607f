/* Keys (UI.md section 8). Single keys are off inside fields, can be switched off, and never act with Ctrl, Alt or Meta.
   An element takes a key with data-key="n"; a place of the navigation with data-go="D"; / goes to [data-find]. */
let wentG = 0;

function isWriting(target) {
  return target.closest?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable], dialog[open]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (document.body.dataset.singleKeys === "off" || isWriting(event.target)) return;
  const key = letter(event);
  if (Date.now() - wentG < 1500) {
    wentG = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(key.toUpperCase())}"]`);
    if (place) {
      event.preventDefault();
      location.assign(place.href);
    }
    return;
  }
  if (key === "g") wentG = Date.now();
  else if (key === "/") act(event, document.querySelector("[data-find]"), "focus");
  else if (key === "?") act(event, document.getElementById("key-list"), "showModal");
  else if (!event.shiftKey && key.length === 1) {
    act(event, [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.checkVisibility?.() ?? true), "click");
  }
});

/** The Latin letter of the key pressed, also under a Kazakh or Russian layout. */
function letter(event) {
  if (/^[a-z/?]$/i.test(event.key)) return event.key.toLowerCase();
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
}

function act(event, element, verb) {
  if (!element?.[verb]) return;
  event.preventDefault();
  element[verb]();
}
