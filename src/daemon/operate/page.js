// Keeps the page fresh while it is looked at. Without this script it is as it was when it was asked for.
(() => {
  "use strict";
  const EVERY = 10000;

  async function refresh() {
    if (document.visibilityState !== "visible" || isRead()) return;
    let text;
    try {
      const answer = await fetch("status", { cache: "no-store", headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      text = await answer.text();
    } catch {
      document.title = "No answer · connectory daemon";
      return;
    }
    const fresh = new DOMParser().parseFromString(text, "text/html");
    document.title = fresh.title;
    for (const part of ["main", "footer"]) {
      const [before, after] = [document.querySelector(part), fresh.querySelector(part)];
      if (before.innerHTML !== after.innerHTML) before.replaceChildren(...after.childNodes);
    }
  }

  // What somebody marks or has focused is not taken away.
  function isRead() {
    const main = document.querySelector("main");
    return String(getSelection()) !== "" || (document.activeElement !== main && main.contains(document.activeElement));
  }

  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
})();
