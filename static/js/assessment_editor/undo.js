/* Undo and redo over every input of the page. A step is one or several {name, before, after}. */
import { changed, form, input, inputs, read, write } from "./page.js";

const done = [];
const undone = [];
const known = new Map(inputs().map((one) => [one.name, read(one)]));
const buttons = { undo: document.getElementById("undo"), redo: document.getElementById("redo") };

const show = () => {
  buttons.undo.disabled = done.length === 0;
  buttons.redo.disabled = undone.length === 0;
};

/* Take what differs from the last known texts as one step. */
export const commit = () => {
  const step = [];
  for (const one of inputs()) {
    const [before, after] = [known.get(one.name) ?? "", read(one)];
    if (before === after) continue;
    step.push({ name: one.name, before, after });
    known.set(one.name, after);
  }
  if (!step.length) return [];
  done.push(step);
  undone.length = 0;
  show();
  return step.map((part) => part.name);
};

/* Texts that came from the server are no step of this person. */
export const adopt = (name, text) => known.set(name, text);

const apply = (step, side) => {
  for (const part of step) {
    write(input(part.name), part[side]);
    known.set(part.name, part[side]);
  }
  const target = input(step[0].name);
  target.closest("details")?.setAttribute("open", "");
  target.focus();
  changed(step.map((part) => part.name));
};

const move = (from, to, side) => {
  commit();
  const step = from.pop();
  if (!step) return;
  to.push(step);
  apply(step, side);
  show();
};

export const undo = () => move(done, undone, "before");
export const redo = () => move(undone, done, "after");

buttons.undo.addEventListener("click", undo);
buttons.redo.addEventListener("click", redo);
form.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) redo();
  else undo();
});
form.addEventListener("change", () => changed(commit()));
