/* The frame's behaviour; everything here also works without it, only less comfortably. */
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Colours: one button, light ↔ dark; its label names what a press does.
  const toggle = document.querySelector("[data-theme-toggle]");
  const nameToggle = () => {
    if (!toggle) return;
    const dark = root.dataset.bsTheme === "dark";
    toggle.setAttribute("aria-label", dark ? toggle.dataset.labelLight : toggle.dataset.labelDark);
  };
  toggle?.addEventListener("click", () => {
    window.setTheme(root.dataset.bsTheme === "dark" ? "light" : "dark");
    nameToggle();
  });
  nameToggle();

  // Side menu on small screens: without script the link's :target opens it.
  const sidebar = document.getElementById("sidebar");
  const opener = document.querySelector("[data-sidebar-open]");
  const setSidebar = (open) => {
    sidebar.classList.toggle("open", open);
    opener.setAttribute("aria-expanded", String(open));
    (open ? sidebar.querySelector("a, summary") : opener).focus({ preventScroll: true });
  };
  if (sidebar && opener) {
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", "sidebar");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      setSidebar(!sidebar.classList.contains("open"));
    });
    sidebar.querySelector("[data-sidebar-close]").addEventListener("click", (event) => {
      event.preventDefault();
      setSidebar(false);
    });
    const closed = new Set(JSON.parse(sessionStorage.getItem("nav-closed") || "[]"));
    all("[data-nav-group]").forEach((group) => {
      const key = group.dataset.navGroup;
      if (closed.has(key) && !group.querySelector(".active")) group.open = false;
      group.addEventListener("toggle", () => {
        if (group.open) closed.delete(key); else closed.add(key);
        sessionStorage.setItem("nav-closed", JSON.stringify([...closed]));
      });
    });
    sidebar.querySelector(".nav-entry.active")?.scrollIntoView({ block: "nearest" });
  }

  // Menus made of <details data-menu>: close on Escape, on a click elsewhere, on another menu.
  const closeMenus = (except) => all("details[data-menu][open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    closeMenus();
    menu?.querySelector("summary").focus();
    if (sidebar?.classList.contains("open")) setSidebar(false);
  });

  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest("[data-dismissable]")?.remove();
  });

  // Errors: the summary takes the focus, so that it is read first.
  const focusErrors = () => document.querySelector("[data-error-summary]")?.focus();
  focusErrors();

  // Lists: select all on the page, count the selected, show the bar.
  const countSelected = (results) => {
    const boxes = all("input[name=selected]", results);
    const count = boxes.filter((box) => box.checked).length;
    const master = results.querySelector("[data-select-all]");
    const words = results.querySelector("[data-bulk-count]");
    if (master) {
      master.checked = count > 0 && count === boxes.length;
      master.indeterminate = count > 0 && count < boxes.length;
    }
    if (words && count) {
      words.textContent = interpolate(ngettext("%s selected", "%s selected", count), [count]);
    }
  };
  document.addEventListener("change", (event) => {
    const results = event.target.closest(".listing-results");
    if (!results) return;
    if (event.target.matches("[data-select-all]")) {
      all("input[name=selected]", results).forEach((box) => { box.checked = event.target.checked; });
    }
    countSelected(results);
  });

  // A table wider than its card can be scrolled by keyboard, too.
  const reachTables = () => all(".table-wrap").forEach((wrap) => {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0; else wrap.removeAttribute("tabindex");
  });
  reachTables();
  window.addEventListener("resize", reachTables);
  document.addEventListener("htmx:afterSettle", reachTables);

  // A form with unsaved changes asks before the page is left.
  all("form[data-unsaved]").forEach((form) => {
    let dirty = false;
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  });

  // htmx: the CSRF token for requests that are not forms; words when a request fails.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
  const tell = (text) => {
    const note = document.createElement("div");
    note.className = "alert tone-danger note";
    note.textContent = text;
    document.getElementById("messages")?.replaceChildren(note);
  };
  // What asks by itself (data-quiet) fails in silence and asks again later.
  const isQuiet = (event) => event.target.closest?.("[data-quiet]");
  // The session is over: the page to sign in is no part of this one.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (!xhr.responseURL.includes("/accounts/login/")) return;
    event.detail.shouldSwap = false;
    if (!requestConfig?.elt?.closest?.("[data-quiet]")) location.reload();
  });
  document.addEventListener("htmx:sendError", (event) => isQuiet(event) || tell(gettext("The server cannot be reached. Nothing was saved.")));
  document.addEventListener("htmx:responseError", (event) => {
    if (isQuiet(event)) return;
    if (event.detail.xhr.status === 403) tell(gettext("You may not do this."));
    else tell(gettext("The server could not answer. Nothing was saved."));
  });
})();
