/* A small graph that shows Cytoscape and its dagre layout live with the page's policy. */
(() => {
  const container = document.querySelector("[data-gallery-graph]");
  if (!container) return;
  const nodes = ["rescue", "dispatch", "gps", "database"].map((id) => ({ data: { id } }));
  const edges = [["rescue", "dispatch"], ["rescue", "gps"], ["dispatch", "database"]]
    .map(([source, target]) => ({ data: { source, target } }));
  cytoscape({
    container,
    elements: [...nodes, ...edges],
    layout: { name: "dagre", rankDir: "LR", animate: false },
    userZoomingEnabled: false,
    style: [
      { selector: "node", style: { label: "data(id)", shape: "round-rectangle", width: 90, "text-valign": "center", "font-size": 11, "background-color": "#cfe2f6" } },
      { selector: "edge", style: { "curve-style": "bezier", "target-arrow-shape": "triangle", width: 1 } },
    ],
  });
})();
