/* Declared: the draft has done its duty. */
import "./countdown.js";
import { room, write } from "./store.js";

write(`draft:${room.dataset.user}:declare:declare`, null);
