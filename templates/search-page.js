// The search page: results, filters with counts, and the state of both in the address. Whatever comes from the registry
// is put into the page as text, never as HTML.
(function () {
  "use strict";

  const PAGE = 20;
  /** Values of a facet that are shown before somebody asks for all. */
  const FIRST = 8;
  const NAMES = { category: "Category", owner: "Owner", tag: "Tag", status: "Status", used: "Usage", live: "Live data" };
  const VALUES = {
    status: { current: "Active", deprecated: "Deprecated", withdrawn: "Withdrawn", none: "No version", replaced: "Replaced by another" },
    used: { yes: "In use", no: "Not in use" },
    live: { yes: "Live data", no: "No live data", unknown: "Not known" },
  };
  const OTHERS = "Only applications that this site shows are counted; there may be others that you cannot see.";

  const { find, FACETS } = window.connectorySearch;
  const finder = document.getElementById("finder");
  const element = (id) => document.getElementById(id);
  const [field, list, more, clear] = ["q", "results", "more", "clear"].map(element);
  const open = new Set();
  let state = read();
  let turn = 0;
  let said = 0;
  // While somebody types, the address follows within one entry of the history.
  let typing = false;

  finder.hidden = false;
  if (matchMedia("(max-width: 900px)").matches) element("filters").open = false;
  field.value = state.q;
  search();

  /** The state that the address has; of a page whose address may not change, what stands behind `#?`. */
  function read() {
    const text = location.hash.startsWith("#?") ? location.hash.slice(2) : location.search;
    const all = new URLSearchParams(text);
    const chosen = Object.fromEntries(FACETS.map((name) => [name, all.getAll(name)]));
    const show = Math.min(Math.max(Math.floor(Number(all.get("show"))) || PAGE, PAGE), 10000);
    return { q: all.get("q") || "", chosen, show };
  }

  function write(as) {
    const all = new URLSearchParams();
    if (state.q) all.set("q", state.q);
    FACETS.forEach((name) => state.chosen[name].forEach((value) => all.append(name, value)));
    if (state.show > PAGE) all.set("show", state.show);
    const text = all.size > 0 ? `?${all}` : "";
    try {
      history[`${as}State`](null, "", text || location.pathname);
    } catch {
      history[`${as}State`](null, "", `#${text}`);
    }
  }

  async function search(then) {
    const mine = ++turn;
    list.setAttribute("aria-busy", "true");
    try {
      // In a large catalogue nothing is listed before somebody asks for something.
      const idle = !state.q && FACETS.every((name) => state.chosen[name].length === 0);
      const found = await find(finder.dataset.index, state.q, state.chosen, state.show, idle);
      if (mine !== turn) return;
      show(found);
      list.removeAttribute("aria-busy");
      if (then) then();
    } catch {
      if (mine === turn) fail();
    }
  }

  /** What stands below the results comes when they are there. */
  function settle() {
    finder.querySelector(".later")?.classList.remove("later");
  }

  function fail() {
    settle();
    list.removeAttribute("aria-busy");
    element("found").textContent = "The search index could not be loaded.";
    say("The search index could not be loaded.", 0);
  }

  function show({ total, all, counts, notes, results, usage }) {
    const count = `${total === 1 ? "1 connector" : `${grouped(total)} connectors`}`;
    element("found").textContent = total === all && !state.q ? `All ${count}` : count;
    element("shown").textContent = results.length > 0 && results.length < total ? `The first ${results.length} are shown` : "";
    list.replaceChildren(...results.map(result));
    if (results.length === 0) list.replaceChildren(none(total));
    settle();
    more.hidden = results.length >= total || results.length === 0;
    element("notes").hidden = notes.length === 0;
    element("notes").replaceChildren(...notes.map((note) => make("li", "", isolated(note))));
    facets(counts, usage);
    say([...notes, `${count} found`].join(" "), 400);
  }

  function result({ slug, name, version, category, description, status, replaced }) {
    const link = make("a", "", isolated(name));
    link.href = `${finder.dataset.root}connectors/${encodeURIComponent(slug)}.html`;
    const head = make("p", "found", link);
    if (version) head.append(" ", make("span", "number", version));
    if (status !== "current") head.append(" ", make("span", `badge ${status}`, VALUES.status[status]));
    if (replaced) head.append(" ", make("span", "badge", "Replaced"));
    const item = make("li", "", head);
    const where = [category, description].filter(Boolean).join(" · ");
    if (where) item.append(make("p", "where", isolated(where)));
    return item;
  }

  function none(total) {
    const item = make("li", "empty", total === 0 ? "No connector matches. " : "Type a word or choose a filter, or see ");
    const link = make("a", "", "All connectors A–Z");
    link.href = `${finder.dataset.root}a-z.html`;
    item.append(link);
    return item;
  }

  function facets(counts, usage) {
    const focused = document.activeElement && document.activeElement.id;
    const shown = FACETS.filter((name) => name in counts && (name !== "used" || usage));
    element("facets").replaceChildren(...shown.map((name) => facet(name, counts[name])).filter(Boolean));
    const chosen = FACETS.reduce((sum, name) => sum + state.chosen[name].length, 0);
    element("filters-count").textContent = chosen === 0 ? "" : `${chosen} chosen`;
    clear.hidden = chosen === 0;
    // What was pressed is there again.
    if (focused && document.activeElement === document.body && element(focused)) element(focused).focus();
  }

  function facet(name, values) {
    const chosen = state.chosen[name];
    const some = values.filter(({ value, count }) => count > 0 || chosen.includes(value));
    if (some.length === 0) return null;
    // In their own order, but where there are many: then those that lead to most come first.
    if (name === "owner" || name === "tag") some.sort((a, b) => b.count - a.count);
    const first = open.has(name) ? some : some.filter(({ value }, at) => at < FIRST || chosen.includes(value));
    const set = make("fieldset", "facet", make("legend", "", NAMES[name]));
    first.forEach((one) => set.append(option(name, one, values)));
    if (first.length < some.length) set.append(opener(name, some.length));
    if (name === "used" && finder.dataset.whole === "no") set.append(make("p", "quiet", OTHERS));
    return set;
  }

  function option(name, { value, name: called, count }, values) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.id = `${name}-${values.findIndex((other) => other.value === value)}`;
    box.checked = state.chosen[name].includes(value);
    box.addEventListener("change", () => {
      const others = state.chosen[name].filter((other) => other !== value);
      state.chosen[name] = box.checked ? [...others, value] : others;
      changed();
    });
    const text = VALUES[name] ? VALUES[name][value] : called;
    return make("label", "", box, isolated(text), make("span", "tally", grouped(count)));
  }

  function opener(name, count) {
    const button = make("button", "copy", `All ${grouped(count)}`);
    button.type = "button";
    button.setAttribute("aria-label", `All ${count} values of ${NAMES[name]}`);
    button.addEventListener("click", () => {
      open.add(name);
      search(() => element("facets").querySelector(`[id^="${name}-"]`).focus());
    });
    return button;
  }

  /** Filters were changed: an entry of the history of its own. */
  function changed(then) {
    typing = false;
    state.show = PAGE;
    write("push");
    search(then);
  }

  function make(name, className, ...inside) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  }

  function isolated(text) {
    return make("bdi", "", text);
  }

  function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  }

  // Said a moment after the last key, so that a screen reader is not interrupted at each letter.
  function say(text, wait) {
    clearTimeout(said);
    said = setTimeout(() => { element("status").textContent = text; }, wait);
  }

  field.addEventListener("input", () => {
    state = { ...state, q: field.value, show: PAGE };
    write(typing ? "replace" : "push");
    typing = true;
    search();
  });
  field.addEventListener("change", () => { typing = false; });
  more.addEventListener("click", () => {
    const before = list.children.length;
    state.show += PAGE;
    write("replace");
    search(() => list.children[before] && list.children[before].querySelector("a").focus());
  });
  clear.addEventListener("click", () => {
    FACETS.forEach((name) => { state.chosen[name] = []; });
    changed(() => element("found").focus());
  });
  window.addEventListener("popstate", () => {
    state = read();
    typing = false;
    field.value = state.q;
    search();
  });
  finder.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const inField = document.activeElement === field;
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 };
    if (event.key === "Escape" && (inField || at >= 0)) {
      event.preventDefault();
      if (at >= 0) return field.focus();
      field.value = "";
      field.dispatchEvent(new Event("input"));
    } else if (event.key === "Enter" && inField) {
      typing = false;
    } else if (event.key in steps && (at >= 0 || (inField && event.key === "ArrowDown"))) {
      event.preventDefault();
      const next = links[Math.min(steps[event.key], links.length - 1)];
      if (steps[event.key] < 0) field.focus();
      else if (next) next.focus();
    }
  });
})();
