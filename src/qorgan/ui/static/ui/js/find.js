/* select[data-find]: a long list that can be typed into, after the combobox with a list of the ARIA Authoring Practices (manual
   selection). The select stays: it is what is sent, and all there is without script. The line takes its id, so that label,
   hint and error lead to it. Words are compared folded, with the name of the group: "алмалы" and "almaty алм" both find. */
const FEWEST = 12;
const fold = window.qFold;
const COPIED = ["aria-describedby", "aria-invalid", "aria-required", "class"];
let count = 0;

/** An element with attributes and what stands in it. */
function made(tag, attributes, ...within) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...within);
  return element;
}

class Finder {
  constructor(select) {
    this.select = select;
    this.options = [...select.options].filter((option) => option.value).map((option) => this.read(option));
    this.build();
    this.show();
    select.addEventListener("change", () => this.show());
    select.form?.addEventListener("reset", () => setTimeout(() => this.show()));
    this.line.addEventListener("input", (event) => {
      event.stopPropagation(); // what is typed is no answer; what is chosen is told by the select
      this.open();
      if (this.line.value.trim()) this.mark(0);
    });
    this.line.addEventListener("change", (event) => event.stopPropagation());
    this.line.addEventListener("keydown", (event) => this.press(event));
    this.line.addEventListener("click", () => this.open());
    this.line.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[data-value]");
      if (item) this.choose(item.dataset.value);
    });
  }

  read(option) {
    const group = option.parentElement.label ?? "", name = option.text.trim();
    return { value: option.value, name, group: group === name ? "" : group, folded: fold(`${name} ${group}`) };
  }

  build() {
    const { select } = this;
    const id = select.id || `find-${++count}`;
    const line = this.line = made("input", {
      type: "text", id, role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-controls": `${id}-list`, "aria-expanded": "false",
    });
    for (const name of COPIED) if (select.hasAttribute(name)) line.setAttribute(name, select.getAttribute(name));
    line.disabled = select.disabled;
    const label = select.labels?.[0]?.textContent.trim() || select.getAttribute("aria-label") || "";
    const list = this.list = made("ul", { id: `${id}-list`, role: "listbox", class: "q-find-list", "aria-label": label });
    list.hidden = true;
    const field = made("div", { class: "q-find-field" });
    select.removeAttribute("id");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    select.classList.add("q-find-kept");
    select.replaceWith(field);
    field.append(line, select, list);
  }

  /** What is chosen stands in the line. */
  show() {
    const chosen = this.options.find((one) => one.value === this.select.value);
    this.line.value = chosen ? chosen.name : "";
  }

  found() {
    const isAsChosen = this.line.value === (this.options.find((one) => one.value === this.select.value)?.name ?? "");
    const words = isAsChosen ? [] : fold(this.line.value).split(/\s+/).filter(Boolean);
    const rank = (one) => (!words.length || one.folded.startsWith(words[0]) ? 0 : one.folded.includes(` ${words[0]}`) ? 1 : 2);
    return this.options.filter((one) => words.every((word) => one.folded.includes(word))).sort((a, b) => rank(a) - rank(b));
  }

  open() {
    const none = this.select.dataset.findNone;
    const items = this.found().map((one, index) => made(
      "li", { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false", "data-value": one.value },
      one.name, ...(one.group ? [made("small", {}, one.group)] : []),
    ));
    this.list.replaceChildren(...items, ...(items.length ? [] : [made("li", { role: "presentation" }, none)]));
    this.list.hidden = false;
    this.line.setAttribute("aria-expanded", "true");
    if (!items.length) document.dispatchEvent(new CustomEvent("q:say", { detail: none }));
    const here = items.findIndex((item) => item.dataset.value === this.select.value);
    this.mark(-1);
    if (here >= 0) items[here].scrollIntoView({ block: "nearest" });
  }

  close() {
    this.list.hidden = true;
    this.line.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  /** The option that Enter takes; none for -1, round at both ends. */
  mark(index) {
    const items = [...this.list.querySelectorAll("[data-value]")];
    this.at = items.length && index !== -1 ? (index + items.length) % items.length : -1;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === this.at)));
    if (this.at < 0) return this.line.removeAttribute("aria-activedescendant");
    this.line.setAttribute("aria-activedescendant", items[this.at].id);
    items[this.at].scrollIntoView({ block: "nearest" });
  }

  choose(value) {
    const isOther = this.select.value !== value;
    this.select.value = value;
    this.close();
    this.show();
    if (!isOther) return;
    for (const kind of ["input", "change"]) this.select.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  /** Left without choosing: nothing, or the one place that these words can only mean; else what was chosen before. */
  leave() {
    const typed = fold(this.line.value.trim());
    const same = this.options.filter((one) => fold(one.name) === typed);
    if (!typed && [...this.select.options].some((option) => !option.value)) this.choose("");
    else if (typed && same.length === 1) this.choose(same[0].value);
    else { this.close(); this.show(); }
  }

  press(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!isOpen) this.open();
      const length = this.list.children.length;
      if (!event.altKey) this.mark(step > 0 ? this.at + 1 : this.at > 0 ? this.at - 1 : length - 1);
    } else if (event.key === "Enter" && isOpen) {
      const item = this.list.querySelectorAll("[data-value]")[this.at];
      if (item) this.choose(item.dataset.value);
      else this.close();
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.close();
      this.show();
    } else {
      if (event.key === "Tab") this.close(); // a list that scrolls is a stop of its own in some browsers
      return;
    }
    event.preventDefault();
  }
}

function adopt(root) {
  for (const select of root.querySelectorAll?.("select[data-find]:not(.q-find-kept)") ?? []) {
    if (select.options.length > FEWEST && !select.multiple) new Finder(select);
  }
}
adopt(document);
document.addEventListener("htmx:load", (event) => adopt(event.target));
