/* What this browser keeps until the server has confirmed it. A full or forbidden store keeps
   nothing; the page works on. */
export const read = (name, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
};

export const write = (name, value) => {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
};

/* A signal that hangs is none: after so many seconds the sending counts as failed. */
export const soon = (seconds = 30) => AbortSignal.timeout?.(seconds * 1000);

/* crypto.randomUUID needs a secure page; an installation inside a company may have plain HTTP. */
export const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
};

export const room = document.getElementById("room");
/* Whose and of what: two people may share a device. */
export const place = `${room?.dataset.user || ""}:${room?.dataset.number || ""}`;
