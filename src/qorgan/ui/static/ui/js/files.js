/* A field to drop a file upon; the browser's own control does the rest. */
for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector("input[type=file]");
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("q-over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("q-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("q-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
