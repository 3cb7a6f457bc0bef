// Copies a secret that is shown once.
"use strict";
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = gettext("Copied");
  } catch {
    window.getSelection().selectAllChildren(source);
  }
});
