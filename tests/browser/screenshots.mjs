// Takes the pictures of docs/screenshots/: node screenshots.mjs FOLDER

import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { LAUNCH } from "./support/browser.mjs";
import { build, run, SAMPLE } from "./support/connectory.mjs";
import { PAGES, SCHEMES, SIZES } from "./support/pages.mjs";

const SHOWN = { home: PAGES.home, connector: PAGES.connector, version: PAGES["breaking version"], usage: PAGES.usage, application: PAGES.application };
/** Bytes; a repository keeps every picture for ever. */
const LARGEST = 100_000;

const out = path.resolve(process.argv[2]);
const site = await mkdtemp(path.join(tmpdir(), "connectory-screenshots-"));
const browser = await chromium.launch(LAUNCH);
try {
  await build(SAMPLE, site);
  await mkdir(out, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({ viewport, colorScheme });
      for (const [kind, name] of Object.entries(SHOWN)) {
        const file = path.join(out, `${kind}-${viewport.width}-${colorScheme}.png`);
        await page.goto(pathToFileURL(path.join(site, name)).href, { waitUntil: "networkidle" });
        await page.screenshot({ path: file });
        await run("pngquant", ["--force", "--ext", ".png", "--strip", "64", file]);
        const { size: bytes } = await stat(file);
        if (bytes > LARGEST) throw new Error(`${file}: ${bytes} bytes, more than ${LARGEST}`);
        console.log(`${path.basename(file)} (${size}, ${bytes} bytes)`);
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await rm(site, { recursive: true, force: true });
}
