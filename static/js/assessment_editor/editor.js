/* The assessment editor. Each module looks after one thing; none holds a rule of the method. */
import "./undo.js";
import "./grid.js";
import "./preview.js";
import "./autosave.js";
import "./presence.js";

document.documentElement.dataset.editor = "ready";
