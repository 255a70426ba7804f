// What a reader waits for: how much the first load of a page transfers, in how many requests, and whether anything moves.

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { launch, open } from "./support/browser.mjs";
import { build, SAMPLE } from "./support/connectory.mjs";
import { temporary, wholeFile } from "./support/folder.mjs";
import { PAGES, SIZES } from "./support/pages.mjs";
import { serveFolder } from "./support/static-server.mjs";

/** As hosts compress by themselves. */
const LEVEL = 6;
const MOST_BYTES = 60 * 1024;
const MOST_REQUESTS = 6;

const file = wholeFile();
let browser;
let root;

before(async () => {
  const out = path.join(await temporary(file), "site");
  await build(SAMPLE, out);
  root = await serveFolder(file, out, "/");
  browser = await launch(file);
});

for (const kind of ["home", "connector"]) {
  test(`${kind}: the first load is light`, async (t) => {
    const { page, faults } = await open(t, browser, { viewport: SIZES.desktop });
    const bodies = [];
    // The sign of life is asked for once the page is there.
    const counted = (url) => !url.endsWith("/pulse.json");
    page.on("response", (response) => counted(response.url()) && bodies.push(response.body().then((body) => [response.url(), body])));
    await page.goto(root + PAGES[kind], { waitUntil: "networkidle" });
    const loaded = await Promise.all(bodies);
    const sizes = loaded.map(([url, body]) => [url.slice(root.length), gzipSync(body, { level: LEVEL }).length]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    t.diagnostic(`${total} bytes in ${sizes.length} requests: ${sizes.map((one) => one.join(" ")).join(", ")}`);
    assert.ok(sizes.length >= 3, "a page, its style and its script at least");
    assert.ok(sizes.length <= MOST_REQUESTS, `${sizes.length} requests: ${sizes.join(" ")}`);
    assert.ok(total <= MOST_BYTES, `${total} bytes: ${sizes.join(" ")}`);
    assert.deepEqual(faults, []);
  });
}

for (const [kind, name] of Object.entries(PAGES)) {
  test(`${kind}: nothing moves while it loads`, async (t) => {
    for (const viewport of Object.values(SIZES)) {
      const { page } = await open(t, browser, { viewport });
      await page.addInitScript(() => {
        window.moved = 0;
        new PerformanceObserver((list) => {
          for (const shift of list.getEntries()) window.moved += shift.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(root + name, { waitUntil: "networkidle" });
      assert.equal(await page.evaluate(() => window.moved), 0, `${viewport.width} px`);
    }
  });
}
