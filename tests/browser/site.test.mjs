// The built sample, the site of each audience: valid HTML, no broken link or anchor, nothing from another machine, whole JSON.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";

import { HtmlValidate, StaticConfigLoader } from "html-validate";

import rules from "./html-rules.mjs";
import { buildAll, SAMPLE } from "./support/connectory.mjs";
import { files, temporary, wholeFile } from "./support/folder.mjs";
import { read, styleReferences } from "./support/markup.mjs";

/** Stands for wherever the site is put; `.invalid` never leads anywhere (RFC 6761). */
const HERE = "http://site.invalid/";

const file = wholeFile();
let out;
let names;
const pages = new Map();

before(async () => {
  out = await temporary(file);
  await buildAll(SAMPLE, out);
  names = await files(out);
  for (const name of names.filter((name) => name.endsWith(".html"))) {
    const html = await readFile(path.join(out, name), "utf8");
    pages.set(name, { html, ...read(html) });
  }
});

test("holds every kind of page", () => {
  const kinds = [/^index\.html$/, /^404\.html$/, /^usage\.html$/, /^applications\.html$/, /^applications\/.+\.html$/,
    /^categories\/.+\.html$/, /^reports\/.+\.html$/, /^connectors\/[^/]+\.html$/,
    ...["settings", "versions", "usage", "files", "compare"].map((tab) => new RegExp(`^connectors/[^/]+/${tab}\\.html$`)),
    /^connectors\/[^/]+\/[0-9.]+\.html$/];
  const own = names.filter((name) => name.startsWith("admin/")).map((name) => name.slice("admin/".length));
  const missing = kinds.filter((kind) => !own.some((name) => kind.test(name)));
  assert.deepEqual(missing, []);
});

test("every page is valid HTML", async () => {
  const validator = new HtmlValidate(new StaticConfigLoader(rules));
  const faults = [];
  for (const [name, { html }] of pages) {
    const report = await validator.validateString(html, name);
    for (const { messages } of report.results) {
      faults.push(...messages.map((fault) => `${name}:${fault.line}:${fault.column} ${fault.message} [${fault.ruleId}]`));
    }
  }
  assert.equal(faults.length, 0, summary(faults));
});

test("every internal link and anchor leads somewhere", () => {
  const known = new Set(names);
  const faults = [];
  for (const [name, { references }] of pages) {
    for (const { address } of references) {
      const fault = broken(name, address, known);
      if (fault) faults.push(`${name}: ${address}: ${fault}`);
    }
  }
  assert.equal(faults.length, 0, summary(faults));
});

test("no page but 404.html depends on where the site lies", () => {
  const faults = [];
  for (const [name, { references }] of pages) {
    // A server shows 404.html at any address, so its links begin at the root that the registry names.
    if (name.endsWith("/404.html")) continue;
    const rooted = references.filter(({ address }) => address.startsWith("/"));
    faults.push(...rooted.map(({ address }) => `${name}: ${address}`));
  }
  assert.equal(faults.length, 0, summary(faults));
});

test("nothing is fetched from another machine", async () => {
  const all = [...pages].map(([name, { references }]) => [name, references]);
  for (const name of names.filter((name) => /\.(css|svg)$/.test(name))) {
    all.push([name, styleReferences(await readFile(path.join(out, name), "utf8"))]);
  }
  const faults = [];
  for (const [name, references] of all) {
    const foreign = references.filter(({ address, fetched }) => fetched && /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(address));
    faults.push(...foreign.filter(({ address }) => !address.startsWith("data:")).map(({ address }) => `${name}: ${address}`));
  }
  assert.equal(faults.length, 0, summary(faults));
});

test("every file of the API is JSON whose pages and files exist", async () => {
  const known = new Set(names);
  const faults = [];
  for (const name of names.filter((name) => name.split("/")[1] === "api")) {
    const value = JSON.parse(await readFile(path.join(out, name), "utf8"));
    for (const [key, address] of strings(value)) {
      const isPath = ["page", "api", "package", "icon"].includes(key);
      if (isPath && !known.has(`${name.split("/")[0]}/${address}`)) faults.push(`${name}: ${key}: ${address}`);
    }
  }
  assert.ok(names.some((name) => name.startsWith("public/api/")));
  assert.equal(faults.length, 0, summary(faults));
});

/** Why `address` on the page `name` leads nowhere, if it does. Case counts, as on most hosts. */
function broken(name, address, known) {
  // Of an audience's site, each below a folder of its own here.
  const site = name.split("/")[0];
  const target = new URL(address.startsWith("/") ? `/${site}${address}` : address, HERE + name);
  if (target.origin !== new URL(HERE).origin) return null;
  const file = decodeURIComponent(target.pathname.slice(1));
  if (file === "" || file.endsWith("/")) return known.has(`${file}index.html`) ? null : "no such page";
  if (!known.has(file)) return "no such file";
  const anchor = decodeURIComponent(target.hash.slice(1));
  return anchor === "" || pages.get(file)?.anchors.has(anchor) ? null : "no such anchor";
}

/** Every text in a JSON value with the key it stands under. */
function* strings(value, key = "") {
  if (typeof value === "string") yield [key, value];
  else if (value !== null && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) yield* strings(inner, Array.isArray(value) ? key : name);
  }
}

function summary(faults) {
  return `${faults.length} faults\n${faults.slice(0, 60).join("\n")}`;
}
