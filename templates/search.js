// The search box that every page has, and `/` that leads to it. What searches is asked for at the first use. Whatever
// comes from the registry is put into the page as text, never as HTML.
(function () {
  "use strict";

  const MOST = 8;
  const SLASH = "connectory-slash";
  const box = document.getElementById("search");
  // Where nothing can be kept, a choice holds for this page.
  let slash = true;
  try {
    slash = localStorage.getItem(SLASH) !== "off";
  } catch { /* as if nothing had been chosen */ }
  const field = box ? box.querySelector("input") : document.getElementById("q");
  showSlash();
  if (box) setUp(box, field);

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "/" && slash && field && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  const choice = document.getElementById("slash");
  if (choice) {
    choice.checked = slash;
    choice.addEventListener("change", () => {
      slash = choice.checked;
      showSlash();
      try {
        localStorage.setItem(SLASH, slash ? "on" : "off");
      } catch {
        document.getElementById("slash-note").hidden = false;
      }
    });
  }

  function showSlash() {
    document.querySelectorAll(".search kbd").forEach((hint) => { hint.hidden = !slash; });
  }

  function setUp(box, input) {
    const list = box.querySelector(".results");
    const status = box.querySelector("p");
    let engine = null;
    let turn = 0;
    let chosen = -1;
    let said = 0;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Connectors found");
    box.hidden = false;

    function load() {
      engine = engine || new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = box.dataset.engine;
        script.onload = resolve;
        script.onerror = () => { engine = null; script.remove(); reject(new Error("no engine")); };
        document.head.append(script);
      });
      return engine;
    }

    async function search() {
      const mine = ++turn;
      const query = input.value.trim();
      if (query === "") return close();
      try {
        await load();
        const found = await window.connectorySearch.find(box.dataset.index, query, {}, MOST);
        if (mine === turn) show(query, found);
      } catch {
        if (mine === turn) say("The search index could not be loaded.", 0);
      }
    }

    function show(query, { results, total, notes }) {
      chosen = -1;
      const options = results.map(option);
      if (total === 0) options.push(remark("No connector matches."));
      const rest = document.createElement("a");
      rest.className = "all";
      rest.href = page(query);
      rest.textContent = total > results.length ? `All ${total} results` : "Search with filters";
      options.push(rest);
      options.forEach((element, at) => {
        element.setAttribute("role", "option");
        element.setAttribute("aria-selected", "false");
        element.id = "result-" + at;
        element.tabIndex = -1;
      });
      list.replaceChildren(...notes.map((note) => hidden(remark(note))), ...options);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
      const count = total === 1 ? "1 connector found" : total + " connectors found";
      say([...notes, total > results.length ? `${count}, the first ${results.length} are shown` : count].join(" "), 400);
    }

    function option({ slug, name, version, category, description }) {
      // The link is the option itself: an option holds nothing to act on, and a link opens in a new tab if asked to.
      const link = document.createElement("a");
      link.href = box.dataset.root + "connectors/" + encodeURIComponent(slug) + ".html";
      const head = part("found");
      head.append(isolated(name), part("number", version || ""));
      const where = part("where");
      where.append(isolated([category, description].filter(Boolean).join(" · ")));
      link.append(head, where);
      return link;
    }

    function remark(text) {
      const element = part("none");
      element.append(isolated(text));
      element.setAttribute("aria-disabled", "true");
      return element;
    }

    /** What the status says already, and what is no option. */
    function hidden(element) {
      element.removeAttribute("aria-disabled");
      element.setAttribute("role", "presentation");
      element.setAttribute("aria-hidden", "true");
      return element;
    }

    function part(name, text) {
      const element = document.createElement("span");
      element.className = name;
      if (text) element.textContent = text;
      return element;
    }

    function isolated(text) {
      const element = document.createElement("bdi");
      element.textContent = text;
      return element;
    }

    function page(query) {
      return `${box.dataset.root}search.html?q=${encodeURIComponent(query)}`;
    }

    // Said a moment after the last key, so that a screen reader is not interrupted at each letter.
    function say(text, wait) {
      clearTimeout(said);
      said = setTimeout(() => { status.textContent = text; }, wait);
    }

    function close() {
      turn += 1;
      chosen = -1;
      list.hidden = true;
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      say("", 0);
    }

    function choose(at) {
      const options = list.querySelectorAll("a");
      if (options.length === 0) return;
      chosen = (at + options.length) % options.length;
      options.forEach((element, index) => element.setAttribute("aria-selected", String(index === chosen)));
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    }

    function key(event) {
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) search();
        else choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
      } else if ((event.key === "Home" || event.key === "End") && open && chosen >= 0) {
        event.preventDefault();
        choose(event.key === "Home" ? 0 : -1);
      } else if (event.key === "Enter") {
        const link = list.querySelectorAll("a")[chosen];
        if (link) link.click();
        else if (input.value.trim()) location.href = page(input.value.trim());
      } else if (event.key === "Escape") {
        // The browser empties the field of a search by itself; here the first Esc only closes the list.
        event.preventDefault();
        if (!open) input.value = "";
        close();
      }
    }

    input.addEventListener("focus", () => load().then(() => window.connectorySearch.find(box.dataset.index, "", {}, 0)).catch(() => {}));
    input.addEventListener("input", search);
    input.addEventListener("keydown", key);
    box.addEventListener("focusout", (event) => {
      if (!box.contains(event.relatedTarget)) close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }
})();
