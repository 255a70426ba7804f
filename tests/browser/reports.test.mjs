// Reports of `connectory check` against the schemas of those who read them: SARIF's and JUnit's as they are published, and
// GitLab's after its documentation. The same for reports that a change under review gives, and for hostile ones: those that
// the snapshots of tests/it keep.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";

import { PROGRAM, ROOT, SAMPLE } from "./support/connectory.mjs";
import { temporary, wholeFile } from "./support/folder.mjs";
import { Repository } from "./support/repository.mjs";
import { schemas } from "./support/schemas.mjs";

const file = wholeFile();
let faults;
let broken;

/** A registry in a repository with faults of many kinds, some of them in names that would like to be more. */
async function breakIt(repository) {
  const at = (name) => path.join(repository.registry, name);
  const edit = async (name, from, to) => {
    const text = await readFile(at(name), "utf8");
    assert.ok(text.includes(from), `${name} holds ${from}`);
    await writeFile(at(name), text.replace(from, () => to));
  };
  await cp(SAMPLE, repository.registry, { recursive: true });
  const hostile = '"##[error]a\\n::error::b ##vso[task.complete]c \\x1b[31m \\u202e ]]> <b>&amp; %0A [x](1) {0}"';
  await edit("connectors/messaging/mqtt/connector.yaml", "name: MQTT", `name: ${hostile}`);
  await edit("connectors/messaging/kafka/connector.yaml", "tags:", `${hostile}: 1\ntags:`);
  await edit("connectors/csv-files/versions/1.2.yaml", "sha256: 2a71", "sha256: 0000");
  await rm(at("connectors/messaging/kafka/help.md"));
  await writeFile(at("connectors/messaging/kafka/versions/1.0.xmp"), "<no package>");
  await writeFile(at("connectors/csv-files/##[error]%0A <b>&;,.txt"), "");
}

before(async () => {
  faults = await schemas();
  broken = await Repository.make(await temporary(file));
  await breakIt(broken);
});

/** What the check prints; it may find faults, but it must run. */
function check(registry, format) {
  const words = ["check", "--registry", registry, "--as-of", "2026-11-19", "--format", format];
  return new Promise((resolve, reject) => {
    execFile(PROGRAM, words, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(`${words.join(" ")}: ${error.code}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

/** The text that a test of tests/it holds the program to. */
async function kept(name) {
  const text = await readFile(path.join(ROOT, `tests/it/snapshots/emit-${name}.snap`), "utf8");
  return text.replace(/^---\n.*?\n---\n/s, "");
}

for (const format of ["sarif", "junit", "gitlab", "json"]) {
  test(`${format}: a broken registry's report is valid`, async () => {
    const text = await check(broken.registry, format);
    assert.deepEqual(await faults[format](text), []);
    for (const code of ["field-unknown", "package-digest-mismatch", "help-missing", "file-unknown"]) {
      assert.ok(text.includes(code), code);
    }
  });

  test(`${format}: a clean registry's report is valid`, async () => {
    assert.deepEqual(await faults[format](await check(SAMPLE, format)), []);
  });

  test(`${format}: the report of a change under review is valid`, async () => {
    assert.deepEqual(await faults[format](await kept(format)), []);
  });
}

for (const format of ["sarif", "junit", "gitlab"]) {
  test(`${format}: a report of hostile texts is valid`, async () => {
    assert.deepEqual(await faults[format](await kept(`hostile-${format}`)), []);
  });
}

test("paths are those of the repository, and the rules are named", async () => {
  const log = JSON.parse(await check(broken.registry, "sarif"));
  const [run] = log.runs;
  assert.ok(run.results.length >= 6);
  for (const result of run.results) {
    const { uri } = result.locations[0].physicalLocation.artifactLocation;
    await readFile(path.join(broken.folder, decodeURIComponent(uri)));
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
  }
  for (const issue of JSON.parse(await check(broken.registry, "gitlab"))) {
    await readFile(path.join(broken.folder, issue.location.path));
  }
});

/** Plants a fault in a text; what is to be replaced must be there. */
function planted(text, from, to) {
  assert.ok(text.includes(from), from);
  return text.replace(from, () => to);
}

test("the schemas refuse what is planted in a report", async () => {
  const plants = {
    sarif: [
      ['"version": "2.1.0"', '"version": "2.0.0"'],
      ['"startLine": 2', '"startLine": 0'],
      ['"level": "error"', '"level": "fatal"'],
      ['"ruleId"', '"colour"'],
      ['"columnKind": "unicodeCodePoints"', '"columnKind": "bytes"'],
      ['"executionSuccessful": true', '"executionSuccessful": 1'],
      ['"deletedRegion"', '"deleted"'],
      ['"uriBaseId": "%SRCROOT%"', '"uriBaseId": 1'],
      ['"associatedRule"', '"rule"'],
    ],
    junit: [
      ["<testcase ", "<case "],
      ["<skipped>", '<skipped colour="red">'],
      ['<failure type="error"', '<failure kind="error"'],
      ['<testsuite name="connectory check" tests="9"', '<testsuite name="connectory check"'],
      ["<system-out>", "<system-out><b/>"],
      ["</failure>", "</failure>]]>"],
      ["</testsuite>", ""],
    ],
    gitlab: [
      ['"critical"', '"fatal"'],
      ['"begin": 1', '"begin": 0'],
      ['"check_name"', '"name"'],
      [/"fingerprint": "[0-9a-f]+"/, '"fingerprint": ""'],
      ['"path": "registry/', '"path": "./registry/'],
      ['"location"', '"place"'],
    ],
    json: [
      ['"schema": 1', '"schema": 2'],
      ['"severity": "error"', '"severity": "fatal"'],
      ['"folder"', '"directory"'],
      ['"hidden": 2', '"hidden": -2'],
    ],
  };
  for (const [format, list] of Object.entries(plants)) {
    const text = await kept(format);
    for (const [from, to] of list) {
      const found = from instanceof RegExp ? text.match(from)[0] : from;
      assert.notDeepEqual(await faults[format](planted(text, found, to)), [], `${format}: ${found} -> ${to}`);
    }
  }
});
