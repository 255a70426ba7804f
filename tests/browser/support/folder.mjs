// Folders of one test, gone when it ends, and what lies in a folder.

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";

const endings = new WeakMap();

/** Stands for a test where something lives as long as the whole file; ask for it outside of tests. */
export function wholeFile() {
  const file = { after };
  ending(file, () => {});
  return file;
}

/** A new empty folder that is removed when the test `t` ends. */
export async function temporary(t) {
  const folder = await mkdtemp(path.join(tmpdir(), "connectory-browser-"));
  ending(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Runs `act` when `t` ends, whatever became of it; what was begun last ends first. */
export function ending(t, act) {
  if (!endings.has(t)) {
    const acts = [];
    endings.set(t, acts);
    t.after(async () => {
      for (const each of acts.reverse()) await each();
    });
  }
  endings.get(t).push(act);
}

/** Paths of all files below `folder`, relative, with `/`, sorted. */
export async function files(folder) {
  const found = [];
  const walk = async (below) => {
    const entries = await readdir(path.join(folder, below), { withFileTypes: true });
    for (const entry of entries) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      else found.push(name);
    }
  };
  await walk("");
  return found.sort();
}

/** Each file's SHA-256 by its path, as one text: two folders are equal when these are. */
export async function digests(folder) {
  const lines = [];
  for (const name of await files(folder)) {
    const bytes = await readFile(path.join(folder, name));
    lines.push(`${createHash("sha256").update(bytes).digest("hex")}  ${name}`);
  }
  return lines;
}

/** The first lines by which two listings of `digests` differ, for a message. */
export function difference(before, after) {
  const [known, found] = [new Set(before), new Set(after)];
  const gone = before.filter((line) => !found.has(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !known.has(line)).map((line) => `+ ${line}`);
  return [...gone.slice(0, 20), ...come.slice(0, 20)].join("\n");
}
