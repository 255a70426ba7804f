// `connectory serve`: open pages follow the registry, the last good page stays, and nothing else is served.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import path from "node:path";
import { before, test } from "node:test";

import { launch, open } from "./support/browser.mjs";
import { build, SAMPLE, start } from "./support/connectory.mjs";
import { files, temporary, wholeFile } from "./support/folder.mjs";
import { Repository } from "./support/repository.mjs";

const VERSION = "connectors/neo4j/versions/1.1.yaml";
const VERSION_PAGE = "connectors/neo4j/1.1.html";
const OTHER_PAGE = "connectors/s3.html";

const file = wholeFile();
let browser;

before(async () => {
  browser = await launch(file);
});

test("a changed note remakes the pages that show it, and only they reload", async (t) => {
  const { folder, repository, daemon, address } = await serving(t);
  const { page, faults } = await open(t, browser);
  const { page: other, faults: otherFaults } = await open(t, browser);
  await page.goto(address + VERSION_PAGE);
  await other.goto(address + OTHER_PAGE);
  await Promise.all([page, other].map(mark));
  const before = daemon.builds().length;

  // The other page asks how things stand after each build; only then is it known that it chose not to reload.
  const told = other.waitForResponse((response) => response.url().includes("/-/status"), { timeout: 20_000 });
  const note = "Remembers the cluster it spoke to last.";
  await rewrite(repository, VERSION, (text) => text.replace(/^notes: \|\n(?: .*\n)+/m, `notes: |\n  ${note}\n`));
  await page.getByText(note).waitFor({ timeout: 20_000 });
  assert.equal(await marked(page), false, "the page was loaded again");
  await told;
  await other.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await marked(other), true, "the other page was not");

  const rebuilt = await daemon.until("a line about the build", () => daemon.builds()[before]);
  const clean = path.join(folder, "clean");
  await build(repository.registry, clean);
  // Pages, feeds and JSON that show it; and the manifest, which lists every file.
  const showing = ["manifest.json"];
  for (const name of await files(clean)) {
    if (name.startsWith(".")) continue;
    if ((await readFile(path.join(clean, name), "utf8")).includes(note)) showing.push(name);
  }
  showing.sort();
  assert.deepEqual([...rebuilt.files].sort(), showing, daemon.log);
  assert.equal(rebuilt.written, showing.length);
  assert.ok(showing.includes(VERSION_PAGE) && showing.length <= 8, showing.join(" "));
  assert.equal(daemon.builds().length, before + 1, `one build for one change:\n${daemon.log}`);
  assert.deepEqual([...faults, ...otherFaults], []);
});

// What a page says, but for the mark that this is how it was when it was last right.
async function withoutMark(page) {
  const text = await page.locator("main").innerText();
  const without = text.replace(/Failing check\n\nWhat the registry holds for this connector now has errors\.[^\n]*\n\n/, "");
  assert.notEqual(without, text, "the page is marked");
  return without;
}

test("while a file is broken the last good page stays with the error over it, until it is mended", async (t) => {
  const { repository, address } = await serving(t);
  const { page, faults } = await open(t, browser);
  await page.goto(address + VERSION_PAGE);
  const content = await page.locator("main").innerText();
  const panel = page.locator("#connectory-live .findings");
  assert.equal(await panel.isVisible(), false);

  const good = await readFile(path.join(repository.registry, VERSION), "utf8");
  const lines = good.trimEnd().split("\n").length;
  await rewrite(repository, VERSION, () => `${good.trimEnd()}\nstatus: [active\n`);
  await panel.waitFor({ state: "visible", timeout: 20_000 });
  const place = (await panel.locator("code").first().innerText()).match(/^(.*):(\d+):(\d+)$/);
  assert.equal(place?.[1], VERSION);
  // A parser may see the missing bracket where it opens or where the file ends.
  assert.ok([lines + 1, lines + 2].includes(Number(place[2])), place[0]);
  await page.getByText("Failing check").first().waitFor({ timeout: 20_000 });
  assert.equal(await withoutMark(page), content);

  await page.reload();
  assert.equal(await withoutMark(page), content, "the last good page is served to who comes now");
  await panel.waitFor({ state: "visible", timeout: 20_000 });
  assert.ok((await panel.boundingBox()).height > 0);

  // Another fault instead: the panel tells the new one.
  await mark(page);
  await rewrite(repository, VERSION, () => good.replace("sha256: ", "sha256: 00"));
  await panel.getByText("sha256").first().waitFor({ timeout: 20_000 });
  assert.equal(await withoutMark(page), content);
  assert.equal(await marked(page), true, "a page that did not change is not loaded again");

  await rewrite(repository, VERSION, () => good);
  await panel.waitFor({ state: "hidden", timeout: 20_000 });
  await page.getByText("Failing check").waitFor({ state: "detached", timeout: 20_000 });
  assert.equal(await page.locator("main").innerText(), content);
  assert.deepEqual(faults, []);
});

test("one broken connector holds up no other", async (t) => {
  const { repository, address } = await serving(t);
  const { page } = await open(t, browser);
  await page.goto(address + OTHER_PAGE);
  await rewrite(repository, "connectors/neo4j/connector.yaml", (text) => `${text}\n  : [\n`);
  await page.locator("#connectory-live .findings").waitFor({ state: "visible", timeout: 20_000 });
  const sentence = "Reads objects of a bucket, and says so while another connector is broken.";
  await rewrite(repository, "connectors/s3/connector.yaml", (text) => text.replace(/^description: .*$/m, `description: ${sentence}`));
  await page.getByText(sentence).first().waitFor({ timeout: 20_000 });
  const answer = await page.request.get(`${address}connectors/neo4j.html`);
  assert.equal(answer.status(), 200);
});

test("a deleted page says so in an open tab, and a new connector's page comes without a restart", async (t) => {
  const { repository, address } = await serving(t);
  const { page } = await open(t, browser);
  await page.goto(`${address}applications/kpi-board.html`);
  await mark(page);
  await repository.git("mv", "registry/applications/kpi-board.yaml", "registry/applications/kpi-wall.yaml");
  await page.getByRole("heading", { name: "Page not found" }).waitFor({ timeout: 20_000 });
  await page.goto(`${address}applications/kpi-wall.html`);
  await page.getByRole("heading", { level: 1, name: "KPI Board" }).waitFor({ timeout: 20_000 });
});

test("only its own files, by its own name, by GET and HEAD", async (t) => {
  const { address } = await serving(t);
  const port = new URL(address).port;

  const page = await ask(address, { path: `/${VERSION_PAGE}` });
  assert.equal(page.status, 200);
  assert.match(page.headers["content-type"], /^text\/html; charset=utf-8$/);
  assert.match(page.headers["content-security-policy"], /default-src 'none'/);
  assert.equal(page.headers["x-content-type-options"], "nosniff");
  const head = await ask(address, { path: `/${VERSION_PAGE}`, method: "HEAD" });
  assert.deepEqual([head.status, head.body, head.headers["content-length"]], [200, "", page.headers["content-length"]]);
  assert.equal((await ask(address, { path: "/", headers: { host: `localhost:${port}` } })).status, 200);

  for (const host of ["evil.example", `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `127.0.0.1:${Number(port) + 1}`]) {
    const answer = await ask(address, { path: "/", headers: { host } });
    assert.ok(answer.status >= 400 && !answer.body.includes("<html"), `${host}: ${answer.status}`);
  }
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
    const answer = await ask(address, { path: "/", method });
    assert.deepEqual([answer.status, answer.headers.allow], [405, "GET, HEAD"], method);
  }
  const outside = ["/../registry.yaml", "/..%2fregistry.yaml", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/connectors/../../../etc/passwd",
    "//etc/passwd", "/..\\registry.yaml", "/%5c..%5cetc", "/registry.yaml", "/.git/HEAD", "/.connectory", "/index.html%00", "/INDEX.html"];
  for (const name of outside) {
    const answer = await ask(address, { path: name });
    assert.equal(answer.status, 404, name);
    assert.ok(!answer.body.includes("schema:") && !answer.body.includes("root:"), name);
  }
});

/** The sample in a repository of its own, served, after its first build. */
async function serving(t) {
  const folder = await temporary(t);
  const repository = await Repository.make(folder);
  await cp(SAMPLE, repository.registry, { recursive: true });
  await repository.commit("start");
  const daemon = await start(t, "serve", repository.registry, "--port", "0");
  const address = await daemon.address();
  await daemon.until("the first build", () => daemon.builds().length > 0);
  return { folder, repository, daemon, address };
}

async function rewrite(repository, name, change) {
  const place = path.join(repository.registry, name);
  const text = await readFile(place, "utf8");
  const changed = change(text);
  assert.notEqual(changed, text, `${name} changes`);
  await writeFile(place, changed);
}

/** A page keeps its mark until it is loaded again. */
function mark(page) {
  return page.evaluate(() => { window.markOfTheTest = true; });
}

function marked(page) {
  return page.evaluate(() => window.markOfTheTest === true);
}

/** One request as it stands, with a path that no client tidied. */
function ask(address, { path: asked, method = "GET", headers = {} }) {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: asked, method, headers, agent: false, timeout: 10_000 }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text) => { body += text; });
      answer.once("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    sent.once("error", reject).once("timeout", () => sent.destroy(new Error(`no answer: ${asked}`)));
    sent.end();
  });
}
