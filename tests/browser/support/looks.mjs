// How a page looks: what sticks out, what axe-core finds, what the keyboard reaches.

import assert from "node:assert/strict";

import axe from "axe-core";

import { SCHEMES, SIZES } from "./pages.mjs";

/** Loads the page at each size and looks at it in each scheme; `faults` tells what the browser complained about. */
export async function everyLook(page, address, faults) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.goto(address);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const headings = await page.locator("h1").count();
      const wrong = headings === 1 ? [] : [`${headings} first-level headings`];
      const found = [...faults(), ...wrong, ...(await overflow(page)), ...(await violations(page))];
      assert.deepEqual(found, [], `${size}, ${colorScheme}`);
    }
  }
}

/** What sticks out to the right, if the page scrolls sideways. */
export function overflow(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    const named = wide.slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim().slice(0, 40)}`);
    return [`scrolls sideways: ${scrollWidth} > ${clientWidth}: ${named.join(" | ")}`];
  });
}

/** What axe-core finds, colour contrast included. */
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // Preloading asks for the style sheets once more, which no page from a folder may.
    const found = await window.axe.run(document, { resultTypes: ["violations"], preload: false });
    return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html} (${node.failureSummary})`).join(" | ")}`);
  });
}

/** Goes through the page by Tab; gives every stop out of view or without an outline that is seen. */
export async function unmarkedStops(page) {
  const wrong = [];
  for (let stop = 0; stop < 200; stop += 1) {
    await page.keyboard.press("Tab");
    const fault = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body || element === null) return "end";
      const what = `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 40)}`;
      const box = element.getBoundingClientRect();
      if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return `out of view: ${what}`;
      // A card carries the outline of its link.
      for (let at = element, up = 0; at && up < 4; at = at.parentElement, up += 1) {
        const style = getComputedStyle(at);
        if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return null;
      }
      return `no outline: ${what}`;
    });
    if (fault === "end") return wrong;
    if (fault) wrong.push(fault);
  }
  return wrong;
}
