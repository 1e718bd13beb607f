/* Ctrl K: places and commands by name. The list is in the page already: nothing is asked of the server, nothing typed
   here leaves the page. */
const dialog = document.getElementById("palette");
if (dialog) {
  const words = document.getElementById("palette-words");
  const options = [...dialog.querySelectorAll("[role=option]")];
  const none = dialog.querySelector(".q-none");
  const fold = window.qFold;
  const folded = new Map(options.map((option) => [option, fold(option.textContent)]));
  let at = -1;

  const shown = () => options.filter((option) => !option.hidden);
  function choose(index) {
    const list = shown();
    at = list.length ? (index + list.length) % list.length : -1;
    for (const option of options) option.setAttribute("aria-selected", "false");
    if (at < 0) {
      words.removeAttribute("aria-activedescendant");
      return;
    }
    list[at].setAttribute("aria-selected", "true");
    words.setAttribute("aria-activedescendant", list[at].id);
    list[at].scrollIntoView({ block: "nearest" });
  }
  function narrow() {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    for (const option of options) option.hidden = !wanted.every((word) => folded.get(option).includes(word));
    none.hidden = shown().length > 0;
    choose(0);
  }
  function open() {
    words.value = "";
    dialog.showModal();
    narrow();
    words.focus();
  }
  const go = (option) => { if (option) location.assign(option.dataset.url); };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && !event.altKey && event.code === "KeyK") {
      event.preventDefault();
      if (dialog.open) dialog.close(); else open();
    }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]")) open(); });
  words.addEventListener("input", narrow);
  words.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter") go(shown()[at]);
    else return;
    event.preventDefault();
  });
  for (const option of options) option.addEventListener("click", () => go(option));
}
