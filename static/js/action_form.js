/* The due date follows the priority until somebody chooses another one. */
(() => {
  const day = document.getElementById("id_due_on");
  const hints = () => document.getElementById("action-hints");
  if (!day || !hints()) return;
  let proposed = hints().dataset.due || "";
  if (!day.value && !day.classList.contains("is-invalid")) day.value = proposed;
  document.addEventListener("htmx:afterSettle", () => {
    const now = hints()?.dataset.due || "";
    if (!now || now === proposed) return;
    if (!day.value || day.value === proposed) day.value = now;
    proposed = now;
  });
})();
