// Follows the daemon: reloads this page when its own bytes or its assets' changed, and shows what the last build found.
// Served by `connectory serve` only; no built page contains it.
(() => {
  "use strict";
  const own = document.currentScript.dataset.page || null;
  const page = location.pathname;
  const FIRST_WAIT = 500;
  const LONGEST_WAIT = 30000;
  const SHOWN = 20;
  let assets = null;
  let source = null;
  let timer = 0;
  let wait = FIRST_WAIT;
  let dismissed = recall("dismissed");
  let signature = "";

  const host = document.createElement("div");
  host.id = "connectory-live";
  const root = host.attachShadow({ mode: "open" });
  const style = element("link");
  style.rel = "stylesheet";
  style.href = "/-/live.css";
  const alert = element("div", "", "findings");
  alert.setAttribute("role", "alert");
  const note = element("div", "", "note");
  note.setAttribute("role", "status");
  root.append(style, alert, note);
  document.body.append(host);

  function element(name, text = "", className = "") {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  }

  // Storage may be forbidden; then a dismissed panel comes back with the next page.
  function recall(key) {
    try {
      return sessionStorage.getItem("connectory-" + key) || "";
    } catch {
      return "";
    }
  }

  function remember(key, value) {
    try {
      sessionStorage.setItem("connectory-" + key, value);
    } catch {
      /* see recall */
    }
  }

  function assetPaths() {
    const found = new Set();
    for (const node of document.querySelectorAll("link[rel~=stylesheet][href], script[src], img[src]")) {
      const url = new URL(node.href || node.src, location.href);
      if (url.origin === location.origin && !url.pathname.startsWith("/-/")) found.add(url.pathname);
    }
    return [...found].slice(0, 50);
  }

  async function check() {
    const paths = assetPaths();
    const query = [page, ...paths].map((path) => "path=" + encodeURIComponent(path)).join("&");
    let status;
    try {
      const answer = await fetch("/-/status?" + query, { cache: "no-store" });
      if (!answer.ok) return;
      status = await answer.json();
    } catch {
      return; // The stream notices as well, and tries again.
    }
    if (status.generation > 0 && hasChanged(status, paths)) return;
    show(status);
  }

  function hasChanged(status, paths) {
    const now = status.etags[page] ?? null;
    const before = assets;
    assets = Object.fromEntries(paths.map((path) => [path, status.etags[path] ?? null]));
    const asset = before !== null && paths.some((path) => path in before && before[path] !== assets[path]);
    if (now === own && !asset) {
      remember("reloaded", "");
      return false;
    }
    // Something between us and the server may give the old page again: reload once for each change.
    const change = JSON.stringify([page, now, asset ? assets : null]);
    if (recall("reloaded") === change) return false;
    remember("reloaded", change);
    location.reload();
    return true;
  }

  function show(status) {
    const errors = status.findings.filter((finding) => finding.severity === "error");
    const trouble = status.state === "degraded" || status.state === "held" ? status.message : null;
    const next = JSON.stringify([trouble, errors]);
    if (next === signature) return;
    signature = next;
    alert.replaceChildren();
    if ((errors.length === 0 && !trouble) || next === dismissed) return;
    const close = element("button", "Dismiss");
    close.type = "button";
    close.addEventListener("click", dismiss);
    const count = Math.max(status.errors, errors.length);
    const title = count > 0 ? `${count} ${count === 1 ? "error" : "errors"}` : "The site is not up to date";
    alert.append(element("strong", title), close);
    if (trouble) alert.append(element("p", trouble));
    const list = element("ul");
    for (const finding of errors.slice(0, SHOWN)) list.append(item(finding));
    if (count > SHOWN) list.append(element("li", `and ${count - SHOWN} more`));
    alert.append(list);
  }

  function item(finding) {
    const place = [finding.path, finding.line, finding.column].filter((part) => part != null).join(":");
    const made = element("li");
    if (place) made.append(element("code", place), " ");
    made.append(element("span", `${finding.message} [${finding.code}]`));
    if (finding.help) made.append(element("div", finding.help, "help"));
    return made;
  }

  function dismiss() {
    dismissed = signature;
    remember("dismissed", signature);
    alert.replaceChildren();
  }

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dismiss();
  });

  function connect() {
    clearTimeout(timer);
    if (source) return;
    source = new EventSource("/-/events");
    source.onopen = () => {
      wait = FIRST_WAIT;
      note.textContent = "";
    };
    source.onmessage = check;
    source.onerror = () => {
      disconnect();
      note.textContent = "No connection to the server; this page may be old.";
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  function disconnect() {
    clearTimeout(timer);
    if (source) source.close();
    source = null;
  }

  // A browser opens few connections to one server; pages nobody looks at must not take them all.
  function attend() {
    if (document.visibilityState === "visible") connect();
    else disconnect();
  }

  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", attend);
  attend();
})();
