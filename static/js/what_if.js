/* The moment of an outage: the slider moves the table, the counts, the loss and the line in the
   pictures; the address follows, so that a copied link shows the same moment. */
(() => {
  const root = document.querySelector("[data-what-if]");
  const copy = document.querySelector("[data-copy-link]");

  const words = (seconds) => {
    const parts = [];
    let left = seconds;
    const sizes = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
    if (seconds <= 72 * 3600) sizes.shift(); // as lib/durations.py writes them
    for (const [name, size] of sizes) {
      const many = Math.floor(left / size);
      left -= many * size;
      if (many) parts.push([name, many]);
    }
    const unit = { d: gettext("d"), h: gettext("h"), min: gettext("min"), s: gettext("s") };
    if (!parts.length) parts.push(["min", 0]);
    if (parts.length === 1) unit.min = pgettext("minutes and nothing else", "min");
    return parts.map(([name, many]) => `${many} ${unit[name]}`).join(" ");
  };

  const stateAt = (segments, at) => {
    const found = segments.find(([from, until]) => from <= at && (until === null || at < until));
    return found ? found[2] : "back";
  };

  const lossAt = (points, at) => {
    let before = [0, 0, 0];
    for (const point of points) {
      if (point[0] > at) break;
      before = point;
    }
    return before[1] + (before[2] * (at - before[0])) / 3600;
  };

  const money = (amount, currency) => {
    const cents = Number.isInteger(amount) ? 0 : 2; // as lib/templatetags/values.py writes money
    const figure = amount.toLocaleString("en", { minimumFractionDigits: cents, maximumFractionDigits: cents });
    return `${currency} ${figure}`;
  };

  const SECONDS = [["d", 86400, 3 * 86400], ["h", 3600, 3 * 3600], ["min", 60, 0]];

  const redraw = (at, horizon) => {
    const unit = SECONDS.find(([, , least]) => horizon >= least)[1];
    for (const target of document.querySelectorAll("[data-moment-chart]")) {
      const source = document.getElementById(target.dataset.vegaSpec);
      const spec = JSON.parse(source.textContent);
      spec.layer[spec.layer.length - 1].data.values = [{ x: at / unit }];
      source.textContent = JSON.stringify(spec);
    }
    document.dispatchEvent(new CustomEvent("charts:draw"));
  };

  const start = () => {
    const data = JSON.parse(document.getElementById("what-if-data").textContent);
    const slider = root.querySelector("[data-moment]");
    const rows = new Map([...root.querySelectorAll("[data-process]")].map((row) => [row.dataset.process, row]));
    const count = (name) => root.querySelector(`[data-count="${name}"]`);
    const lost = root.querySelector("[data-loss-now]");

    const show = (at) => {
      const text = words(at);
      root.querySelector("[data-moment-words]").textContent = text;
      slider.setAttribute("aria-valuetext", text);
      const counts = { down: 0, workaround: 0, reduced: 0, unstated: 0, back: 0, rto_passed: 0, mtd_passed: 0 };
      for (const one of data.processes) {
        const state = stateAt(one.segments, at);
        const passed = { rto: one.rto !== null && one.rto <= at, mtd: one.mtd !== null && one.mtd <= at };
        counts[state] += 1;
        counts.rto_passed += passed.rto;
        counts.mtd_passed += passed.mtd;
        const row = rows.get(one.key);
        if (!row) continue;
        for (const badge of row.querySelectorAll("[data-state]")) badge.hidden = badge.dataset.state !== state;
        for (const badge of row.querySelectorAll("[data-passed]")) badge.hidden = !passed[badge.dataset.passed];
      }
      for (const [name, many] of Object.entries(counts)) count(name).textContent = many;
      const far = lossAt(data.loss, at);
      const least = "atLeast" in lost.dataset ? "≥ " : "";
      lost.textContent = least && !far ? lost.dataset.atLeast : least + money(far, lost.dataset.currency);
      for (const chip of root.querySelectorAll("[data-moment-link]")) {
        if (Number(chip.dataset.momentLink) === at) chip.setAttribute("aria-current", "true");
        else chip.removeAttribute("aria-current");
      }
      for (const field of document.querySelectorAll("[data-moment-copy]")) field.value = at;
    };

    const settle = (at) => {
      const address = new URL(location.href);
      address.searchParams.set("at", at);
      history.replaceState(history.state, "", address);
      redraw(at, data.horizon);
    };

    slider.addEventListener("input", () => show(Number(slider.value)));
    slider.addEventListener("change", () => settle(Number(slider.value)));
    root.addEventListener("click", (event) => {
      const chip = event.target.closest("[data-moment-link]");
      if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const at = Number(chip.dataset.momentLink);
      slider.value = at;
      show(at);
      settle(at);
    });
    show(Number(slider.getAttribute("value"))); // the address may name a moment between two steps
  };

  if (root) start();

  copy?.addEventListener("click", async () => {
    const address = new URL(location.href);
    if (!address.search) address.href = new URL(copy.dataset.copyLink, location.href).href;
    const label = copy.querySelector("span");
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(address.href);
      label.textContent = copy.dataset.copied;
    } catch {
      window.prompt(gettext("Copy this address"), address.href);
    }
    setTimeout(() => { label.textContent = before; }, 2000);
  });
})();
