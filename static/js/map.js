// The dependency map: draws what the JSON says, opens facts at a click, obeys the keyboard.
(() => {
  "use strict";
  const canvas = document.getElementById("map");
  if (!canvas || !window.cytoscape) return;
  if (window.cytoscapeDagre) {
    try { cytoscape.use(window.cytoscapeDagre); } catch { /* registered by itself */ }
  }
  const says = document.querySelector("[data-map-says]");
  const panel = document.getElementById("map-panel");
  const withPlaces = document.querySelector("[data-map-implicit]");
  const LOOK = {
    met: ["✓", "ok", () => gettext("Met")],
    rto_miss: ["✕", "danger", () => gettext("RTO missed")],
    rpo_miss: ["✕", "danger", () => gettext("RPO missed")],
    infeasible: ["⊘", "danger", () => gettext("Infeasible")],
    mtd_breach: ["‼", "danger", () => gettext("MTD breached")],
    untested: ["?", "warning", () => gettext("Not proven")],
    no_target: ["○", "neutral", () => gettext("No target")],
  };
  const SHAPES = {
    process: "round-rectangle", application: "rectangle", infrastructure: "cut-rectangle",
    data_set: "barrel", service: "rhomboid", team: "ellipse", person: "ellipse",
    site: "pentagon", supplier: "tag",
  };
  const MANY = 300; // beyond, a quick layout instead of the layered one
  let map = null;

  const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

  function style() {
    const ink = colour("--shell-ink");
    const line = colour("--shell-quiet");
    const tones = ["ok", "warning", "danger", "neutral"].map((tone) => ({
      selector: `node[tone = "${tone}"]`,
      style: { "border-color": colour(`--tone-${tone}`), "background-color": colour(`--tone-${tone}-ground`) },
    }));
    const edge = (selector, more) => ({ selector, style: more });
    return [
      { selector: "node", style: {
        label: "data(label)", color: ink, "text-wrap": "wrap", "text-max-width": "140px",
        "font-family": getComputedStyle(document.body).fontFamily, "font-size": 12, "line-height": 1.25,
        "text-valign": "center", "text-halign": "center", width: 160, height: 46, shape: "data(shape)",
        "border-width": 1.5, "border-color": line, "background-color": colour("--shell-ground"),
      } },
      { selector: "node[?critical]", style: { "border-width": 3, "font-weight": 600 } },
      ...tones,
      { selector: "node[?junction]", style: { shape: "diamond", width: 74, height: 44, "font-size": 10, "border-style": "double", "border-width": 3 } },
      { selector: "node:selected, node.focus", style: { "border-color": colour("--tblr-primary"), "border-width": 4, "overlay-color": colour("--tblr-primary"), "overlay-opacity": 0.08 } },
      { selector: "node.dim, edge.dim", style: { opacity: 0.25 } },
      { selector: "edge", style: { width: 1.75, "line-color": line, "target-arrow-color": line, "target-arrow-shape": "triangle", "curve-style": "bezier", label: "data(label)", "font-size": 10, color: line, "text-background-color": colour("--shell-surface"), "text-background-opacity": 1, "text-background-padding": 2 } },
      edge('edge[mode = "parallel"]', { "target-arrow-fill": "hollow" }),
      edge('edge[strength = "degrading"]', { "line-style": "dashed" }),
      edge('edge[strength = "optional"]', { "line-style": "dotted" }),
      edge("edge[?implicit]", { width: 1, opacity: 0.55 }),
      { selector: "node.lit", style: { "border-width": 4, "border-color": colour("--tblr-primary"), "border-style": "solid" } },
      edge("edge.lit", { "line-color": colour("--tblr-primary"), "target-arrow-color": colour("--tblr-primary"), width: 4, opacity: 1 }),
      edge("edge.near", { "line-color": colour("--tblr-primary"), "target-arrow-color": colour("--tblr-primary"), width: 2.5, opacity: 1 }),
    ];
  }

  function elements(data) {
    const found = data.nodes.map((node) => {
      const look = LOOK[node.status];
      const stops = node.stops ? ` ◎ ${node.stops}` : "";
      const mark = look || stops ? `\n${look ? `${look[0]} ${look[2]()}` : ""}${stops}` : "";
      return { data: {
        id: node.key, label: `${node.critical ? "★ " : ""}${node.name}${mark}`, name: node.name, kind: node.kind,
        critical: node.critical, tone: look ? look[1] : "", shape: SHAPES[node.kind] || "ellipse",
        word: [look ? look[2]() : "", node.stops ? interpolate(ngettext("its failure alone stops %s process", "its failure alone stops %s processes", node.stops), [node.stops]) : ""].filter(Boolean).join(", "),
      } };
    });
    const junctions = new Map();
    const members = new Map();
    data.edges.forEach((edge) => {
      if (!edge.group) return;
      const id = `group:${edge.dependent}:${edge.group}`;
      members.set(id, (members.get(id) || 0) + 1);
      junctions.set(id, { dependent: edge.dependent, group: edge.group, needs: edge.group_needs ?? 1, strength: edge.strength, mode: edge.mode });
    });
    junctions.forEach((one, id) => {
      const label = interpolate(gettext("%(k)s of %(n)s"), { k: one.needs, n: members.get(id) }, true);
      found.push({ data: { id, label, name: `${one.group}: ${label}`, junction: true, shape: "diamond", tone: "" } });
      found.push({ data: { source: one.dependent, target: id, mode: one.mode, strength: one.strength, label: "" } });
    });
    data.edges.forEach((edge) => {
      const source = edge.group ? `group:${edge.dependent}:${edge.group}` : edge.dependent;
      found.push({ data: {
        source, target: edge.needs, mode: edge.mode, strength: edge.strength, implicit: edge.implicit,
        label: edge.bridged ? "↺" : "", code: edge.code, lit: edge.lit,
      } });
    });
    return found;
  }

  function arrange() {
    const shown = map.elements(":visible");
    const many = map.nodes().length > MANY;
    const layout = window.cytoscapeDagre && !many
      ? { name: "dagre", rankDir: "LR", nodeSep: 14, rankSep: 70, animate: false, fit: true, padding: 24 }
      : { name: "breadthfirst", directed: true, animate: false, fit: true, padding: 24, spacingFactor: 0.6 };
    shown.layout(layout).run();
    if (map.zoom() > 1.1) { map.zoom(1.1); map.center(); }
    const focus = canvas.dataset.focus && map.getElementById(canvas.dataset.focus);
    if (focus && focus.nonempty()) {
      point(focus, false);
      if (map.zoom() < 0.55) { map.zoom(0.75); map.center(focus); } // a phone: readable first
    }
  }

  function places() {
    const hidden = !withPlaces.checked;
    map.batch(() => {
      map.edges("[?implicit]").style("display", hidden ? "none" : "element");
      map.nodes('[kind = "site"], [kind = "supplier"]').forEach((node) => {
        const only = node.connectedEdges().every((edge) => edge.data("implicit"));
        node.style("display", hidden && only && node.id() !== canvas.dataset.focus ? "none" : "element");
      });
    });
    arrange();
  }

  function point(node, move = true) {
    map.elements().removeClass("focus near dim");
    node.addClass("focus");
    node.connectedEdges().addClass("near");
    map.elements().not(node.closedNeighborhood()).not(".lit").addClass("dim");
    if (move) map.animate({ center: { eles: node } }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120 });
    const word = node.data("word");
    says.textContent = [node.data("name"), word, interpolate(gettext("needs %(a)s, needed by %(b)s"), { a: node.outgoers("node").length, b: node.incomers("node").length }, true)].filter(Boolean).join(", ");
  }

  // The critical path of what is chosen, drawn through the sign of a group of alternatives.
  function light(data) {
    data.path.forEach((key) => map.getElementById(key).addClass("lit"));
    map.edges("[?lit]").addClass("lit").forEach((edge) => {
      if (edge.source().data("junction")) edge.source().incomers("edge").addClass("lit");
    });
  }

  function open(node) {
    if (!node || node.data("junction") || node.id().startsWith("group:")) return;
    point(node, false);
    htmx.ajax("GET", `${canvas.dataset.panel}?node=${encodeURIComponent(node.id())}`, { target: "#map-panel", swap: "innerHTML" });
    if (matchMedia("(max-width: 991px)").matches) panel.scrollIntoView({ block: "start" });
  }

  const focused = () => map.nodes(".focus").first();

  function nearest(candidates, from, vertical) {
    const here = from.position();
    return candidates.filter(":visible").sort((a, b) => {
      const distance = (node) => Math.abs(node.position("y") - here.y) + (vertical ? 0 : 0.01 * Math.abs(node.position("x") - here.x));
      return distance(a) - distance(b);
    }).first();
  }

  function step(key) {
    const from = focused();
    if (from.empty()) return map.nodes(":visible").sort((a, b) => a.position("x") - b.position("x") || a.position("y") - b.position("y")).first();
    if (key === "ArrowRight") return nearest(from.outgoers("node"), from);
    if (key === "ArrowLeft") return nearest(from.incomers("node"), from);
    const down = key === "ArrowDown";
    const here = from.position();
    const column = map.nodes(":visible").filter((node) => Math.abs(node.position("x") - here.x) < 90 && (down ? node.position("y") > here.y + 1 : node.position("y") < here.y - 1));
    return nearest(column, from, true);
  }

  canvas.addEventListener("keydown", (event) => {
    if (!map) return;
    if (event.key.startsWith("Arrow")) {
      const next = step(event.key);
      if (next && next.nonempty()) point(next);
    } else if (event.key === "Enter" || event.key === " ") {
      if (focused().nonempty()) open(focused());
    } else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") map.fit(undefined, 24);
    else if (event.key === "Escape") map.elements().removeClass("focus near dim");
    else return;
    event.preventDefault();
  });

  const zoom = (by) => map.zoom({ level: map.zoom() * by, renderedPosition: { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 } });
  document.querySelectorAll("[data-map-zoom]").forEach((button) => button.addEventListener("click", () => map && zoom(Number(button.dataset.mapZoom))));
  document.querySelector("[data-map-fit]").addEventListener("click", () => map && map.fit(undefined, 24));
  withPlaces.addEventListener("change", () => map && places());

  fetch(canvas.dataset.src, { headers: { Accept: "application/json" }, credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((data) => {
      const kind = (canvas.dataset.focus || "").split(":")[0];
      withPlaces.checked = kind === "site" || kind === "supplier";
      map = cytoscape({
        container: canvas, elements: elements(data), style: style(), layout: { name: "preset" },
        minZoom: 0.05, maxZoom: 3, boxSelectionEnabled: false, autounselectify: true,
        textureOnViewport: data.nodes.length > MANY, hideEdgesOnViewport: data.nodes.length > MANY,
      });
      light(data);
      map.on("tap", "node", (event) => { canvas.focus({ preventScroll: true }); open(event.target); });
      map.on("tap", (event) => { if (event.target === map) map.elements().removeClass("focus near dim"); });
      places();
      canvas.dataset.ready = "1";
      new MutationObserver(() => map.style(style()).update()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
    })
    .catch(() => {
      canvas.textContent = gettext("The map could not be loaded. The table below says the same.");
    });
})();
