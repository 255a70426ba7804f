// Pages of a registry in which everything is longer, more or otherwise than usual: they look right all the same.

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, open } from "./support/browser.mjs";
import { PROGRAM, run } from "./support/connectory.mjs";
import { EXTREMES, extremes } from "./support/extremes.mjs";
import { temporary, wholeFile } from "./support/folder.mjs";
import { overflow, unmarkedStops, violations } from "./support/looks.mjs";
import { SIZES } from "./support/pages.mjs";

const file = wholeFile();
let browser;
let root;

before(async () => {
  const folder = await temporary(file);
  const registry = path.join(folder, "registry");
  await extremes(registry);
  const out = path.join(folder, "site");
  // Versions without a package are errors; a site is built all the same.
  await run(PROGRAM, ["build", "--registry", registry, "--as-of", "2026-11-19", "--out", out]).catch((error) => assert.match(error.message, /: 1\n/));
  root = pathToFileURL(out + path.sep).href;
  browser = await launch(file);
});

for (const [kind, name] of Object.entries(EXTREMES)) {
  test(`${kind}: looks right, wide and narrow`, async (t) => {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const { page, faults } = await open(t, browser, { viewport, allowed: (url) => url.startsWith(root) });
      await page.goto(root + name);
      // Axe takes seconds for a page of a thousand rows; light and dark are held by the pages of the sample.
      const found = [...faults, ...(await overflow(page)), ...(size === "desktop" ? await violations(page) : [])];
      assert.deepEqual(found, [], size);
    }
  });
}

test("whatever Tab reaches is in view and marked, on a phone", async (t) => {
  const { page } = await open(t, browser, { viewport: SIZES.phone, reducedMotion: "reduce" });
  for (const kind of ["long names", "right to left", "a form right to left"]) {
    await page.goto(root + EXTREMES[kind]);
    assert.deepEqual(await unmarkedStops(page), [], kind);
  }
});
