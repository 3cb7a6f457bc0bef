// Sliders of an investment case: ask the calculator, show its answer in the place of the case's.
"use strict";

(() => {
  const form = document.querySelector("form[data-roi-calculator]");
  const figures = document.querySelector("[data-roi-figures]");
  if (!form || !figures) return;
  const asked = JSON.parse(document.getElementById(form.dataset.askedId).textContent);
  const moved = form.querySelector("[data-roi-moved]");
  const said = form.querySelector("[data-roi-said]");
  const cells = [...figures.querySelectorAll("[data-roi]")];
  const ofCase = new Map(cells.map((cell) => [cell, cell.textContent]));
  const language = document.documentElement.lang || "en";
  const number = (value, digits) => Number(value).toLocaleString(language, { maximumFractionDigits: digits });
  const looks = {
    number: (value) => number(value, 2),
    percent: (value) => `${number(value * 100, 2)} %`,
    money: (value) => `${asked.currency} ${number(value, 2)}`,
  };
  const years = (value) => (value === null ? gettext("never") : interpolate(gettext("%s years"), [number(value, 2)]));
  const show = {
    payback_net_years: years,
    payback_gross_years: years,
    discounted_payback_years: years,
    net_benefit: looks.money,
    npv: looks.money,
    irr: (value) => (value === null ? "–" : looks.percent(value)),
    roi: (value) => (value === null ? "–" : looks.percent(value)),
    benefit_cost: (value) => (value === null ? "–" : number(value, 2)),
    break_even_effectiveness: (value) => (value === null ? "–" : looks.percent(value)),
  };
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const tell = (slider) => {
    form.querySelector(`output[for="${slider.id}"]`).textContent = looks[slider.dataset.look](slider.value);
  };
  let waiting = 0;
  let running = null;

  const ask = async () => {
    if (running) running.abort();
    running = new AbortController();
    const value = (name) => form.elements[name].value;
    const body = {
      investment: asked.investment,
      running_per_year: value("running_per_year"),
      loss_per_year: (Number(asked.loss_per_incident) * Number(value("incidents_per_year"))).toFixed(4),
      effectiveness: value("effectiveness"),
      discount_rate: value("discount_rate"),
      years: Number(asked.years),
    };
    try {
      const response = await fetch(form.dataset.roiCalculator, {
        method: "POST",
        credentials: "same-origin",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        },
        body: JSON.stringify(body),
        signal: running.signal,
      });
      if (!response.ok) return;
      const found = await response.json();
      cells.forEach((cell) => { cell.textContent = show[cell.dataset.roi](found[cell.dataset.roi]); });
      figures.classList.add("moved");
      moved.hidden = false;
      said.textContent = interpolate(gettext("Net benefit: %s"), [show.net_benefit(found.net_benefit)]);
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = gettext("The calculator did not answer.");
    }
  };

  sliders.forEach((slider) => {
    tell(slider);
    slider.addEventListener("input", () => {
      tell(slider);
      clearTimeout(waiting);
      waiting = setTimeout(ask, 120);
    });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    clearTimeout(waiting);
    if (running) running.abort();
    setTimeout(() => {
      sliders.forEach(tell);
      cells.forEach((cell) => { cell.textContent = ofCase.get(cell); });
      figures.classList.remove("moved");
      moved.hidden = true;
    });
  });
})();
