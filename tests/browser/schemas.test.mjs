// The schemas of the YAML files, tried by another house's validator on another house's reading of the sample registry.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

import { PROGRAM, run, SAMPLE } from "./support/connectory.mjs";
import { files, temporary, wholeFile } from "./support/folder.mjs";

const KINDS = ["registry", "categories", "access", "connector", "version", "application", "package"];
const folder = await temporary(wholeFile());
const validators = {};

function compiled(text) {
  const ajv = new Ajv({ strict: false, strictSchema: true, allErrors: true });
  addFormats(ajv);
  return ajv.compile(JSON.parse(text));
}

function faults(validate, document) {
  return validate(document) ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message}`);
}

/** What a file of a registry is, told by where it lies. */
function kind(name) {
  if (name.startsWith("applications/")) return "application";
  if (name.endsWith("/connector.yaml")) return "connector";
  if (name.includes("/versions/")) return "version";
  return name.replace(".yaml", "");
}

before(async () => {
  await run(PROGRAM, ["schema", "--out", folder]);
  for (const name of KINDS) {
    validators[name] = compiled(await readFile(path.join(folder, `${name}.schema.json`), "utf8"));
  }
});

test("there is a schema of every kind, and printed it is the same", async () => {
  assert.deepEqual(await files(folder), KINDS.map((name) => `${name}.schema.json`).sort());
  for (const name of KINDS) {
    assert.equal(await run(PROGRAM, ["schema", name]), await readFile(path.join(folder, `${name}.schema.json`), "utf8"));
  }
});

test("every file of the sample registry is valid", async () => {
  const seen = new Set();
  for (const name of (await files(SAMPLE)).filter((name) => name.endsWith(".yaml"))) {
    const document = parse(await readFile(path.join(SAMPLE, name), "utf8"));
    assert.deepEqual(faults(validators[kind(name)], document), [], name);
    seen.add(kind(name));
  }
  assert.deepEqual([...seen].sort(), KINDS.filter((name) => name !== "package").sort());
});

test("what is planted in a file of the sample is refused", async () => {
  const plants = {
    "registry.yaml": [
      ["schema: 1", "schema: 2"], ["title:", "titel:"], ["usage_max_age_days: 30", "usage_max_age_days: a month"],
      ["package-digest-missing: deny", "package-digest-missing: forbid"], ["package-digest-missing: deny", "package-digest-mising: deny"],
      ["expires: 2027-06-30", "expires: 30.06.2027"], ["expires: 2027-06-30", "expires: 2027-06-31"], ["sees: all", "sees: some"],
      ["owner: \"@data-platform\"", "owners: \"@data-platform\""], ["url: https:", "url: ftp:"],
    ],
    "categories.yaml": [["id: device", "id: Device"], ["name: Devices & Protocols", "label: Devices"]],
    "access.yaml": [["ViewConnector]", "SeeConnector]"], ["administrators: [carol]", "administrators: carol"], ["groups:", "group:"]],
    "connectors/sql-server/connector.yaml": [
      ["id: 5051126b-", "id: 5051126B-"], ["name:", "title:"], ["allowed: 100", "allowed: -1"], ["aliases: [mssql]", "aliases: [MS SQL]"],
      ["tags: [sql, microsoft]", "tags: sql"],
    ],
    "connectors/sql-server/versions/1.29.yaml": [
      ["sha256: ", "sha256: x"], ["status: ", "status: very "], ["reason:", "reasons:"], ["added: 20", "added: "],
    ],
    "connectors/sql-server/versions/1.3.yaml": [["summary:", "summery:"], ["upgrade_by: ", "upgrade_by: before "]],
    "applications/kpi-board.yaml": [
      ["connector: snowflake", "connector: [snowflake]"], ["version: \"1.262\"", "version: latest"], ["published: true", "published: perhaps"],
      ["settings: [Account,", "values: [Account,"], ["observed: 2026-11-12", "observed: last week"],
    ],
  };
  for (const [name, all] of Object.entries(plants)) {
    const text = await readFile(path.join(SAMPLE, name), "utf8");
    for (const [right, wrong] of all) {
      assert.ok(text.includes(right), `${name} does not hold ${right}`);
      const planted = parse(text.replace(right, wrong));
      assert.notDeepEqual(faults(validators[kind(name)], planted), [], `${name}: ${wrong}`);
    }
  }
});

test("a new registry names a schema that it holds and fits", async (t) => {
  const place = path.join(await temporary(t), "plant");
  await mkdir(place);
  await writeFile(path.join(place, "README.md"), "Ours.\n");
  await run(PROGRAM, ["init", place]);
  const written = (await files(place)).filter((name) => name.endsWith(".yaml"));
  assert.deepEqual(written, ["access.yaml", "categories.yaml", "registry.yaml"]);
  for (const name of written) {
    const text = await readFile(path.join(place, name), "utf8");
    const [, schema] = text.match(/^# yaml-language-server: \$schema=(\S+)\n/);
    const validate = compiled(await readFile(path.resolve(place, path.dirname(name), schema), "utf8"));
    assert.deepEqual(faults(validate, parse(text)), [], name);
  }
});
