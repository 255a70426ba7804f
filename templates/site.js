// The catalogue works without this script. Nothing here asks another machine for anything, and
// whatever comes from the registry is put into the page as text, never as HTML.
(function () {
  "use strict";

  document.querySelectorAll("[data-copy]").forEach(addCopyButton);
  markSection();
  showIcons();
  watchPulse(document.currentScript.src);

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

  // Whoever keeps this catalogue current leaves a sign of life beside it. Where it stays out, or says that the catalogue is behind, a line
  // at the foot of the window says so. Where nobody leaves one (a copy on disk, a host without a daemon) nothing is asked for again.
  function watchPulse(script) {
    if (!/^https?:$/.test(location.protocol)) return;
    const SLACK = 10000;
    const LONGEST = 45000;
    const address = new URL("../pulse.json", script).href;
    const remembered = "connectory-pulse:" + address;
    if (recall(remembered) === "none") return;
    const region = document.createElement("div");
    region.className = "pulse";
    region.setAttribute("role", "status");
    document.body.append(region);
    let last = null;
    let timer = 0;
    let asking = false;

    async function ask() {
      clearTimeout(timer);
      if (asking || document.visibilityState !== "visible") return;
      asking = true;
      const answered = await fetch(address, { cache: "no-store", priority: "low" }).then(read, () => "no answer");
      asking = false;
      if (answered === "none") {
        if (!last) remember(remembered, "none");
        show(null);
        return;
      }
      if (answered !== "no answer") last = answered;
      const age = last ? last.age + performance.now() - last.heard : 0;
      const isOld = last !== null && age > last.valid + SLACK;
      show(last !== null && (last.since || isOld) ? last.since || last.at : null);
      // When the sign that was seen last is no longer one, and not before a new one can be there.
      const left = last ? last.valid + SLACK - age : LONGEST;
      timer = setTimeout(ask, Math.min(Math.max(left, 5000), LONGEST));
    }

    // Ages are counted by the clock of who answers, where it tells it: a reader's own may be wrong.
    async function read(answer) {
      if (answer.status === 404 || answer.status === 204) return "none";
      if (!answer.ok) return "no answer";
      const pulse = await answer.json().catch(() => null);
      const at = Date.parse(pulse && pulse.at);
      if (!(at > 0) || !(pulse.valid_seconds > 0)) return "none";
      const now = Date.parse(answer.headers.get("date")) || Date.now();
      const since = pulse.state === "stale" ? Date.parse(pulse.since) || at : null;
      return { at, since, age: Math.max(now - at, 0), valid: pulse.valid_seconds * 1000, heard: performance.now() };
    }

    function show(since) {
      if (since === null || recall(remembered) === String(since)) {
        region.replaceChildren();
        return;
      }
      if (region.dataset.since === String(since) && region.hasChildNodes()) return;
      region.dataset.since = since;
      const time = document.createElement("time");
      time.dateTime = new Date(since).toISOString();
      time.textContent = new Date(since).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
      const text = document.createElement("p");
      text.append("This catalogue may be out of date. When it was last known to be current: ", time);
      const close = document.createElement("button");
      close.type = "button";
      close.textContent = "Dismiss";
      close.addEventListener("click", () => {
        remember(remembered, String(since));
        region.replaceChildren();
      });
      region.replaceChildren(text, close);
    }

    document.addEventListener("visibilitychange", ask);
    // The page itself comes first.
    if (document.readyState === "complete") ask();
    else addEventListener("load", ask);
  }

  // Storage may be forbidden; then it is as if nothing was remembered.
  function recall(key) {
    try { return sessionStorage.getItem(key); } catch { return null; }
  }

  function remember(key, value) {
    try { sessionStorage.setItem(key, value); } catch { /* see recall */ }
  }
})();
