/* data-live="/live/<source>/<key>": the element gets the event `live` (detail {seq}) at each message, and once more when
   a broken stream is open again, so that the page re-reads what it may see. htmx hears it: hx-trigger="live".
   While the browser reconnects by itself it sends Last-Event-ID; after a refusal we wait longer and longer.
   A tab that nobody sees gives its streams back after a while (a browser opens six connections to one host, and a desk
   has many tabs); when it is seen again they are opened anew, and the page re-reads. A stream that stays lost is told
   once, calmly, and once more when it is back.
   data-live-poll="15": without a stream the event comes every 15 seconds instead.
   What was told while a request was on its way is told again to the element that its answer brings: htmx would ask once
   more from the element that is gone, that is, never. */
const streams = new Map();
const LONGEST = 60_000;
const HIDDEN = 20_000;
const TOLD_AFTER = 5_000;
let isLeaving = false, isToldLost = false, lostTimer = 0;

function tellOf(word) {
  const text = document.body.dataset[word];
  if (text) document.dispatchEvent(new CustomEvent("q:done", { detail: { text } }));
}
function lost() {
  if (isLeaving || isToldLost || lostTimer) return;
  lostTimer = setTimeout(() => {
    lostTimer = 0;
    if (isLeaving || document.hidden || ![...streams.values()].some((stream) => stream.wasLost)) return;
    isToldLost = true;
    tellOf("saidLost");
  }, TOLD_AFTER);
}
function regained() {
  if ([...streams.values()].some((stream) => stream.wasLost)) return;
  clearTimeout(lostTimer);
  lostTimer = 0;
  if (isToldLost) tellOf("saidBack");
  isToldLost = false;
}

class Stream {
  constructor(address) {
    this.address = address;
    this.source = address.split("/")[2];
    this.elements = new Map();   // each with the moment from which it hears
    this.wait = 1000;
    this.heardAt = -1;
    this.wasLost = false;
    this.open();
  }

  open() {
    this.events = new EventSource(this.address);
    this.events.addEventListener("open", () => {
      this.wait = 1000;
      if (this.wasLost) this.tell({});
      this.wasLost = false;
      regained();
      document.documentElement.classList.remove("q-is-silent");
    });
    this.events.addEventListener(this.source, (event) => {
      try { this.tell(JSON.parse(event.data)); } catch { this.tell({}); }
    });
    this.events.addEventListener("error", () => {
      this.wasLost = true;
      lost();
      document.documentElement.classList.add("q-is-silent");
      if (this.events.readyState !== EventSource.CLOSED) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.open(), this.wait * (0.5 + Math.random()));
      this.wait = Math.min(this.wait * 2, LONGEST);
    });
  }

  tell(detail) {
    this.heardAt = performance.now();
    for (const element of [...this.elements.keys()]) {
      if (!element.isConnected) this.elements.delete(element);
      else element.dispatchEvent(new CustomEvent("live", { detail, bubbles: true }));
    }
    if (!this.elements.size) this.close();
  }

  tellAgain(askedAt) {
    if (this.heardAt < askedAt) return;
    for (const [element, hearsFrom] of this.elements) {
      if (hearsFrom > this.heardAt && element.isConnected) element.dispatchEvent(new CustomEvent("live", { detail: {}, bubbles: true }));
    }
  }

  rest() {
    clearTimeout(this.timer);
    this.events.close();
    this.isResting = true;
  }

  wake() {
    if (!this.isResting) return;
    this.isResting = false;
    this.wasLost = true;
    this.wait = 1000;
    this.open();
  }

  close() {
    clearTimeout(this.timer);
    this.events.close();
    streams.delete(this.address);
  }
}

function adopt(root) {
  const found = [...(root.querySelectorAll?.("[data-live]") ?? [])];
  if (root.matches?.("[data-live]")) found.push(root);
  for (const element of found) {
    const address = element.dataset.live;
    if (!address.startsWith("/live/")) continue;
    if (!streams.has(address)) streams.set(address, new Stream(address));
    const stream = streams.get(address);
    if (stream.elements.has(element)) continue;
    stream.elements.set(element, performance.now());
    const poll = Number(element.dataset.livePoll);
    if (poll) {
      const timer = setInterval(() => {
        if (!element.isConnected) clearInterval(timer);
        else if (stream.wasLost && navigator.onLine) element.dispatchEvent(new CustomEvent("live", { detail: {}, bubbles: true }));
      }, poll * 1000);
    }
  }
}

function drop() {
  for (const stream of [...streams.values()]) {
    for (const element of [...stream.elements.keys()]) if (!element.isConnected) stream.elements.delete(element);
    if (!stream.elements.size) stream.close();
  }
}

/* A page that refreshes itself says so: it does not keep an unattended session alive. */
document.addEventListener("htmx:configRequest", (event) => {
  const cause = event.detail.triggeringEvent;
  if (!cause || cause.type === "live") event.detail.headers["X-By-Itself"] = "1";
});

const asked = new WeakMap();
document.addEventListener("htmx:beforeSend", (event) => asked.set(event.detail.xhr, performance.now()));
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const askedAt = detail.askedAt ?? asked.get(detail.xhr);
  if (askedAt !== undefined) for (const stream of streams.values()) stream.tellAgain(askedAt);
});

adopt(document);
document.addEventListener("htmx:load", (event) => { adopt(event.target); drop(); });
let restTimer = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(restTimer);
  if (document.hidden) restTimer = setTimeout(() => { for (const stream of streams.values()) stream.rest(); }, HIDDEN);
  else for (const stream of streams.values()) stream.wake();
});
addEventListener("pagehide", () => { isLeaving = true; for (const stream of [...streams.values()]) stream.close(); });
addEventListener("pageshow", (event) => { isLeaving = false; if (event.persisted) adopt(document); });
