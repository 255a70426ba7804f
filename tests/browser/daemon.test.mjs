// What readers and operators of a daemon see: a catalogue that may be out of date says so, and the status page is one for everybody.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, open } from "./support/browser.mjs";
import { build, PROGRAM, SAMPLE } from "./support/connectory.mjs";
import { ending, files, temporary, wholeFile } from "./support/folder.mjs";
import { overflow, violations } from "./support/looks.mjs";
import { SIZES } from "./support/pages.mjs";
import { until } from "./support/until.mjs";

const BANNER = ".pulse:not(:empty)";
const VALID = 45;

const file = wholeFile();
let browser;
let site;

before(async () => {
  site = path.join(await temporary(file), "site");
  await build(SAMPLE, site);
  browser = await launch(file);
});

test("a catalogue that is kept current says nothing", async (t) => {
  const { root, asked } = await host(t, () => pulse("current", 5));
  const { page, faults } = await open(t, browser);
  await page.goto(root, { waitUntil: "networkidle" });
  assert.equal(asked.length, 1);
  assert.equal(await page.locator(BANNER).count(), 0);
  assert.deepEqual(faults, []);
});

test("a catalogue that is behind says since when, and no longer once it is not", async (t) => {
  let now = () => pulse("stale", 5, 3600);
  const { root } = await host(t, () => now());
  const { page, faults } = await open(t, browser, { timezoneId: "UTC" });
  await page.goto(`${root}connectors/neo4j.html`);
  const banner = page.locator(BANNER);
  await banner.waitFor();
  const since = await banner.locator("time").getAttribute("datetime");
  assert.ok(Math.abs(Date.now() - 3600_000 - Date.parse(since)) < 30_000, since);
  assert.match(await banner.innerText(), /may be out of date/);
  assert.equal(await page.locator("[role=status].pulse").count(), 1);
  now = () => pulse("current", 1);
  await look(page);
  await banner.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
});

test("where the sign of life stays out the catalogue says so, by the clock of who answers", async (t) => {
  const { root } = await host(t, () => pulse("current", 90));
  const { page } = await open(t, browser);
  await page.goto(root);
  await page.locator(BANNER).waitFor();
  // A reader's clock that is wrong by a day is no reason.
  const right = await host(t, () => pulse("current", 5));
  for (const off of [86_400_000, -86_400_000]) {
    const { page: other } = await open(t, browser);
    await other.addInitScript((by) => { const now = Date.now.bind(Date); Date.now = () => now() + by; }, off);
    await other.goto(right.root, { waitUntil: "networkidle" });
    assert.equal(await other.locator(BANNER).count(), 0, String(off));
  }
});

test("a daemon that dies is seen within a minute", async (t) => {
  const { root } = await host(t, () => pulse("current", 0));
  const { page } = await open(t, browser);
  await page.clock.install();
  const clean = page.waitForResponse(/pulse\.json$/);
  await page.goto(root);
  await clean;
  await page.route(/pulse\.json$/, (route) => route.abort());
  await page.clock.runFor(50_000);
  assert.equal(await page.locator(BANNER).count(), 0, "it may still come");
  await page.clock.runFor(10_000);
  await page.locator(BANNER).waitFor();
});

test("what was dismissed stays away until something else is the matter", async (t) => {
  const at = new Date(Date.now() - 3600_000);
  let since = at.toISOString();
  const { root } = await host(t, () => ({ ...pulse("stale", 5), since }));
  const { page } = await open(t, browser);
  await page.goto(root);
  await page.getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await page.locator(BANNER).count(), 0);
  const answered = page.waitForResponse(/pulse\.json$/);
  await page.goto(`${root}usage.html`, { waitUntil: "networkidle" });
  await answered;
  assert.equal(await page.locator(BANNER).count(), 0);
  since = new Date(at.getTime() + 60_000).toISOString();
  await look(page);
  await page.locator(BANNER).waitFor();
});

test("the line moves nothing, hides nothing that cannot be scrolled to, and is one for everybody", async (t) => {
  const { root } = await host(t, () => pulse("stale", 5, 3600));
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of Object.values(SIZES)) {
      const { page } = await open(t, browser, { viewport, colorScheme });
      await page.addInitScript(() => {
        window.moved = 0;
        new PerformanceObserver((list) => {
          for (const shift of list.getEntries()) window.moved += shift.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(root);
      const banner = page.locator(BANNER);
      await banner.waitFor();
      assert.equal(await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(window.moved)))), 0);
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await violations(page), [], `${colorScheme} ${viewport.width}`);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const [foot, line] = [await page.locator(".foot").boundingBox(), await banner.boundingBox()];
      assert.ok(foot.y + foot.height <= line.y + 1, "the end of the page is free");
    }
  }
});

test("a host without a daemon is asked once, and a copy on disk never", async (t) => {
  const { root, asked } = await host(t, () => null);
  const { page } = await open(t, browser);
  for (const name of ["index.html", "usage.html", "connectors/neo4j.html"]) {
    await page.goto(root + name, { waitUntil: "networkidle" });
    assert.equal(await page.locator(BANNER).count(), 0);
  }
  assert.equal(asked.length, 1);
  const { page: other, faults } = await open(t, browser);
  const names = [];
  other.on("request", (request) => names.push(request.url()));
  await other.goto(pathToFileURL(path.join(site, "index.html")).href);
  assert.equal(await other.locator(BANNER).count(), 0);
  assert.deepEqual([names.filter((name) => name.includes("pulse")), faults], [[], []]);
});

test("the daemon's own port gives the sign of life, and its status page is one for everybody", async (t) => {
  const { served, operate, folder } = await daemon(t);
  const { page, faults } = await open(t, browser);
  await page.goto(served, { waitUntil: "networkidle" });
  const told = await (await page.request.get(`${served}pulse.json`)).json();
  assert.deepEqual([told.schema, told.state, told.valid_seconds], [1, "current", VALID]);
  assert.equal(await page.locator(BANNER).count(), 0);
  assert.deepEqual(faults, []);

  // Something is wrong, so that there is something to show.
  const broken = path.join(folder, "connectors/neo4j/connector.yaml");
  await writeFile(broken, `${await readFile(broken, "utf8")}\n  : [\n`);
  const status = async () => (await page.request.get(`${operate}status.json`)).json();
  await until(() => "an error", async () => (await status()).errors > 0, 30_000);
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of Object.values(SIZES)) {
      const { page: shown, faults: wrong } = await open(t, browser, { viewport, colorScheme });
      await shown.goto(`${operate}status`, { waitUntil: "networkidle" });
      await shown.getByRole("heading", { level: 1, name: /How it stands/ }).waitFor();
      assert.deepEqual(await overflow(shown), []);
      assert.deepEqual(await violations(shown), [], `${colorScheme} ${viewport.width}`);
      assert.deepEqual(wrong, []);
    }
  }
  const { page: plain } = await open(t, browser, { javaScriptEnabled: false });
  await plain.goto(`${operate}status`);
  const { page: scripted } = await open(t, browser);
  await scripted.goto(`${operate}status`);
  // Seconds pass between the two; everything else is the same.
  const text = async (one) => (await one.locator("main").innerText()).replaceAll(/\d\d:\d\d:\d\d/g, "");
  assert.equal(await text(plain), await text(scripted));

  const fresh = scripted.waitForResponse((response) => response.url().endsWith("/status"), { timeout: 20_000 });
  await fresh;
});

/** The site on a plain host, with the sign of life that `told` gives: an object, or none. */
async function host(t, told) {
  const known = new Set(await files(site));
  const asked = [];
  const kinds = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1) || "index.html";
    if (name === "pulse.json") {
      asked.push(request.url);
      const body = told();
      response.writeHead(body ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
      return;
    }
    response.writeHead(known.has(name) ? 200 : 404, { "content-type": kinds[path.extname(name)] ?? "application/octet-stream" });
    response.end(known.has(name) ? await readFile(path.join(site, name)) : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  ending(t, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { root: `http://127.0.0.1:${server.address().port}/`, asked };
}

function pulse(state, age, since) {
  const before = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
  const told = { schema: 1, state, at: before(age), valid_seconds: VALID };
  return since === undefined ? told : { ...told, since: before(since) };
}

/** The page is looked at again, as after another tab. */
function look(page) {
  return page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
}

/** A daemon that serves the sample, with a port for those who run it. */
async function daemon(t) {
  const root = await temporary(t);
  const folder = path.join(root, "registry");
  await mkdir(folder, { recursive: true });
  await cp(SAMPLE, folder, { recursive: true });
  const [served, operate] = [await freePort(), await freePort()];
  const words = ["daemon", "--registry", folder, "--state", path.join(root, "state"), "--serve", `admin=127.0.0.1:${served}`, "--operate", `127.0.0.1:${operate}`];
  const child = spawn(PROGRAM, words, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => { log += text; });
  const gone = new Promise((resolve) => { child.once("close", resolve); });
  ending(t, async () => {
    child.kill("SIGTERM");
    await gone;
  });
  const isReady = () => fetch(`http://127.0.0.1:${operate}/readyz`).then((answer) => answer.ok, () => false);
  await until(() => `a daemon that is ready\n${log}`, isReady, 60_000);
  return { served: `http://127.0.0.1:${served}/`, operate: `http://127.0.0.1:${operate}/`, folder };
}

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
