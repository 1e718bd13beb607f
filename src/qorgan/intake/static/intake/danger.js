/* Keys on the questions of danger: Y, N, U answer and go on, 1 to 4 choose the level. Without it every form still posts. */
const form = document.querySelector("[data-asks]");
const ANSWERS = { KeyY: "yes", KeyN: "no", KeyU: "not_known" };

function current(asks) {
  const held = asks.findIndex((one) => one.contains(document.activeElement));
  return held >= 0 ? held : Math.max(0, asks.findIndex((one) => one.querySelector("input[value=not_known]")?.checked));
}
function choose(input) {
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
form?.ownerDocument.addEventListener("keydown", (event) => {
  const typed = event.target.closest("textarea, select, input:not([type=radio])");
  if (typed || event.ctrlKey || event.metaKey || event.altKey) return;
  const level = /^(Digit|Numpad)([1-4])$/.exec(event.code);
  if (level) {
    choose(form.querySelector(`input[name=level][value="${level[2]}"]`));
    event.preventDefault();
    return;
  }
  const answer = ANSWERS[event.code];
  if (!answer) return;
  const asks = [...form.querySelectorAll("[data-ask]")];
  const at = current(asks);
  choose(asks[at].querySelector(`input[value=${answer}]`));
  const next = asks[at + 1] ?? asks[at];
  (next.querySelector("input:checked") ?? next.querySelector("input"))?.focus();
  event.preventDefault();
});
