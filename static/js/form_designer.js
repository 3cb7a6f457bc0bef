/* How wide the columns are together, against the room on the page. */
(() => {
  const told = document.querySelector("[data-width-told]");
  if (!told) return;
  const landscape = document.getElementById("id_landscape");
  const show = () => {
    let width = Number(told.dataset.rowNumber);
    document.querySelectorAll("[data-column]").forEach((row) => {
      const named = [...row.querySelectorAll("input[name$=-key], input[name*=-name_]")].some((one) => one.value.trim());
      const gone = row.querySelector("input[name$=-remove]")?.checked;
      if (named && !gone) width += Number(row.querySelector("input[name$=-width]")?.value || 0);
    });
    const room = landscape?.checked ? told.dataset.roomLandscape : told.dataset.roomPortrait;
    told.textContent = interpolate(gettext("Together %(width)s mm of %(room)s mm."), { width, room }, true);
    told.classList.toggle("grid-error", width > Number(room));
  };
  document.addEventListener("input", show);
  show();
})();
