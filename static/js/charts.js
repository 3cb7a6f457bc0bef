/* Draws every [data-vega-spec] from its JSON script, with the CSP-safe interpreter, in the
   colours of the page; again when the colours change or someone dispatches "charts:draw". */
(() => {
  const views = new WeakMap();

  const palette = () => {
    const style = getComputedStyle(document.body);
    const of = (name) => style.getPropertyValue(name).trim();
    const [ink, quiet, line] = ["--shell-ink", "--shell-quiet", "--shell-line"].map(of);
    const font = style.fontFamily;
    return {
      font, background: "transparent",
      axis: { labelColor: quiet, titleColor: quiet, gridColor: line, gridOpacity: 1, domainColor: line, tickColor: line },
      legend: { labelColor: ink, titleColor: quiet },
      title: { color: ink },
    };
  };

  const merge = (base, over) => {
    const merged = { ...base };
    for (const [key, value] of Object.entries(over)) {
      const nested = value && typeof value === "object" && !Array.isArray(value);
      merged[key] = nested ? merge(merged[key] || {}, value) : value;
    }
    return merged;
  };

  const draw = async (target) => {
    const source = document.getElementById(target.dataset.vegaSpec);
    if (!source) return;
    const spec = JSON.parse(source.textContent);
    if (!spec) return; // nothing to draw yet
    spec.config = merge(spec.config || {}, palette());
    spec.config.legend.columns = Math.max(1, Math.floor(target.clientWidth / 130));
    views.get(target)?.finalize();
    try {
      const result = await vegaEmbed(target, spec, {
        ast: true, actions: false, defaultStyle: false, renderer: "svg",
        tooltip: { disableDefaultStyle: true },
      });
      views.set(target, result);
      // The container is one picture with a name; its parts are not announced one by one.
      target.querySelector("svg")?.setAttribute("aria-hidden", "true");
    } catch (error) {
      target.textContent = gettext("The chart cannot be drawn.");
      throw error;
    }
  };

  const drawAll = (from = document) => from.querySelectorAll("[data-vega-spec]").forEach(draw);
  drawAll();
  document.addEventListener("charts:draw", () => drawAll());
  document.addEventListener("theme:changed", () => drawAll());
  document.addEventListener("htmx:afterSwap", (event) => drawAll(event.detail.elt));
})();
