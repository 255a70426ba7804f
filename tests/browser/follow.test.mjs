// `connectory watch` while Git changes a thousand files at once: once quiet, the folder equals a clean build.

import assert from "node:assert/strict";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { build, SAMPLE, start } from "./support/connectory.mjs";
import { difference, digests, temporary } from "./support/folder.mjs";
import { Repository } from "./support/repository.mjs";

/** In the first commit; in the second a quarter of them is gone, changed, renamed, and as many are new. */
const APPLICATIONS = 1000;
const QUIET = 30_000;

test("checkouts of 1,000 changed files, back and forth, end in the bytes of a clean build", async (t) => {
  const folder = await temporary(t);
  const repository = await twoCommits(folder);
  const clean = {};
  for (const tag of ["first", "second"]) {
    const out = path.join(folder, `clean-${tag}`);
    await build(repository.registry, out, "--rev", tag);
    clean[tag] = await digests(out);
  }
  assert.notDeepEqual(clean.first, clean.second);

  await repository.git("checkout", "--quiet", "first");
  const out = path.join(folder, "site");
  const daemon = await start(t, "watch", repository.registry, "--site", "admin", "--out", out);
  const settled = (expected, what) => equal(daemon, out, expected, what);
  await settled(clean.first, "the start");

  for (const round of [1, 2, 3]) {
    await repository.git("checkout", "--quiet", "second");
    await settled(clean.second, `round ${round}, there`);
    await repository.git("checkout", "--quiet", "first");
    await settled(clean.first, `round ${round}, back`);
  }

  // Not waiting in between: builds begin on trees that are gone before they end.
  for (const tag of ["second", "first", "second", "first", "second"]) await repository.git("checkout", "--quiet", tag);
  await settled(clean.second, "five in a row");

  // Whatever was still to come has come when a later change is there; a clean build of the work tree is the judge.
  const last = path.join(repository.registry, "applications/last.yaml");
  await writeFile(last, application("Last", 3));
  const judge = path.join(folder, "judge");
  await build(repository.registry, judge);
  await settled(await digests(judge), "a file of its own");
  await rm(last);
  await settled(clean.second, "and without it");
});

/** Waits until the folder `out` has exactly the files `expected`; looks again after each line of the log. */
async function equal(daemon, out, expected, what) {
  let found = [];
  let seen = null;
  await daemon.until(() => `${what}: as a clean build\n${difference(expected, found)}`, async () => {
    if (seen === daemon.log) return false;
    const log = daemon.log;
    // A file may go while the folder is read: look again.
    found = await digests(out).catch((error) => (error.code === "ENOENT" ? null : Promise.reject(error))) ?? [];
    if (found.length > 0) seen = log;
    return found.length === expected.length && found.every((line, at) => line === expected[at]);
  }, QUIET);
}

/** A registry in two states, tagged `first` and `second`. */
async function twoCommits(folder) {
  const repository = await Repository.make(folder);
  const { registry } = repository;
  await cp(SAMPLE, registry, { recursive: true });
  // All of our own instead, so that any connector may go.
  await rm(path.join(registry, "applications"), { recursive: true });
  await rm(path.join(registry, "connectors/devices/modbus-tcp"), { recursive: true });
  for (let at = 0; at < APPLICATIONS; at += 1) await put(repository, place(at, "a"), application(`Application ${at}`, at));
  await repository.commit("first");

  for (let at = 0; at < APPLICATIONS; at += 1) {
    const kind = at % 4;
    if (kind === 0) await rm(path.join(registry, place(at, "a")));
    if (kind === 1) await put(repository, place(at, "a"), application(`Application ${at}, changed`, at + 1));
    if (kind === 2) {
      await mkdir(path.join(registry, path.dirname(renamed(at))), { recursive: true });
      await rename(path.join(registry, place(at, "a")), path.join(registry, renamed(at)));
    }
    if (kind === 3) await put(repository, place(at + APPLICATIONS, "b"), application(`New ${at}`, at));
  }
  // A connector comes, one goes, one moves to another group, one changes its name, and notes and help change.
  await cp(path.join(SAMPLE, "connectors/devices/modbus-tcp"), path.join(registry, "connectors/devices/modbus-tcp"), { recursive: true });
  await repository.git("rm", "-r", "--quiet", "registry/connectors/csv-files");
  await mkdir(path.join(registry, "connectors/graphs"));
  await repository.git("mv", "registry/connectors/neo4j", "registry/connectors/graphs/neo4j");
  await repository.git("mv", "registry/connectors/warehouses/snowflake", "registry/connectors/warehouses/snowflake-cloud");
  const snowflake = path.join(repository.registry, "connectors/warehouses/snowflake-cloud/connector.yaml");
  await writeFile(snowflake, (await readFile(snowflake, "utf8")).trimEnd() + "\naliases: [snowflake]\n");
  await append(repository, "connectors/messaging/kafka/help.md", "\n## More\n\nOnly in the second commit.\n");
  const notes = path.join(registry, "connectors/messaging/mqtt/versions/2.15.yaml");
  await writeFile(notes, (await readFile(notes, "utf8")).replace(/^notes: \|\n/m, "notes: |\n  Only in the second commit.\n"));
  await repository.commit("second");

  const names = await repository.git("diff", "--name-only", "--no-renames", "first", "second");
  assert.ok(names.trim().split("\n").length >= 1000, "a thousand files differ");
  return repository;
}

const USES = [["sql-server", "1.3002"], ["mqtt", "3.0"], ["kafka", "1.1"], ["postgresql", "1.6"], ["rest-api", "2.1"], ["influxdb", "2.0"]];

/** An application that uses two connectors which both commits hold. */
function application(name, seed) {
  const use = (at) => {
    const [connector, version] = USES[at % USES.length];
    return `  - connector: ${connector}\n    version: "${version}"\n`;
  };
  return `name: ${name}\nowner: alice\naccess: [operations]\nobserved: 2026-11-12\nconnectors:\n${use(seed)}${use(seed + 1)}`;
}

/** As people keep them: in a good number of folders. */
function place(at, stem) {
  return `applications/group-${at % 25}/${stem}-${at}.yaml`;
}

/** In a folder that exists only in the second commit. */
function renamed(at) {
  return `applications/moved/r-${at}.yaml`;
}

async function put(repository, name, text) {
  const file = path.join(repository.registry, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function append(repository, name, text) {
  const file = path.join(repository.registry, name);
  await writeFile(file, (await readFile(file, "utf8")) + text);
}
