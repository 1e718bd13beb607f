/* Clocks run by the server's time: the page says when it was made, and the difference to the device's own clock is kept.
   The figure moves by the second; what is read aloud, by the minute. */
const clocks = new Map();

function adopt(root) {
  for (const element of root.querySelectorAll?.("[data-clock]") ?? []) {
    if (clocks.has(element)) continue;
    const { now, start, due } = element.dataset;
    clocks.set(element, {
      offset: Date.parse(now) - Date.now(), start: Date.parse(start), due: Date.parse(due), minute: null,
    });
  }
}

const two = (number) => String(number).padStart(2, "0");

function figure(seconds, days) {
  if (seconds >= 86400) return days.replace("{days}", Math.floor(seconds / 86400)).replace("{hours}", Math.floor(seconds % 86400 / 3600));
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds % 3600 / 60), rest = seconds % 60;
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

function draw(element, clock) {
  const now = Date.now() + clock.offset;
  const left = Math.round((clock.due - now) / 1000);
  const isOver = left <= 0;
  element.querySelector("[data-clock-time]").textContent = (isOver ? "+" : "") + figure(Math.abs(left), element.dataset.days);
  const whole = Math.max(clock.due - clock.start, 1000);
  const share = Math.min(Math.max((now - clock.start) / whole, 0), 1);
  element.querySelector("[data-clock-bar]")?.setAttribute("width", (share * 100).toFixed(1));
  if (element.classList.contains("q-clock") && !element.classList.contains("q-clock-danger")) {
    element.classList.toggle("q-clock-warn", !isOver && share > 0.75);
    element.classList.toggle("q-clock-danger", isOver);
  }
  const minute = Math.floor(Math.abs(left) / 60);
  const words = element.querySelector("[data-clock-words]");
  if (words && clock.minute !== null && minute !== clock.minute) {
    words.textContent = element.dataset[isOver ? "over" : "left"].replace("{minutes}", minute);
  }
  clock.minute = minute;
}

function tick() {
  for (const [element, clock] of clocks) {
    if (element.isConnected) draw(element, clock);
    else clocks.delete(element);
  }
}

adopt(document);
document.addEventListener("htmx:afterSettle", (event) => adopt(event.target));
document.addEventListener("htmx:load", (event) => adopt(event.target.parentNode ?? event.target));
setInterval(tick, 1000);
