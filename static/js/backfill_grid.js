/* The grid of a sheet: Enter and arrow keys move between cells, a block copied from a spreadsheet
   fills cells from where it is pasted. Without this the form is a plain table of inputs. */
(() => {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const rows = [...grid.tBodies[0].rows]
    .map((row) => [...row.querySelectorAll("td input.form-control")])
    .filter((cells) => cells.length);
  const place = (input) => {
    const row = rows.findIndex((cells) => cells.includes(input));
    return row < 0 ? null : { row, column: rows[row].indexOf(input) };
  };
  const go = (row, column) => {
    const input = rows[row]?.[column];
    if (!input) return false;
    input.focus();
    input.select();
    return true;
  };
  grid.addEventListener("keydown", (event) => {
    const at = event.isComposing ? null : place(event.target);
    if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
    const { row, column } = at;
    const input = event.target;
    const start = input.selectionEnd === 0;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const end = input.selectionStart === input.value.length;
    let moved = false;
    if (event.key === "Enter") moved = event.shiftKey ? go(row - 1, column) : go(row, column + 1) || go(row + 1, 0);
    else if (event.key === "ArrowDown") moved = go(row + 1, column);
    else if (event.key === "ArrowUp") moved = go(row - 1, column);
    else if (event.key === "ArrowRight" && (end || whole)) moved = go(row, column + 1);
    else if (event.key === "ArrowLeft" && (start || whole)) moved = go(row, column - 1);
    if (moved || event.key === "Enter") event.preventDefault();
  });
  const cellsOf = (text) => {
    const found = [[""]];
    let quoted = false;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let i = 0; i < clean.length; i += 1) {
      const sign = clean[i];
      const line = found[found.length - 1];
      if (quoted) {
        if (sign === '"' && clean[i + 1] === '"') { line[line.length - 1] += '"'; i += 1; }
        else if (sign === '"') quoted = false;
        else line[line.length - 1] += sign === "\n" ? " " : sign;
      } else if (sign === '"' && line[line.length - 1] === "") quoted = true;
      else if (sign === "\t") line.push("");
      else if (sign === "\n") found.push([""]);
      else line[line.length - 1] += sign;
    }
    return found;
  };
  grid.addEventListener("paste", (event) => {
    const at = place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!at || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const block = cellsOf(text);
    block.forEach((line, down) => line.forEach((value, right) => {
      const input = rows[at.row + down]?.[at.column + right];
      if (input) input.value = value.trim();
    }));
    rows[0][0].dispatchEvent(new Event("input", { bubbles: true }));
    const last = Math.min(at.row + block.length, rows.length) - 1;
    go(last, at.column);
  });
  (rows.flat().find((input) => input.classList.contains("is-invalid")) ?? rows.flat().find((input) => !input.value))?.focus({ preventScroll: true });
})();
