// The catalogue works without this script, but for the search. Nothing here asks another machine for anything, and
// whatever comes from the registry is put into the page as text, never as HTML.
(function () {
  "use strict";

  const box = document.getElementById("search");
  if (box) {
    setUpSearch(box);
  }
  document.querySelectorAll("[data-copy]").forEach(addCopyButton);
  markSection();
  showIcons();

  function setUpSearch(box) {
    const input = box.querySelector("input");
    const list = box.querySelector(".results");
    const status = box.querySelector("p");
    const MOST = 12;
    let entries = null;
    let byName = null;
    let chosen = -1;
    let said = 0;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Connectors found");
    box.hidden = false;

    // The index is asked for at the first use. Its name changes with its content; a small file of a fixed name tells it.
    let loading = null;
    function load() {
      loading = loading || script(box.dataset.index)
        .then(() => beside(window.connectorySearchIndex))
        .then(() => {
          entries = window.connectorySearch.map(read);
          byName = entries.slice().sort((a, b) => (a.fields[0][0] < b.fields[0][0] ? -1 : 1));
          if (window.connectorySearchMore) more();
        })
        .catch(() => {
          loading = null;
          say("The search index could not be loaded.");
        });
      return loading;
    }

    // In a large catalogue the descriptions come after the first answer.
    function more() {
      beside(window.connectorySearchMore).then(() => {
        window.connectorySearchDescriptions.forEach((description, at) => {
          entries[at].description = description;
          entries[at].fields.push([fold(description), 1]);
        });
        if (!list.hidden && chosen < 0) search();
      }).catch(() => {});
    }

    function read([slug, name, description, category, tags, version]) {
      const group = category === null ? "" : window.connectorySearchCategories[category];
      const fields = [[fold(name), 8], [fold(slug), 6], [fold(tags), 4], [fold(group), 2], [fold(description), 1]];
      return { slug, name, description, version, category: group, fields };
    }

    function beside(name) {
      return script(box.dataset.index.replace(/[^/]*$/, "") + name);
    }

    function script(address) {
      return new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = address;
        element.onload = resolve;
        element.onerror = reject;
        document.head.append(element);
      });
    }

    function fold(text) {
      return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    }

    // Every word must be found. A field that begins with it counts most, then a word that does, then any place.
    function score(entry, words) {
      let total = 0;
      for (const [word, begins] of words) {
        let best = 0;
        for (const [text, weight] of entry.fields) {
          const at = text.indexOf(word);
          if (at < 0) continue;
          const place = text === word ? 8 : at === 0 ? 4 : begins.test(text) ? 3 : 1;
          best = Math.max(best, weight * place);
        }
        if (best === 0) return 0;
        total += best;
      }
      return total;
    }

    function escape(word) {
      return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    }

    function search() {
      const words = fold(input.value).split(/\s+/).filter(Boolean)
        .map((word) => [word, new RegExp("[^a-z0-9]" + escape(word))]);
      if (words.length === 0 || !entries) return close();
      // Sorting keeps the order by name among equals.
      const found = byName
        .map((entry) => [score(entry, words), entry])
        .filter(([points]) => points > 0)
        .sort((a, b) => b[0] - a[0]);
      show(found.map(([, entry]) => entry));
    }

    function show(found) {
      chosen = -1;
      list.replaceChildren(...found.slice(0, MOST).map(option));
      const count = found.length === 1 ? "1 connector found" : found.length + " connectors found";
      if (found.length === 0) {
        close();
        const none = part("none", "No connector matches.");
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        list.replaceChildren(none);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
      say(found.length > MOST ? count + ", the first " + MOST + " are shown" : count);
    }

    function option(entry, at) {
      // The link is the option itself: an option holds nothing to act on, and a link opens in a new tab if asked to.
      const link = document.createElement("a");
      link.id = "result-" + at;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      link.href = box.dataset.root + "connectors/" + encodeURIComponent(entry.slug) + ".html";
      link.tabIndex = -1;
      const head = part("found");
      head.append(isolated(entry.name), part("number", entry.version || ""));
      const where = part("where");
      where.append(isolated([entry.category, entry.description].filter(Boolean).join(" · ")));
      link.append(head, where);
      return link;
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

    // Said a moment after the last key, so that a screen reader is not interrupted at each letter.
    function say(text) {
      clearTimeout(said);
      said = setTimeout(() => { status.textContent = text; }, 400);
    }

    function close() {
      chosen = -1;
      list.hidden = true;
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      say("");
    }

    function choose(at) {
      const options = list.querySelectorAll("a");
      if (options.length === 0) return;
      chosen = (at + options.length) % options.length;
      options.forEach((element, index) => element.setAttribute("aria-selected", String(index === chosen)));
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    }

    input.addEventListener("focus", load);
    input.addEventListener("input", () => load().then(search));
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) search();
        else choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
      } else if (event.key === "Enter") {
        const link = list.querySelectorAll("a")[Math.max(chosen, 0)];
        if (link) link.click();
      } else if (event.key === "Escape") {
        if (list.hidden) input.value = "";
        close();
      }
    });
    box.addEventListener("focusout", (event) => {
      if (!box.contains(event.relatedTarget)) close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
        input.select();
      }
    });
  }

  function addCopyButton(code) {
    if (!navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + code.textContent.slice(0, 12));
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(code.textContent).then(() => {
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
    });
    code.after(button);
  }

  // Icons that the page does not hold itself come when their card is in view; letters stand in until then.
  function showIcons() {
    const places = document.querySelectorAll("[data-icon]");
    if (places.length === 0 || !("IntersectionObserver" in window)) return;
    const observer = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        const icon = document.createElement("img");
        icon.className = "icon";
        icon.alt = "";
        icon.onload = () => target.replaceWith(icon);
        icon.src = target.dataset.icon;
      }
    });
    places.forEach((place) => observer.observe(place));
  }

  // Which section of the page is in view, in the navigation beside it.
  function markSection() {
    const links = [...document.querySelectorAll(".on-page a")];
    if (links.length === 0 || !("IntersectionObserver" in window)) return;
    const byId = new Map(links.map((link) => [link.hash.slice(1), link]));
    const observer = new IntersectionObserver((seen) => {
      const top = seen.find((entry) => entry.isIntersecting);
      if (!top) return;
      links.forEach((link) => link.removeAttribute("aria-current"));
      byId.get(top.target.id).setAttribute("aria-current", "true");
    }, { rootMargin: "0px 0px -70% 0px" });
    byId.forEach((_, id) => {
      const target = document.getElementById(id);
      if (target) observer.observe(target);
    });
  }
})();
