// Runs the program under test.

import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { ending } from "./folder.mjs";
import { until } from "./until.mjs";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
export const SAMPLE = path.join(ROOT, "registry");
export const PROGRAM = process.env.CONNECTORY ?? path.join(ROOT, "target/debug/connectory");
/** The sample's observations are a week old on this day, on every day the tests run. */
const DAY = "2026-11-19";
/** A process that did not end by itself by then is killed. */
const PATIENCE = 10_000;

/** Runs a command to its end; fails unless it exits with 0. Returns what it printed. */
export function run(program, words, options = {}) {
  return new Promise((resolve, reject) => {
    execFile(program, words, { maxBuffer: 1 << 26, ...options }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${path.basename(program)} ${words.join(" ")}: ${error.code}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

/** Builds the registry in `folder` into `out`: the site `admin`, as the sample calls the one that shows everything. */
export function build(folder, out, ...more) {
  const site = more.includes("--site") ? [] : ["--site", "admin"];
  return run(PROGRAM, ["build", "--registry", folder, "--as-of", DAY, "--out", out, ...site, ...more]);
}

/** Builds the site of every audience, each into a folder of its name below `out`. */
export function buildAll(folder, out) {
  return run(PROGRAM, ["build", "--registry", folder, "--as-of", DAY, "--all-sites", "--out", out]);
}

/** Starts `connectory serve` or `connectory watch`; it is ended with `t`. */
export async function start(t, command, folder, ...more) {
  const child = spawn(PROGRAM, [command, "--registry", folder, "--as-of", DAY, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const daemon = new Daemon(command, child);
  ending(t, () => daemon.end());
  return daemon;
}

class Daemon {
  constructor(command, child) {
    this.command = command;
    this.child = child;
    this.printed = "";
    this.log = "";
    child.stdout.setEncoding("utf8").on("data", (text) => { this.printed += text; });
    child.stderr.setEncoding("utf8").on("data", (text) => { this.log += text; });
    this.gone = new Promise((resolve) => {
      child.once("error", resolve);
      child.once("close", resolve);
    });
  }

  /** Waits until `found(this)` gives something true; the log so far stands in the message when it does not. */
  until(what, found, within) {
    const ask = () => {
      if (this.child.exitCode !== null) throw new Error(`${this.command} ended by itself:\n${this.log}`);
      return found(this);
    };
    return until(() => `${what}\nthe log of ${this.command}:\n${this.log}`, ask, within);
  }

  /** The address that `serve` prints first. */
  address() {
    return this.until("an address on the first line", () => this.printed.match(/^(http:\S+)\n/)?.[1]);
  }

  /** Every build in the log so far, oldest first: how many files were made again, and which (20 are named). */
  builds() {
    const builds = [];
    for (const line of this.log.split("\n").slice(0, -1)) {
      const counts = line.match(/(\d+) made again, (\d+) kept, (\d+) removed in \d+ ms, (\d+) errors/);
      if (counts) builds.push({ line, written: Number(counts[1]), errors: Number(counts[4]), files: [] });
      else if (/^ {2}\S+$/.test(line)) builds.at(-1)?.files.push(line.trim());
    }
    return builds;
  }

  async end() {
    this.child.kill("SIGTERM");
    const kill = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE);
    await this.gone;
    clearTimeout(kill);
  }
}
