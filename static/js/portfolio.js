// The slider and the budget's text box say the same; letting go of the slider asks again.
"use strict";

document.querySelectorAll("[data-slider-for]").forEach((slider) => {
  const box = document.getElementById(slider.dataset.sliderFor);
  if (!box) return;
  slider.addEventListener("input", () => {
    box.value = slider.value;
  });
  slider.addEventListener("change", () => {
    slider.form.requestSubmit();
  });
  box.addEventListener("change", () => {
    const typed = Number(box.value.replace(/[,，\s]/g, ""));
    if (box.value.trim() && Number.isFinite(typed)) slider.value = String(typed);
  });
});
