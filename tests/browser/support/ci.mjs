// Runs scripts of CI files with stand-ins for the programs that would reach the world.

import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** A stand-in notes its words and what it is given, and says what it is told to say. */
const STAND_IN = `#!/usr/bin/env node
const fs = require("node:fs");
const { spawnSync } = require("node:child_process");
const name = require("node:path").basename(process.argv[1]);
const words = process.argv.slice(2);
const given = words.includes("@-") ? fs.readFileSync(0, "utf8") : "";
fs.appendFileSync(process.env.NOTES, JSON.stringify({ name, words, given, folder: process.cwd() }) + "\\n");
const { fail, say } = JSON.parse(fs.readFileSync(process.env.ANSWERS, "utf8"))[name] ?? {};
if (fail) process.exit(fail);
const answer = (say ?? []).find(([part]) => words.some((word) => word.includes(part)))?.[1] ?? "";
const changes = words.some((word) => ["POST", "PATCH", "PUT"].includes(word));
const query = words[words.indexOf("--jq") + 1];
if (changes) process.exit(0);
if (!words.includes("--jq")) process.stdout.write(answer);
else process.stdout.write(spawnSync("jq", ["--raw-output", query], { input: answer, encoding: "utf8" }).stdout);
`;

/** Puts stand-ins for \`names\` into \`folder\`. */
export async function standIns(folder, names) {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    await writeFile(path.join(folder, name), STAND_IN);
    await chmod(path.join(folder, name), 0o755);
  }
}

/** Runs a script as a runner would. Returns its exit code, what it printed, and every call of a stand-in. */
export async function runScript(folder, script, env, answers = {}) {
  const [notes, told] = [path.join(folder, "notes"), path.join(folder, "answers")];
  await writeFile(notes, "");
  await writeFile(told, JSON.stringify(answers));
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: folder,
    env: { PATH: `${path.join(folder, "bin")}:${process.env.PATH}`, HOME: folder, NOTES: notes, ANSWERS: told, ...env },
  });
  let printed = "";
  child.stdout.on("data", (text) => { printed += text; });
  child.stderr.on("data", (text) => { printed += text; });
  const code = await new Promise((resolve) => { child.once("close", resolve); });
  const calls = (await readFile(notes, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { code, printed, calls };
}
