// The catalogue works without this script. Nothing here asks another machine for anything, and
// whatever comes from the registry is put into the page as text, never as HTML.
(function () {
  "use strict";

  document.querySelectorAll("[data-copy]").forEach(addCopyButton);
  markSection();

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
