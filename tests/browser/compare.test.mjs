// Comparing two versions of a connector, and verifying a downloaded package: in the browser, from a folder.

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";

import axe from "axe-core";

import { launch, open } from "./support/browser.mjs";
import { build, run, SAMPLE } from "./support/connectory.mjs";
import { temporary, wholeFile } from "./support/folder.mjs";
import { serveFolder } from "./support/static-server.mjs";

const PAGE = "connectors/sql-server/compare.html";

const file = wholeFile();
let browser;
let out;
/** Where the site lies, as a folder and below a path. */
const at = {};

before(async () => {
  out = await temporary(file);
  await build(SAMPLE, out);
  at.folder = pathToFileURL(out + path.sep).href;
  at.path = await serveFolder(file, out, "/below/");
  browser = await launch(file);
});

for (const place of ["folder", "path"]) {
  test(`the address says what is compared, and choosing changes it (${place})`, async (t) => {
    const { page, faults } = await open(t, browser, { allowed: (url) => url.startsWith(at[place]) });
    await page.goto(`${at[place]}${PAGE}?from=1.2901&to=1.3`);
    assert.deepEqual(await chosen(page), ["1.2901", "1.3"]);
    assert.deepEqual(await steps(page), ["1.3"]);
    assert.match(await page.locator("#compared").innerText(), /^1\.2901 to 1\.3, 1 step: 2 breaking, 1 behaviour, 5 safe; 5 settings differ\.$/);

    await page.getByLabel("To", { exact: true }).selectOption("1.3002");
    assert.equal(new URL(page.url()).search, "?from=1.2901&to=1.3002");
    assert.deepEqual(await steps(page), ["1.3002", "1.3"]);
    await page.reload();
    assert.deepEqual(await chosen(page), ["1.2901", "1.3002"]);

    await page.getByRole("button", { name: "All versions" }).click();
    assert.equal((await steps(page)).length, 6);
    assert.deepEqual(faults, []);
  });
}

test("the net difference of settings is told in both directions", async (t) => {
  const { page, faults } = await open(t, browser);
  const forth = [
    "Use SQL login UseSqlLogin|Removed|CheckBox, default true|",
    // It was secret no more in between, and is again.
    "Password Password|Secret|not secret|secret",
    "Table Table|Required|required|not required",
    "Encrypt Encrypt|Default|default false|default true",
    "Server Instance Instance|Added||TextBox, required",
    "Authentication Authentication|Added||DropDown, required, default sql, one of SQL login, Windows account, Microsoft Entra ID",
    "Query Query|Added||ScriptBox",
  ];
  await page.goto(`${at.folder}${PAGE}?from=1.29&to=1.3002`);
  assert.deepEqual((await differences(page)).slice(0, forth.length), forth);

  await page.getByRole("button", { name: "Swap" }).click();
  assert.deepEqual(await chosen(page), ["1.3002", "1.29"]);
  const back = await differences(page);
  assert.ok(back.includes("Use SQL login UseSqlLogin|Added||CheckBox, default true"), back.join("\n"));
  assert.ok(back.includes("Table Table|Required|not required|required"));
  assert.ok(back.includes("Server Instance Instance|Removed|TextBox, required|"));
  assert.match(await page.locator("#compared").innerText(), /This goes back/);

  await page.getByLabel("To", { exact: true }).selectOption("1.3002");
  assert.equal(await page.locator("#compared").innerText(), "Twice the same version: 1.3002.");
  assert.deepEqual(faults, []);
});

test("the changes on the way stand by how much they matter, each with its version", async (t) => {
  const { page } = await open(t, browser);
  await page.goto(`${at.folder}${PAGE}?from=1.25&to=1.3`);
  assert.deepEqual(await page.locator("#way h3").allInnerTexts(), ["Breaking 3", "Behaviour 2", "Safe 10"]);
  const breaking = await page.locator("#way .changes.breaking > li").allInnerTexts();
  assert.deepEqual(breaking.map((line) => line.split(" ").slice(0, 2).join(" ")), ["1.29 Password", "1.3 Instance", "1.3 UseSqlLogin"]);
});

test("a version that is not there is named, and what is left is compared", async (t) => {
  const { page, faults } = await open(t, browser);
  await page.goto(`${at.folder}${PAGE}?from=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&to=1.3`);
  assert.match(await page.locator("#compared").innerText(), /^There is no version <img src=x onerror=alert\(1\)> here\. 1\.25 to 1\.3,/);
  assert.equal(await page.locator("main img[src=x]").count(), 0);
  assert.deepEqual(faults, []);
});

test("a link to a step opens it, with and without JavaScript", async (t) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await open(t, browser, { javaScriptEnabled });
    await page.goto(`${at.folder}${PAGE}#1.29`);
    assert.equal(await page.locator('[data-version="1.29"]').getAttribute("open"), "", `JavaScript: ${javaScriptEnabled}`);
    assert.equal(await page.locator('[data-version="1.3"]').getAttribute("open"), null);
  }
});

test("without JavaScript every step and every setting is there, and nothing to choose", async (t) => {
  const { page, faults } = await open(t, browser, { javaScriptEnabled: false });
  await page.goto(`${at.folder}${PAGE}?from=1.2901&to=1.3`);
  assert.equal((await steps(page)).length, 6);
  assert.equal(await page.locator("#choose").isVisible(), false);
  await page.locator('[data-version="1.3"] summary').click();
  assert.equal(await page.locator('[data-version="1.3"] .changes.breaking > li').first().isVisible(), true);
  assert.ok((await page.locator("#history tbody tr").count()) > 10);
  assert.deepEqual(faults, []);
});

test("what compares two versions is found by everyone", async (t) => {
  const { page } = await open(t, browser);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${at.folder}${PAGE}?from=1.25&to=1.3002`);
    await page.locator("details").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => window.axe.run(document, { preload: false }));
    assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3)}`), []);
  }
  await page.keyboard.press("Tab");
  await page.getByLabel("From", { exact: true }).focus();
  await page.keyboard.press("ArrowUp");
  assert.deepEqual(await chosen(page), ["1.262", "1.3002"], "led by keys alone");
});

test("other pages lead to a comparison that is filled in", async (t) => {
  const { page } = await open(t, browser);
  for (const [name, link, expected] of [
    ["connectors/sql-server/1.29.html", /^Compare with 1\.3002/, ["1.29", "1.3002"]],
    ["connectors/sql-server/versions.html", "since 1.262", ["1.262", "1.29"]],
    ["connectors/sql-server/usage.html", "Compare", ["1.29", "1.3002"]],
  ]) {
    await page.goto(at.folder + name);
    await page.getByRole("main").getByRole("link", { name: link, exact: true }).first().click();
    assert.deepEqual(await chosen(page), expected, name);
  }
});

test("the command for a shell verifies the package, and refuses another", async (t) => {
  const { page } = await open(t, browser);
  const folder = path.join(out, "connectors/sql-server");
  await page.goto(`${at.folder}connectors/sql-server/1.3.html`);
  const command = await page.locator("code.verify").first().innerText();
  assert.match(await run("sh", ["-c", command], { cwd: folder }), /^sql-server-1\.3\.xmp: OK/);
  await assert.rejects(run("sh", ["-c", command.replace(/'[0-9a-f]{4}/, "'0000")], { cwd: folder }), /FAILED/);
});

/** What the two lists hold. */
function chosen(page) {
  return page.locator("#choose select").evaluateAll((all) => all.map((one) => one.selectedOptions[0].text));
}

/** The versions whose steps are shown. */
function steps(page) {
  return page.locator("details[data-at]:visible").evaluateAll((all) => all.map((one) => one.dataset.version));
}

/** The rows of the table of settings that differ. */
function differences(page) {
  return page.locator("#net tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim()).join("|")));
}
