/* Runs before the first paint, for readers who have not signed in: the look that they chose in this tab. */
(function () {
  try {
    const theme = sessionStorage.getItem("q-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* storage is closed: the device's own look */ }
})();
