/* The page's inputs as one flat map of texts: name → text, as the server speaks it. */
const json = (id) => JSON.parse(document.getElementById(id).textContent);

export const form = document.getElementById("assessment-editor");
export const config = json("editor-config");
export const saved = json("editor-texts");

const skipped = new Set(["csrfmiddlewaretoken", "version", "save", "submission"]);

export const inputs = () => [...form.elements].filter((one) => one.name && !skipped.has(one.name) && one.type !== "submit");
export const input = (name) => form.elements.namedItem(name);

export const read = (one) => (one.type === "checkbox" ? (one.checked ? "on" : "") : one.value);

export const write = (one, text) => {
  if (one.type === "checkbox") one.checked = text !== "";
  else one.value = text;
};

export const texts = () => Object.fromEntries(inputs().map((one) => [one.name, read(one)]));

export const body = (version) => {
  const data = new URLSearchParams(new FormData(form));
  for (const name of ["csrfmiddlewaretoken", "save", "submission"]) data.delete(name);
  if (version !== undefined) data.set("version", version);
  return data;
};

export const send = (url, method, data) =>
  fetch(url, {
    method, body: data, credentials: "same-origin",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
  });

/* Something changed on the page, by typing, paste, undo or merge. */
export const changed = (names) => form.dispatchEvent(new CustomEvent("editor:changed", { detail: names }));
