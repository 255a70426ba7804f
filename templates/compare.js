// Compares any two versions of a connector. All it needs stands in the page: the steps, and every setting through all
// versions. What comes from the registry is put into the page as text or as a copy of what is there, never as HTML.
(function () {
  "use strict";

  const steps = [...document.querySelectorAll(".step[data-at]")].sort((a, b) => place(a) - place(b));
  const list = document.getElementById("steps").closest("section");
  const from = document.getElementById("from");
  const to = document.getElementById("to");
  const net = document.getElementById("net");
  const way = document.getElementById("way");
  const said = document.getElementById("compared");
  // How a setting is when nothing else is told of it; in the words of the page.
  const USUAL = {
    required: "not required", default: "no default", options: "no options", secret: "not secret", hidden: "always shown",
  };
  const NAMES = {
    control: "Control", required: "Required", default: "Default", options: "Options", secret: "Secret", hidden: "Visible",
  };
  const last = steps.length - 1;

  for (const select of [from, to]) {
    // The newest first, as everywhere.
    for (const step of [...steps].reverse()) select.append(new Option(step.dataset.version, step.dataset.at));
    select.addEventListener("change", () => {
      remember();
      show();
    });
  }
  document.getElementById("swap").addEventListener("click", () => choose(Number(to.value), Number(from.value)));
  document.getElementById("all").addEventListener("click", () => choose(0, last));
  window.addEventListener("popstate", begin);
  document.getElementById("choose").hidden = false;
  begin();
  document.querySelectorAll(".later").forEach((section) => section.classList.remove("later"));
  openTarget();
  window.addEventListener("hashchange", openTarget);

  function place(step) {
    return Number(step.dataset.at);
  }

  // What the address asks for; else everything, from the lowest to the highest.
  function begin() {
    const asked = new URLSearchParams(location.search);
    const unknown = [];
    const at = (name, otherwise) => {
      const text = asked.get(name);
      const found = steps.findIndex((step) => step.dataset.version === text);
      if (text !== null && found < 0) unknown.push(text);
      return found < 0 ? otherwise : found;
    };
    from.value = String(at("from", 0));
    to.value = String(at("to", last));
    show();
    if (unknown.length > 0) said.prepend("There is no version " + unknown.join(" and no ") + " here. ");
  }

  function choose(first, second) {
    from.value = String(first);
    to.value = String(second);
    remember();
    show();
  }

  // The address tells the two versions, so that it can be passed on; also in a page opened from a folder.
  function remember() {
    const words = new URLSearchParams({
      from: steps[from.value].dataset.version, to: steps[to.value].dataset.version,
    });
    try {
      history.replaceState(null, "", "?" + words);
    } catch {
      // Some browsers let no page from a folder change its address; the page works without.
    }
  }

  function show() {
    const [start, end] = [Number(from.value), Number(to.value)];
    const [low, high] = [Math.min(start, end), Math.max(start, end)];
    const whole = low === 0 && high === last;
    for (const step of steps) step.hidden = !whole && (place(step) <= low || place(step) > high);
    const between = steps.slice(low + 1, high + 1);
    list.hidden = !whole && between.length === 0;
    const counts = showWay(between, start > end);
    const differ = showNet(start, end);
    tell(start, end, between.length, counts, differ);
  }

  function tell(start, end, count, counts, differ) {
    const [first, second] = [start, end].map((at) => steps[at].dataset.version);
    const found = Object.entries(counts).filter(([, number]) => number > 0).map(([grade, number]) => number + " " + grade);
    said.hidden = false;
    if (start === end) {
      said.textContent = "Twice the same version: " + first + ".";
      return;
    }
    said.textContent = first + " to " + second + ", " + (count === 1 ? "1 step" : count + " steps") + ": "
      + (found.length > 0 ? found.join(", ") : "no change that could be compared")
      + (differ === null ? "." : "; " + (differ === 1 ? "1 setting differs." : differ + " settings differ."))
      + (start > end ? " This goes back: what each step added is gone, and what it removed is there again." : "");
  }

  // The changes of all steps, grouped by how much they matter, each with its version.
  function showWay(between, back) {
    const counts = { breaking: 0, behaviour: 0, safe: 0 };
    way.querySelectorAll("h3, ul").forEach((old) => old.remove());
    for (const grade of Object.keys(counts)) {
      const changes = document.createElement("ul");
      changes.className = "changes " + grade;
      for (const step of between) {
        for (const change of step.querySelectorAll(".changes." + grade + " > li")) {
          const copy = change.cloneNode(true);
          copy.prepend(part("span", "number", step.dataset.version), " ");
          changes.append(copy);
        }
      }
      counts[grade] = changes.children.length;
      if (counts[grade] === 0) continue;
      const heading = document.createElement("h3");
      heading.append(part("span", "badge " + grade, grade[0].toUpperCase() + grade.slice(1)),
        " " + counts[grade] + (back ? ", to be undone" : ""));
      way.append(heading, changes);
    }
    way.hidden = between.length === 0 || Object.values(counts).every((count) => count === 0);
    return counts;
  }

  // Every setting as it is in both versions. Returns how many differ; null where one of both is not known.
  function showNet(start, end) {
    const body = net.querySelector("tbody");
    const [scroll, note] = [net.querySelector(".scroll"), net.querySelector(".empty")];
    body.replaceChildren();
    net.hidden = start === end;
    const unread = [start, end].map((at) => steps[at]).filter((step) => "unknown" in step.dataset);
    let differ = 0;
    for (const row of unread.length > 0 ? [] : document.querySelectorAll("#history tbody tr")) {
      const rows = differences(stateAt(row, start), stateAt(row, end));
      if (rows.length === 0) continue;
      differ += 1;
      rows.forEach((difference, at) => body.append(line(row, difference, at === 0, rows.length)));
    }
    scroll.hidden = differ === 0;
    note.hidden = differ > 0;
    note.textContent = unread.length > 0
      ? "Not known: the package of " + unread.map((step) => step.dataset.version).join(" and of ") + " could not be read."
      : "The settings are the same in both versions.";
    return unread.length > 0 ? null : differ;
  }

  // How a setting is in the version at a place: what was told last of each of its sides; null where it is not there.
  function stateAt(row, at) {
    let state = null;
    for (const event of row.querySelectorAll("li[data-at]")) {
      if (Number(event.dataset.at) > at) break;
      for (const side of event.querySelectorAll("[data-is]")) {
        if (side.dataset.is === "gone") {
          state = null;
        } else {
          state = state || { ...USUAL };
          state[side.dataset.is] = side.textContent;
        }
      }
    }
    return state;
  }

  function differences(before, after) {
    if (!before && !after) return [];
    if (!before) return [["Added", "", sentence(after)]];
    if (!after) return [["Removed", sentence(before), ""]];
    const sides = Object.keys(NAMES).filter((side) => before[side] !== after[side]);
    return sides.map((side) => [NAMES[side], before[side], after[side]]);
  }

  function sentence(state) {
    return Object.keys(NAMES).filter((side) => state[side] !== USUAL[side]).map((side) => state[side]).join(", ");
  }

  function line(row, [what, before, after], isFirst, rows) {
    const element = document.createElement("tr");
    if (isFirst) {
      const name = row.querySelector("th").cloneNode(true);
      name.rowSpan = rows;
      name.append(" ", row.querySelector("code").cloneNode(true));
      element.append(name);
    }
    element.append(part("td", "", what), part("td", "", before), part("td", "", after));
    return element;
  }

  function part(name, className, text) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = text;
    return element;
  }

  // A link to one step opens it, also where the browser does not do so by itself.
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const step = target && target.closest(".step");
    if (!step) return;
    if (step.hidden) choose(0, last);
    step.open = true;
    target.scrollIntoView();
  }
})();
