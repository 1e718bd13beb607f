/* The look: as the device, light, dark. Signed in, the form is sent and kept for the account; else it lasts as long as
   the tab and nothing is kept on the device. */
const forms = document.querySelectorAll("[data-theme-switch]");

function wear(theme) {
  if (theme === "device") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

for (const form of forms) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const theme = event.submitter.value;
    const body = new FormData(form);
    body.set("theme", theme);
    wear(theme);
    form.querySelector(`[data-when="${theme}"]`)?.focus();
    if ("here" in form.dataset) {
      try { sessionStorage.setItem("q-theme", theme); } catch { /* lasts for this page only */ }
      return;
    }
    fetch(form.action, { method: "POST", body: new URLSearchParams(body), redirect: "manual" }).catch(() => {});
  });
}
