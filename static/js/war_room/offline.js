/* Grey banner after 20 s without an answer (LIV-4). The countdowns go on meanwhile. */
const SILENT_MS = 20000;
const banner = document.getElementById("room-offline");
let heard = performance.now();
let lost = null;

const clockTime = (at) => at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

export const isOffline = () => lost !== null;

export const answered = () => {
  heard = performance.now();
  lost = null;
  if (banner) banner.hidden = true;
};

/* The session is over: nothing is lost, and nothing is new until somebody signs in. */
export const signedOut = () => {
  if (!banner) return;
  banner.textContent = gettext("You are signed out: sign in again. What you typed stays in this browser.");
  banner.hidden = false;
};

export const failed = (at) => {
  if (!banner || lost !== null || performance.now() - heard < SILENT_MS) return;
  lost = new Date(at - (performance.now() - heard));
  banner.textContent = interpolate(gettext("Offline since %s. The clocks run on; what you enter is kept and sent later."), [clockTime(lost)]);
  banner.hidden = false;
};
