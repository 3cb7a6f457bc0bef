/* The grid as a spreadsheet: arrow keys, Enter, a range with Shift, copy and paste as TSV. */
import { changed } from "./page.js";
import { commit } from "./undo.js";

const grid = document.getElementById("impact-grid");
const hint = document.getElementById("grid-hint");
const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll(".cell-value")]);
const idle = hint.textContent;
let anchor = null;
let corner = null;

const place = (one) => {
  for (const [r, row] of rows.entries()) {
    const c = row.indexOf(one);
    if (c >= 0) return [r, c];
  }
  return null;
};
const at = (r, c) => rows[Math.min(Math.max(r, 0), rows.length - 1)]?.[Math.min(Math.max(c, 0), rows[0].length - 1)];

const range = () => {
  if (!anchor || !corner) return null;
  const [top, bottom] = [anchor[0], corner[0]].sort((a, b) => a - b);
  const [left, right] = [anchor[1], corner[1]].sort((a, b) => a - b);
  return { top, bottom, left, right };
};
const several = () => { const area = range(); return area && (area.top !== area.bottom || area.left !== area.right); };

const paint = () => {
  const area = range();
  for (const [r, row] of rows.entries())
    for (const [c, one] of row.entries())
      one.closest("td").classList.toggle("is-selected",
        Boolean(area) && several() && r >= area.top && r <= area.bottom && c >= area.left && c <= area.right);
};
const go = (r, c, extend = false) => {
  const target = at(r, c);
  if (!target) return;
  if (extend) { corner = place(target); paint(); return; }
  target.focus();
  target.select();
};
const fill = (values) => {
  for (const [one, text] of values) one.value = text;
  changed(commit());
};

grid.addEventListener("focusin", (event) => {
  const here = place(event.target);
  if (here) { anchor = corner = here; paint(); }
  hint.textContent = event.target.closest("tr")?.dataset.hint || idle;
});
grid.addEventListener("focusout", (event) => { if (!grid.contains(event.relatedTarget)) hint.textContent = idle; });
grid.addEventListener("dblclick", (event) => event.target.closest("td")?.querySelector(".cell-note").focus());

grid.addEventListener("keydown", (event) => {
  const one = event.target;
  const here = place(one);
  if (!here) {
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      one.closest("td").querySelector(".cell-value").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [r, c] = event.shiftKey && corner ? corner : here;
  const whole = one.selectionStart === 0 && one.selectionEnd === one.value.length;
  const first = whole || one.selectionEnd === 0;
  const last = whole || one.selectionStart === one.value.length;
  const steps = {
    ArrowUp: [r - 1, c], ArrowDown: [r + 1, c],
    ArrowLeft: first || event.shiftKey ? [r, c - 1] : null,
    ArrowRight: last || event.shiftKey ? [r, c + 1] : null,
    Enter: [event.shiftKey ? r - 1 : r + 1, c],
  };
  const to = steps[event.key];
  if (to) {
    event.preventDefault();
    go(to[0], to[1], event.shiftKey && event.key !== "Enter");
  } else if (event.key === "F2") {
    event.preventDefault();
    one.closest("td").querySelector(".cell-note").focus();
  } else if ((event.key === "Delete" || event.key === "Backspace") && several()) {
    event.preventDefault();
    const area = range();
    fill(rows.slice(area.top, area.bottom + 1).flatMap((row) => row.slice(area.left, area.right + 1)).map((cell) => [cell, ""]));
  } else if (event.key === "Tab") {
    /* Tab walks the values; the notes are reached with F2. */
    const next = event.shiftKey ? (c > 0 ? [r, c - 1] : [r - 1, rows[0].length - 1]) : c < rows[0].length - 1 ? [r, c + 1] : [r + 1, 0];
    if (next[0] >= 0 && next[0] < rows.length) { event.preventDefault(); go(next[0], next[1]); }
  }
});

grid.addEventListener("copy", (event) => {
  if (!place(event.target) || !several()) return;
  const area = range();
  const lines = rows.slice(area.top, area.bottom + 1).map((row) => row.slice(area.left, area.right + 1).map((one) => one.value).join("\t"));
  event.clipboardData.setData("text/plain", lines.join("\n"));
  event.preventDefault();
});

grid.addEventListener("paste", (event) => {
  const here = place(event.target);
  if (!here) return;
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  commit();
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const area = range();
  const [top, left] = area ? [area.top, area.left] : here;
  const values = [];
  for (const [dr, line] of lines.entries())
    for (const [dc, word] of line.entries()) {
      const target = rows[top + dr]?.[left + dc];
      if (target) values.push([target, word.trim().replace(/^"(.*)"$/s, "$1")]);
    }
  fill(values);
});

/* Colours of the cells, as the server marks them. */
export const mark = (marks) => {
  for (const one of rows.flat()) {
    const [cell, found] = [one.closest("td"), marks[one.name]];
    if (found) cell.dataset.level = found.level;
    else delete cell.dataset.level;
    cell.classList.toggle("is-over", Boolean(found?.over));
    cell.querySelector(".cell-level").textContent = found?.name ?? "";
  }
};
