/* Three versions of the same texts: base (what both started from), mine, theirs. */

/* What only one side changed is taken; what both changed differently is a conflict. */
export const threeWay = (base, mine, theirs) => {
  const merged = {};
  const conflicts = [];
  for (const name of Object.keys(mine)) {
    const [was, my, their] = [base[name] ?? "", mine[name], theirs[name] ?? ""];
    if (my === was || my === their) merged[name] = their;
    else if (their === was) merged[name] = my;
    else { merged[name] = my; conflicts.push(name); }
  }
  return { merged, conflicts };
};

const cell = (content) => {
  const td = document.createElement("td");
  td.append(content);
  return td;
};
const choice = (name, side, text, picked) => {
  const label = document.createElement("label");
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: `pick-${name}`, value: side, checked: picked });
  radio.className = "form-check-input";
  const words = document.createElement("span");
  words.textContent = text === "" ? gettext("(empty)") : text;
  label.append(radio, " ", words);
  return cell(label);
};

/* Asks side by side; resolves to name → text for every conflict. */
export const askWhichStays = (conflicts, mine, theirs, labels) =>
  new Promise((resolve) => {
    const dialog = document.getElementById("merge");
    const rows = document.getElementById("merge-rows");
    rows.replaceChildren(...conflicts.map((name) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = labels[name] ?? name;
      row.append(head, choice(name, "mine", mine[name], true), choice(name, "theirs", theirs[name] ?? "", false));
      return row;
    }));
    dialog.addEventListener("close", () => {
      const picked = {};
      for (const name of conflicts)
        picked[name] = dialog.querySelector(`[name="${CSS.escape(`pick-${name}`)}"]:checked`)?.value === "theirs" ? theirs[name] ?? "" : mine[name];
      resolve(picked);
    }, { once: true });
    dialog.showModal();
  });
