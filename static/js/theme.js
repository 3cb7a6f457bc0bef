/* In <head>, before anything is drawn: the chosen or the system's colours, and "script runs". */
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const apply = () => {
    const theme = stored() || (system.matches ? "dark" : "light");
    root.dataset.bsTheme = theme;
    root.classList.add("js");
    document.dispatchEvent(new CustomEvent("theme:changed", { detail: theme }));
  };
  apply();
  system.addEventListener("change", apply);
  window.addEventListener("storage", (event) => { if (event.key === "theme") apply(); });
  window.setTheme = (theme) => {
    try { localStorage.setItem("theme", theme); } catch { /* private mode: this page only */ }
    root.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent("theme:changed", { detail: theme }));
  };
})();
