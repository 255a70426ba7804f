// The built sample in the browser: how it looks, what it asks for, and that it can be used by everyone, from a folder
// as well as from below a path of a host.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, open, openWithoutScripts } from "./support/browser.mjs";
import { build, SAMPLE } from "./support/connectory.mjs";
import { files, temporary, wholeFile } from "./support/folder.mjs";
import { everyLook, overflow, unmarkedStops, violations } from "./support/looks.mjs";
import { PAGES, SIZES } from "./support/pages.mjs";
import { serveFolder } from "./support/static-server.mjs";
import { until } from "./support/until.mjs";

const BELOW = "/some/sub/path/";

const file = wholeFile();
let browser;
/** Where the site lies, as a folder and below a path. */
const at = {};

before(async () => {
  const folder = await temporary(file);
  const registry = path.join(folder, "registry");
  await cp(SAMPLE, registry, { recursive: true });
  // 404.html is shown at any address, so it must know the path of the site; a registry tells it by its address.
  const settings = path.join(registry, "registry.yaml");
  const text = await readFile(settings, "utf8");
  await writeFile(settings, text.replace(/^url: .*$/m, `url: https://connectors.example.com${BELOW}`));
  const out = path.join(folder, "site");
  await build(registry, out);
  at.folder = pathToFileURL(out + path.sep).href;
  at.path = await serveFolder(file, out, BELOW);
  browser = await launch(file);
});

for (const [kind, name] of Object.entries(PAGES)) {
  test(`${kind}: looks right at every size, light and dark, from a folder`, async (t) => {
    const { page, faults } = await open(t, browser, { allowed: (url) => url.startsWith(at.folder) });
    await everyLook(page, at.folder + name, () => faults);
  });
}

for (const [kind, name] of Object.entries(PAGES)) {
  test(`${kind}: looks right without JavaScript, too`, async (t) => {
    const { page, faults } = await openWithoutScripts(t, browser);
    await everyLook(page, at.folder + name, () => faults);
    assert.equal(await page.locator("script").count(), 0);
  });
}

for (const site of ["operations", "public"]) {
  test(`what ${site} is shown looks right at every size, light and dark`, async (t) => {
    const out = path.join(await temporary(t), "site");
    await build(SAMPLE, out, "--site", site);
    const root = pathToFileURL(out + path.sep).href;
    const { page, faults } = await open(t, browser, { allowed: (url) => url.startsWith(root) });
    const own = await files(out);
    const shown = Object.values(PAGES).filter((name) => own.includes(name));
    assert.ok(shown.length >= 12 && shown.includes(PAGES.connector), shown.join(" "));
    for (const name of shown) await everyLook(page, root + name, () => faults);
  });
}

test("404: looks right at every size, light and dark, at any depth below the site's path", async (t) => {
  const { page, faults } = await open(t, browser, { allowed: (url) => url.startsWith(at.path) });
  const missing = `${at.path}connectors/no/such/page.html`;
  const response = await page.goto(missing);
  assert.equal(response.status(), 404);
  // That the page asked for is missing is no fault of the page that says so.
  await everyLook(page, missing, () => faults.filter((fault) => !fault.includes(missing) && !fault.includes("status of 404")));
  await searchField(page).fill("mqtt");
  await page.locator("#search").getByRole("option").filter({ hasText: "MQTT" }).first().click();
  assert.equal(page.url(), `${at.path}connectors/mqtt.html`);
  for (const [link, name] of [["Home", "index.html"], ["All connectors", "a-z.html"], ["Search", "search.html"]]) {
    await page.goto(missing);
    await page.getByRole("main").getByRole("link", { name: link }).click();
    assert.equal(page.url(), at.path + name);
  }
});

test("every kind of page asks for nothing outside of the path it lies below", async (t) => {
  const { page, faults } = await open(t, browser, { allowed: (url) => url.startsWith(at.path) });
  for (const name of Object.values(PAGES)) await page.goto(at.path + name);
  assert.deepEqual(faults, []);
});

test("no page scrolls sideways at 320 px, which a desktop enlarged four times comes to", async (t) => {
  const { page } = await open(t, browser, { viewport: { width: 320, height: 640 } });
  for (const name of Object.values(PAGES)) {
    await page.goto(at.folder + name);
    assert.deepEqual(await overflow(page), [], name);
  }
});

test("short names in tables stay whole, at every size", async (t) => {
  for (const viewport of Object.values(SIZES)) {
    const { page } = await open(t, browser, { viewport });
    for (const name of Object.values(PAGES)) {
      await page.goto(at.folder + name);
      const broken = await page.locator("td code, th code, td .badge, .number, time").evaluateAll((all) => all
        .filter((one) => /^\S{1,24}$/.test(one.textContent) && one.getClientRects().length > 1)
        .map((one) => one.textContent));
      assert.deepEqual(broken, [], `${name}, ${viewport.width} px`);
    }
  }
});

test("without JavaScript everything but the search is there, and a link takes its place", async (t) => {
  const { page, faults } = await open(t, browser, { javaScriptEnabled: false });
  for (const name of Object.values(PAGES)) {
    await page.goto(at.folder + name);
    assert.equal(await page.locator("h1").isVisible(), true, name);
    assert.ok((await page.locator("main").innerText()).length > 100, name);
    assert.equal(await page.locator("#search").isVisible(), false, name);
    assert.equal(await page.locator("button:visible").count(), 0, `${name}: a button that does nothing`);
    const letters = page.getByRole("link", { name: "All connectors A–Z" }).first();
    assert.equal(await letters.isVisible(), true, `${name}: no way to all connectors`);
  }
  await page.goto(at.folder + PAGES.home);
  await page.getByRole("main").getByRole("link", { name: "SQL Server", exact: true }).first().click();
  assert.equal(page.url(), at.folder + "connectors/sql-server.html");
  assert.deepEqual(faults, []);
});

test("a former slug leads to the connector, with and without JavaScript", async (t) => {
  for (const javaScriptEnabled of [true, false]) {
    for (const root of [at.folder, at.path]) {
      const { page } = await open(t, browser, { javaScriptEnabled });
      await page.goto(`${root}connectors/mssql.html`);
      await page.waitForURL(`${root}connectors/sql-server.html`);
    }
  }
});

test("the first Tab reaches the skip link, and it leads past the header", async (t) => {
  const { page } = await open(t, browser, { viewport: SIZES.desktop });
  for (const name of Object.values(PAGES)) {
    await page.goto(at.folder + name);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to content" });
    assert.equal(await skip.evaluate((link) => link === document.activeElement), true, name);
    await until(`${name}: the skip link in view`, async () => (await skip.boundingBox()).y >= 0);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main", name);
  }
});

test("whatever Tab reaches is in view and marked", async (t) => {
  for (const viewport of Object.values(SIZES)) {
    const { page } = await open(t, browser, { viewport, reducedMotion: "reduce" });
    for (const name of Object.values(PAGES)) {
      await page.goto(at.folder + name);
      assert.deepEqual(await unmarkedStops(page), [], name);
    }
  }
});

for (const place of ["folder", "path"]) {
  test(`the search finds by name, tag and category and is led by keys alone (${place})`, async (t) => {
    const { page, faults } = await open(t, browser, { viewport: SIZES.desktop });
    await page.goto(at[place] + PAGES.usage);
    const field = searchField(page);
    const results = page.locator("#search").getByRole("option");
    await page.keyboard.press("/");
    assert.equal(await field.evaluate((input) => input === document.activeElement), true, "`/` leads to the search");

    for (const [words, connector] of [["postgre", "PostgreSQL"], ["microsoft", "SQL Server"], ["messaging", "MQTT"], ["SQL", "SQL Server"]]) {
      await field.fill(words);
      await results.filter({ hasText: connector }).first().waitFor({ timeout: 5000 });
    }
    await field.fill("no such connector anywhere");
    await page.getByText("No connector matches").waitFor({ timeout: 5000 });

    await field.fill("sql");
    await results.nth(1).waitFor({ timeout: 5000 });
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await results.evaluateAll((all) => all.map((one) => one.getAttribute("aria-selected"))).then((all) => all.indexOf("true")), 0);
    assert.deepEqual(await violations(page), [], "with results shown");
    await page.keyboard.press("Escape");
    assert.equal(await results.first().isVisible(), false, "Esc closes the results");
    await page.keyboard.press("Escape");
    assert.equal(await field.inputValue(), "", "Esc clears the field");

    await page.keyboard.type("mqtt");
    await results.first().waitFor({ timeout: 5000 });
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${at[place]}connectors/mqtt.html`, { timeout: 5000 });
    assert.deepEqual(faults, []);
  });
}

test("the results of the search fit a phone", async (t) => {
  const { page } = await open(t, browser, { viewport: SIZES.phone });
  for (const name of [PAGES.home, PAGES.connector]) {
    await page.goto(at.folder + name);
    await searchField(page).fill("e");
    const first = page.locator("#search").getByRole("option").first();
    await first.waitFor({ timeout: 5000 });
    const box = await first.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= SIZES.phone.width, `${name}: ${JSON.stringify(box)}`);
    assert.deepEqual(await overflow(page), [], name);
  }
});

function searchField(page) {
  return page.getByRole("combobox", { name: "Search connectors" });
}
