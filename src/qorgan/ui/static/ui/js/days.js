/* [data-day]: a day is written as the page's language writes it, 05.11.2026. Eight digits and ISO become that when the field is
   left. The button beside it opens the browser's own calendar; without script there is the line alone. [data-day=moment] has a
   time behind the day, 05.11.2026 14:05; the calendar leaves it as it is. */
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^(\d{8}(?=\d{4}$)|\S{6,10}?(?=[T,\s]))(?:T|,?\s*)(\d{1,2})[:.]?(\d{2})(?::\d{2})?$/;
const WRITTEN = /^(\d{1,2})[.,/\s-]+(\d{1,2})[.,/\s-]+(\d{4})$/;

/* [year, month, day] in digits, or null for what is no such text. */
function read(text) {
  const iso = ISO.exec(text.trim());
  if (iso) return iso.slice(1);
  const found = DIGITS.exec(text.trim()) ?? WRITTEN.exec(text.trim());
  return found && [found[3], found[2].padStart(2, "0"), found[1].padStart(2, "0")];
}
/* [the day as a text, " 14:05"]; the time is empty where the line is a day alone, or has none. */
function parted(line, text) {
  const found = line.dataset.day === "moment" && MOMENT.exec(text.trim());
  return found ? [found[1], ` ${found[2].padStart(2, "0")}:${found[3]}`] : [text, ""];
}
function write(line, text) {
  const [day, time] = parted(line, text);
  const found = read(day);
  if (found && (time || line.dataset.day !== "moment")) line.value = found.reverse().join(".") + time;
}
function choose(line, iso) {
  line.value = read(iso).reverse().join(".") + (line.dataset.day === "moment" ? parted(line, line.value)[1] || " " : "");
}
function fieldOf(element) {
  const field = element.closest(".q-day-field");
  return { line: field?.querySelector("[data-day]"), native: field?.querySelector("[data-day-native]") ?? undefined };
}
function calendarOf(button) {
  const native = document.createElement("input");
  Object.assign(native, { type: "date", className: "q-day-native", tabIndex: -1, ariaHidden: "true", autocomplete: "off" });
  native.dataset.dayNative = "";
  button.after(native);
  return native;
}

/* Before anybody else reads the field. The calendar's own event stays with us: its input has no name and is no answer. */
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-day]")) return write(event.target, event.target.value);
  if (!event.target.matches?.("[data-day-native]")) return;
  event.stopImmediatePropagation();
  const { line } = fieldOf(event.target);
  if (!event.target.value) return;
  choose(line, event.target.value);
  line.dispatchEvent(new Event("input", { bubbles: true }));
  line.dispatchEvent(new Event("change", { bubbles: true }));
  line.focus();
}, true);
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-day-native]")) event.stopImmediatePropagation();
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-day-open]");
  if (!button) return;
  const { line, native = calendarOf(button) } = fieldOf(button);
  native.value = read(parted(line, line.value)[0])?.join("-") ?? "";
  try { native.showPicker(); } catch { line.focus(); /* a browser that opens it for no script */ }
});

function offer(root) {
  if (!("showPicker" in HTMLInputElement.prototype)) return;
  for (const button of root.querySelectorAll?.("[data-day-open]") ?? []) button.hidden = false;
}
offer(document);
document.addEventListener("htmx:load", (event) => offer(event.target));
