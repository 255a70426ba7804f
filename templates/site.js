// The catalogue works without this script. Nothing here asks another machine for anything, and
// whatever comes from the registry is put into the page as text, never as HTML.
(function () {
  "use strict";

  document.querySelectorAll("[data-copy]").forEach(addCopyButton);
  markSection();
  showIcons();

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
