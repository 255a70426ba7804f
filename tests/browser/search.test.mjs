// The search: what it finds, forgives and counts, its keys, its state in the address; small enough at 10,000 connectors.

import assert from "node:assert/strict";
import { appendFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import axe from "axe-core";

import { launch, open } from "./support/browser.mjs";
import { build, PROGRAM, run, SAMPLE } from "./support/connectory.mjs";
import { files, temporary, wholeFile } from "./support/folder.mjs";
import { writeMany } from "./support/many.mjs";
import { SCHEMES, SIZES } from "./support/pages.mjs";
import { serveFolder } from "./support/static-server.mjs";
import { until } from "./support/until.mjs";

const HOSTILE = `</script><img src=x onerror="alert(1)">'&quot;`;
const HEBREW = "מד לחץ";
/** What the sample lacks: names that need care, and connectors that nobody uses or should use. */
const MORE = {
  hostile: { name: HOSTILE, description: HOSTILE, category: "web", tags: [HOSTILE, "odd"], owners: ["@edge"] },
  pressure: { name: HEBREW, description: "Reads a pressure gauge.", category: "device", tags: ["plc"], owners: ["@edge"] },
  angstrom: { name: "Ångström Größenmesser", description: "Für Øl.", category: "device", tags: ["größe"], owners: ["@data-platform"] },
  retired: { name: "Retired Reader", description: "Reads no more.", category: "database", tags: ["sql"], owners: ["@analytics"] },
  planned: { name: "Planned", description: "Has no version yet.", owners: [] },
};
const MANY = 10_000;

const file = wholeFile();
let browser;
let folder;
let out;
/** Where the site lies. */
let site;
/** Every connector as the API has it. */
let all;

before(async () => {
  folder = await temporary(file);
  const registry = path.join(folder, "registry");
  await cp(SAMPLE, registry, { recursive: true });
  const settings = path.join(registry, "registry.yaml");
  const text = await readFile(settings, "utf8");
  await writeFile(settings, text.replace(/^rules:$/m, "rules:\n  package-missing: allow\n  connector-without-version: allow\n  text-invisible: allow"));
  for (const [slug, fields] of Object.entries(MORE)) await writeConnector(registry, slug, fields);
  out = path.join(folder, "site");
  await build(registry, out);
  site = pathToFileURL(out + path.sep).href;
  browser = await launch(file);
  all = await fromApi(out);
});

async function writeConnector(registry, slug, fields) {
  const place = path.join(registry, "connectors", slug);
  await mkdir(path.join(place, "versions"), { recursive: true });
  const yaml = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("");
  await writeFile(path.join(place, "connector.yaml"), `id: ${crypto.randomUUID()}\n${yaml}`);
  if (slug === "planned") return;
  const status = slug === "retired" ? "status: withdrawn\nreason: It stopped.\n" : slug === "pressure" ? "status: deprecated\nreason: It is slow.\n" : "";
  await writeFile(path.join(place, "versions", "1.10.yaml"), `notes: First.\n${status}`);
}

/** Every connector, with what the filters tell apart, told by the API alone. */
async function fromApi(out) {
  const read = async (name) => JSON.parse(await readFile(path.join(out, "api/v1", name), "utf8"));
  const { connectors } = await read("index.json");
  const { categories } = await read("categories.json");
  return Promise.all(connectors.map(async ({ slug }) => {
    const found = await read(`connectors/${slug}.json`);
    const latest = found.versions.find(({ current }) => current) ?? found.versions[0];
    const status = latest === undefined ? "none" : latest.status === "active" ? "current" : latest.status;
    const forms = await Promise.all(found.versions.map(async ({ version }) => (await read(`connectors/${slug}/${version}.json`)).form));
    return { ...found, forms, values: {
      category: [categories.find(({ id }) => id === found.category)?.name ?? "Without a category"],
      owner: found.owners,
      tag: found.tags,
      status: found.replaced_by ? [status, "replaced"] : [status],
      used: [found.applications > 0 ? "yes" : "no"],
    } };
  }));
}

const LABELS = {
  status: { current: "Active", deprecated: "Deprecated", withdrawn: "Withdrawn", none: "No version", replaced: "Replaced by another" },
  used: { yes: "In use", no: "Not in use" },
};
const LEGENDS = { category: "Category", owner: "Owner", tag: "Tag", status: "Status", used: "Usage" };
const label = (facet, value) => LABELS[facet]?.[value] ?? value;

/** Opens the search page with a query and chosen values, and waits for its results. */
async function searching(t, query, options = {}) {
  const { page, faults, context } = await open(t, browser, { viewport: SIZES.desktop, ...options });
  await page.goto(`${options.at ?? site}search.html${query}`);
  await settled(page);
  return { page, faults, context };
}

/** Waits until the results on the page are those of its state; gives their names. */
async function settled(page) {
  await page.waitForFunction(() => / connectors?$/.test(document.getElementById("found").textContent)
    && !document.getElementById("results").hasAttribute("aria-busy"));
  return page.locator("#results .found a").allTextContents();
}

async function find(page, query) {
  await page.locator("#q").fill(query);
  return settled(page);
}

/** Each facet's values and counts, as the page shows them. */
async function counts(page) {
  const openers = page.locator(".facet button");
  while (await openers.count() > 0) {
    await openers.first().click();
    await settled(page);
  }
  return page.locator(".facet").evaluateAll((sets) => Object.fromEntries(sets.map((set) => [
    set.querySelector("legend").textContent,
    Object.fromEntries([...set.querySelectorAll("label")].map((one) => [one.querySelector("bdi").textContent, Number(one.querySelector(".tally").textContent)])),
  ])));
}

test("typing errors are forgiven, as many as the length of a word allows", async (t) => {
  const { page, faults } = await searching(t, "");
  const meant = { kafak: "Kafka", kafkaa: "Kafka", kfka: "Kafka", mqqt: "MQTT", qmtt: "MQTT", postgers: "PostgreSQL", postgersq: "PostgreSQL",
    snoflkae: "Snowflake", "modbsu tcp": "Modbus TCP", "sql sevrer": "SQL Server", sqlserver: "SQL Server", opcua: "OPC UA", influxbd: "InfluxDB" };
  for (const [typed, name] of Object.entries(meant)) assert.equal((await find(page, typed))[0], name, typed);
  for (const typed of ["kfk", "kxfxa", "mqxx", "snxxxlake", "zzzzzzzz"]) assert.deepEqual(await find(page, typed), [], typed);
  await find(page, "kafak");
  assert.match(await page.locator("#notes").innerText(), /No connector has “kafak”; searched for “kafka”/);
  assert.deepEqual(faults, []);
});

test("a word is found while it is typed, and whatever its case and diacritics", async (t) => {
  const { page } = await searching(t, "");
  for (const typed of ["k", "ka", "KAF", "kåfkä"]) assert.equal((await find(page, typed))[0], "Kafka", typed);
  for (const typed of ["angstrom", "ÅNGSTROM", "grossenmesser", "Größen", "ol angstrom", "tag:grosse", HEBREW]) {
    assert.equal((await find(page, typed))[0], typed === HEBREW ? HEBREW : MORE.angstrom.name, typed);
  }
});

test("what stands in a name counts more than what stands elsewhere", async (t) => {
  const { page } = await searching(t, "");
  const first = { sql: "SQL Server", server: "SQL Server", mssql: "SQL Server", mqtt: "MQTT", files: "CSV Files", rest: "REST API" };
  for (const [typed, name] of Object.entries(first)) assert.equal((await find(page, typed))[0], name, typed);
  const found = await find(page, "sql");
  assert.ok(found.includes("PostgreSQL") && found.includes("Snowflake"), "a part of a name and a tag are found as well");
  assert.ok(!(await find(page, "sql server cluster")).includes("Kafka"), "every word must be found");
});

test("a field and a value ask for one field, and the API agrees on every answer", async (t) => {
  const { page, faults } = await searching(t, "");
  const keys = ({ forms }) => forms.flatMap((form) => leaves(form?.settings ?? [])).flatMap(({ key, caption }) => [key, caption]).map((text) => (text ?? "").toLowerCase());
  const number = (text) => Number(text);
  const asked = {
    "category:database": ({ category }) => category === "database",
    'category:"Database & Technology"': ({ category }) => category === "database",
    "owner:@edge": ({ owners }) => owners.includes("@edge"),
    "owner:edge": ({ owners }) => owners.includes("@edge"),
    "tag:sql": ({ tags }) => tags.includes("sql"),
    "TAG:SQL": ({ tags }) => tags.includes("sql"),
    "status:deprecated": ({ values }) => values.status.includes("deprecated"),
    "status:withdrawn": ({ values }) => values.status.includes("withdrawn"),
    "status:none": ({ versions }) => versions.length === 0,
    "status:replaced": ({ replaced_by: by }) => by !== null,
    "used:no": ({ applications }) => applications === 0,
    "used:yes": ({ applications }) => applications > 0,
    "key:UseSqlLogin": (found) => keys(found).includes("usesqllogin"),
    'key:"server instance"': (found) => keys(found).includes("server instance"),
    "version:1.3": ({ versions }) => versions.some(({ version }) => number(version) === 1.3),
    "version:1.30": ({ versions }) => versions.some(({ version }) => number(version) === 1.3),
    "version:1.1": ({ versions }) => versions.some(({ version }) => number(version) === 1.1),
    "tag:sql used:yes owner:@data-platform": ({ tags, owners, applications }) => tags.includes("sql") && applications > 0 && owners.includes("@data-platform"),
    "category:device status:deprecated reads": ({ slug }) => slug === "pressure",
  };
  for (const [query, holds] of Object.entries(asked)) {
    const expected = all.filter(holds).map(({ name }) => name);
    assert.ok(expected.length > 0, `${query}: the registry has none to find`);
    assert.deepEqual((await find(page, query)).sort(), expected.sort(), query);
  }
  assert.deepEqual((await find(page, "live:yes")).sort(), ["Kafka", "MQTT", "OPC UA"]);
  assert.equal((await find(page, "live:unknown")).length, Object.keys(MORE).length, "without a package nothing tells");
  assert.ok((await find(page, "name:sql")).length < (await find(page, "sql")).length);
  assert.ok((await find(page, 'description:"reads rows"')).includes("PostgreSQL"));
  assert.ok((await find(page, "file:Sample.Sql")).includes("SQL Server"));
  await find(page, "colour:red");
  assert.match(await page.locator("#notes").innerText(), /no field “colour”; there are name, description, key/);
  await find(page, "category:nowhere");
  assert.match(await page.locator("#notes").innerText(), /No category is called “nowhere”/);
  assert.equal((await find(page, "tag:")).length, all.length, "a value still to be typed asks for nothing");
  assert.deepEqual(faults, []);
});

function leaves(settings) {
  return settings.flatMap((setting) => [setting, ...leaves(setting.settings ?? []), ...leaves(setting.columns ?? [])]);
}

test("filters narrow as they say, and each count is what choosing it would give", async (t) => {
  const choices = [{}, { category: ["database"] }, { tag: ["sql"] }, { owner: ["@edge"], used: ["no"] },
    { category: ["database", "device"], status: ["current"] }, { status: ["withdrawn", "deprecated"] }, { tag: ["sql", "plc"], used: ["yes"] }];
  const { page, faults } = await open(t, browser, { viewport: SIZES.desktop });
  for (const chosen of choices) {
    await page.goto(`${site}search.html?${new URLSearchParams(Object.entries(chosen).flatMap(([name, values]) => values.map((value) => [name, value])))}`);
    const passes = ({ values, category }, aside) => Object.entries(chosen).every(([name, wanted]) => name === aside
      || (name === "category" ? wanted.includes(category) : values[name].some((value) => wanted.includes(value))));
    const found = await settled(page);
    assert.deepEqual(found.sort(), all.filter((one) => passes(one)).map(({ name }) => name).sort(), JSON.stringify(chosen));
    const shown = await counts(page);
    for (const [facet, legend] of Object.entries(LEGENDS)) {
      const expected = {};
      for (const one of all.filter((one) => passes(one, facet))) {
        for (const value of one.values[facet]) expected[label(facet, value)] = (expected[label(facet, value)] ?? 0) + 1;
      }
      assert.deepEqual(Object.fromEntries(Object.entries(shown[legend] ?? {}).sort()), Object.fromEntries(Object.entries(expected).sort()), `${legend} with ${JSON.stringify(chosen)}`);
    }
  }
  assert.deepEqual(faults, []);
});

test("the address holds the state: back, forward and a new page restore it", async (t) => {
  for (const at of [site, await serveFolder(t, out, "/below/")]) {
    const { page, faults } = await searching(t, "?q=sql", { at });
    assert.equal(await page.locator("#q").inputValue(), "sql");
    const sql = await settled(page);
    await page.getByRole("checkbox", { name: /^sql/ }).check();
    const tagged = (await settled(page)).sort();
    assert.deepEqual(tagged, all.filter(({ tags }) => tags.includes("sql")).map(({ name }) => name).filter((name) => sql.includes(name)).sort());
    assert.equal(new URL(page.url()).search, "?q=sql&tag=sql");
    assert.equal(await page.evaluate(() => document.activeElement.type), "checkbox", "what was pressed keeps the focus");
    await page.locator("#q").fill("kafka");
    assert.deepEqual(await settled(page), []);
    await page.goBack();
    await until("the query before", async () => (await page.locator("#q").inputValue()) === "sql");
    assert.deepEqual((await settled(page)).sort(), tagged);
    await page.goBack();
    await until("no filter", async () => (await page.locator("#facets input:checked").count()) === 0);
    assert.deepEqual(await settled(page), sql);
    await page.goForward();
    await until("the filter again", async () => (await page.locator("#facets input:checked").count()) === 1);
    const again = await searching(t, new URL(page.url()).search, { at });
    assert.deepEqual((await settled(again.page)).sort(), tagged);
    await page.getByRole("button", { name: "Clear filters" }).click();
    assert.deepEqual(await settled(page), sql);
    assert.deepEqual([...faults, ...again.faults], []);
  }
});

test("the keys lead from the field through the results and back", async (t) => {
  const { page } = await searching(t, "");
  await page.keyboard.press("/");
  await page.keyboard.type("sql");
  const found = await settled(page);
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  for (const [key, expected] of [["ArrowDown", found[0]], ["ArrowDown", found[1]], ["ArrowUp", found[0]], ["End", found.at(-1)], ["ArrowDown", found.at(-1)],
    ["Home", found[0]], ["ArrowUp", "q"], ["ArrowDown", found[0]], ["Escape", "q"]]) {
    await page.keyboard.press(key);
    assert.equal(await focused(), expected, key);
  }
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#q").inputValue(), "");
  assert.equal((await settled(page)).length, all.length);
  await page.keyboard.type("kafka");
  await settled(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${site}connectors/kafka.html`);
});

test("in the box the keys choose a result, and Enter without a choice leads to the search page", async (t) => {
  const { page, faults } = await open(t, browser, { viewport: SIZES.desktop });
  await page.goto(`${site}index.html`);
  const results = page.locator("#search").getByRole("option");
  const chosen = () => results.evaluateAll((options) => options.findIndex((one) => one.getAttribute("aria-selected") === "true"));
  await page.keyboard.press("/");
  await page.keyboard.type("sql");
  await results.nth(2).waitFor();
  const last = (await results.count()) - 1;
  for (const [key, expected] of [["ArrowDown", 0], ["ArrowDown", 1], ["End", last], ["Home", 0], ["ArrowUp", last], ["ArrowDown", 0]]) {
    await page.keyboard.press(key);
    assert.equal(await chosen(), expected, key);
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${site}search.html?q=sql`);
  assert.equal((await settled(page))[0], "SQL Server");
  assert.deepEqual(faults, []);
});

test("`/` can be switched off, and stays off on other pages", async (t) => {
  const { page } = await searching(t, "", { at: await serveFolder(t, out, "/") });
  const reached = async () => {
    await page.keyboard.press("/");
    return page.evaluate(() => document.activeElement.id === "q");
  };
  assert.equal(await reached(), true);
  await page.getByRole("checkbox", { name: /leads to the search/ }).uncheck();
  assert.equal(await reached(), false);
  await page.goto(new URL("usage.html", page.url()).href);
  assert.equal(await page.locator(".search kbd").isVisible(), false, "nothing promises the key");
  assert.equal(await reached(), false);
  await page.goto(new URL("search.html", page.url()).href);
  await page.getByRole("checkbox", { name: /leads to the search/ }).check();
  await page.goto(new URL("usage.html", page.url()).href);
  assert.equal(await reached(), true);
});

test("where nothing can be kept, `/` is switched off for the page, which says so", async (t) => {
  const { page, context, faults } = await open(t, browser, { viewport: SIZES.desktop });
  await context.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }));
  await page.goto(`${site}search.html`);
  await settled(page);
  await page.getByRole("checkbox", { name: /leads to the search/ }).uncheck();
  await page.getByText("This browser keeps nothing").waitFor();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "slash");
  assert.deepEqual(faults, []);
});

test("what was found is told politely, once a moment has passed", async (t) => {
  const { page } = await searching(t, "");
  const said = page.locator("#status");
  assert.equal(await said.getAttribute("role"), "status");
  await page.locator("#q").fill("kafka");
  await until("the count", async () => /1 connector found/.test(await said.textContent()));
  await page.locator("#q").fill("kafak");
  await until("the mistake and the count", async () => /searched for “kafka”.*1 connector found/.test(await said.textContent()));
});

test("markup in a name is text, everywhere the search shows it", async (t) => {
  const { page, faults } = await searching(t, "?q=onerror");
  assert.deepEqual(await settled(page), [HOSTILE]);
  await page.goto(`${site}search.html?tag=${encodeURIComponent(HOSTILE)}&q=${encodeURIComponent(HOSTILE)}`);
  assert.deepEqual(await settled(page), [HOSTILE]);
  assert.equal(await page.locator("main img").count(), 0);
  await page.goto(`${site}index.html`);
  await page.locator("#q").fill("onerror alert");
  const option = page.locator("#search").getByRole("option").first();
  await option.filter({ hasText: "onerror" }).waitFor();
  assert.equal(await page.locator("#search img").count(), 0);
  await option.click();
  assert.equal(page.url(), `${site}connectors/hostile.html`);
  assert.deepEqual(faults.filter((fault) => !fault.includes("icon")), []);
});

test("text that runs from right to left keeps to its place", async (t) => {
  const { page } = await searching(t, `?q=${encodeURIComponent(HEBREW)}`);
  const head = page.locator("#results .found").first();
  assert.equal(await head.locator("bdi").textContent(), HEBREW);
  const [name, badge] = [await head.locator("a").boundingBox(), await head.locator(".badge").boundingBox()];
  assert.ok(name.x + name.width <= badge.x, "the badge stands behind the name");
});

test("the search page with results holds for everyone, wide, narrow, light and dark", async (t) => {
  const { page, faults } = await open(t, browser);
  for (const viewport of Object.values(SIZES)) {
    await page.setViewportSize(viewport);
    for (const query of ["", "?q=sql", "?q=kafak&status=current", "?q=nothing%20at%20all"]) {
      await page.goto(`${site}search.html${query}`);
      await settled(page);
      await page.locator("#filters").evaluate((details) => { details.open = true; });
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${query} ${viewport.width} ${colorScheme}`);
      }
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(sideways, false, `${query} ${viewport.width}`);
    }
  }
  await page.goto(`${site}search.html`);
  await settled(page);
  assert.equal(await page.locator("#facets").isVisible(), false, "on a phone the results come first");
  await page.locator("#filters summary").click();
  await page.getByRole("checkbox", { name: /^Database/ }).check();
  assert.deepEqual((await settled(page)).sort(), all.filter(({ category }) => category === "database").map(({ name }) => name).sort());
  assert.deepEqual(faults, []);
});

test("an audience is told of usage only what it may see", async (t) => {
  const registry = path.join(folder, "registry");
  const text = "Only applications that this site shows are counted; there may be others that you cannot see.";
  for (const [name, usage, partial] of [["admin", true, false], ["operations", true, true], ["public", false, false]]) {
    const place = path.join(folder, `site-${name}`);
    await build(registry, place, "--site", name);
    const { page } = await searching(t, "", { at: pathToFileURL(place + path.sep).href });
    assert.equal(await page.locator("legend", { hasText: "Usage" }).count(), usage ? 1 : 0, name);
    assert.equal(await page.locator(".facet").getByText(text).count(), partial ? 1 : 0, name);
    await find(page, "used:no");
    assert.equal(/no field “used”/.test(await page.locator("#notes").textContent()), !usage, name);
  }
});

test("a small registry asks for the pointer and one file; nothing is asked for before somebody searches", async (t) => {
  const { page } = await open(t, browser);
  const names = [];
  page.on("request", (request) => names.push(path.basename(request.url()).replace(/-[0-9a-f]{12}/, "")));
  await page.goto(`${site}usage.html`);
  assert.ok(!names.some((name) => /search(-all|-engine)?\.js/.test(name)), names.join(" "));
  await page.locator("#q").fill("kafak");
  await page.locator("#search").getByRole("option").filter({ hasText: "Kafka" }).waitFor();
  assert.deepEqual(names.filter((name) => /^search/.test(name)).sort(), ["search-all.js", "search-box.js", "search-engine.js", "search.js"]);
});

test("an index that was replaced while it was read is read again", async (t) => {
  const { page, faults } = await open(t, browser, { viewport: SIZES.desktop });
  let gone = 0;
  await page.route(/search-all-/, (route) => (gone++ === 0 ? route.abort() : route.continue()));
  await page.goto(`${await serveFolder(t, out, "/")}search.html?q=kafka`);
  assert.deepEqual(await settled(page), ["Kafka"]);
  assert.equal(gone, 2);
  assert.deepEqual(faults.filter((fault) => !fault.includes("search-all-") && !fault.includes("ERR_FAILED")), []);
});

test("where the index cannot be read, the page and the box say so", async (t) => {
  const { page } = await open(t, browser, { viewport: SIZES.desktop });
  await page.route(/search-all-/, (route) => route.abort());
  const at = await serveFolder(t, out, "/");
  await page.goto(`${at}search.html?q=kafka`);
  await page.getByRole("heading", { name: "The search index could not be loaded." }).waitFor();
  await page.goto(`${at}usage.html`);
  await page.locator("#q").fill("kafka");
  await page.getByText("The search index could not be loaded.").first().waitFor();
});

test("at 10,000 connectors the first query takes at most 150 KB and an answer at most 50 ms", async (t) => {
  const place = await temporary(t);
  const registry = path.join(place, "registry");
  await writeMany(registry, MANY);
  const begun = performance.now();
  const built = path.join(place, "site");
  await run(PROGRAM, ["build", "--registry", registry, "--as-of", "2026-11-19", "--out", built]);
  console.log(`built ${MANY} connectors in ${Math.round(performance.now() - begun)} ms`);
  const at = pathToFileURL(built + path.sep).href;
  await t.test("without a script every connector is on the page of its letter", () => byLetter(t, at, built));
  const first = JSON.parse(await readFile(path.join(built, "api/v1/index.json"), "utf8")).connectors[1234];
  const [maker, kind, word] = first.name.split(" ");
  const exchanged = word.slice(0, 2) + word[3] + word[2] + word.slice(4);
  const queries = { "one word": kind, "three words": `${maker} ${kind} ${word}`, "one letter": "b", "two letters": "co", "a mistake": `${kind} ${exchanged}`,
    "a word of descriptions": word, "a field": `tag:${first.tags[0]} ${kind}` };
  for (const [what, query] of Object.entries(queries)) {
    for (const from of ["search.html", "usage.html"]) {
      const { page, faults } = await open(t, browser, { viewport: SIZES.desktop });
      const asked = new Set();
      page.on("request", (request) => asked.add(request.url()));
      await page.goto(at + from);
      if (from === "search.html") await settled(page);
      const field = page.locator("#q");
      await field.fill(query);
      if (from === "search.html") await settled(page);
      else await page.locator("#search").getByRole("option").first().waitFor();
      if (what === "three words") assert.ok((await page.locator("#results .found a, #search .found bdi").allTextContents()).includes(first.name));
      let [raw, packed] = [0, 0];
      for (const url of asked) {
        if (!/assets\/search/.test(url)) continue;
        const bytes = await readFile(new URL(url));
        raw += bytes.length;
        packed += gzipSync(bytes, { level: 6 }).length;
      }
      const took = await page.evaluate(async ([pointer, query]) => {
        const times = [];
        for (let turn = 0; turn < 15; turn += 1) {
          const begun = performance.now();
          await window.connectorySearch.find(pointer, query, {}, 20);
          times.push(performance.now() - begun);
        }
        return { median: times.sort((a, b) => a - b)[7], most: times.at(-1) };
      }, [`${at}assets/search.js`, query]);
      console.log(`${from}, ${what}: ${asked.size} files, ${raw} bytes, ${packed} compressed; answered in ${took.median.toFixed(1)} ms, at most ${took.most.toFixed(1)} ms`);
      assert.ok(packed <= 150_000, `${from}, ${what}: ${packed} bytes`);
      assert.ok(took.median <= 50, `${from}, ${what}: ${took.median} ms`);
      assert.deepEqual(faults, []);
    }
  }
});

/** Goes from `a-z.html` through every letter and counts the connectors. */
async function byLetter(t, at, built) {
  const { page, faults } = await open(t, browser, { javaScriptEnabled: false, viewport: SIZES.phone });
  await page.goto(`${at}a-z.html`);
  const letters = await page.locator(".letters-nav a").evaluateAll((links) => links.map(({ href }) => href));
  const found = new Set();
  for (const letter of letters) {
    await page.goto(letter);
    const pages = await page.locator("section .parts a").evaluateAll((links) => links.map(({ href }) => href));
    for (const one of pages.length > 0 ? pages : [letter]) {
      await page.goto(one);
      (await page.locator(".names a").evaluateAll((links) => links.map(({ href }) => href))).forEach((href) => found.add(href));
    }
  }
  const expected = (await files(path.join(built, "connectors"))).filter((name) => /^[^/]+\.html$/.test(name));
  assert.deepEqual([...found].map((href) => path.basename(new URL(href).pathname)).sort(), expected);
  assert.equal(expected.length, MANY);
  assert.deepEqual(faults, []);
}

/** What axe-core finds, colour contrast included. */
async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ["violations"], preload: false });
    return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
  });
}
