// The pages of a connector with names that are long, of one word, or written from right to left.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, open } from "./support/browser.mjs";
import { build, SAMPLE } from "./support/connectory.mjs";
import { temporary } from "./support/folder.mjs";
import { PAGES, SIZES } from "./support/pages.mjs";

const NAME = "מחבר נתונים ארוך Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

test("no page of a connector scrolls sideways, however long its name", async (t) => {
  const folder = await temporary(t);
  const registry = path.join(folder, "registry");
  await cp(SAMPLE, registry, { recursive: true });
  const connector = path.join(registry, "connectors/sql-server/connector.yaml");
  const text = await readFile(connector, "utf8");
  await writeFile(connector, text.replace(/^name: .*$/m, `name: ${NAME}`).replace(/^description: .*$/m, `description: ${NAME.split(" ").at(-1)}`));
  const out = path.join(folder, "site");
  await build(registry, out);
  const browser = await launch(t);
  const names = Object.values(PAGES).filter((name) => name.startsWith("connectors/sql-server"));
  assert.ok(names.length >= 6);
  for (const viewport of Object.values(SIZES)) {
    const { page } = await open(t, browser, { viewport });
    for (const name of names) {
      await page.goto(pathToFileURL(path.join(out, name)).href);
      assert.ok((await page.locator("h1").innerText()).includes("Donau"), name);
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(widths[0] <= widths[1], `${name}, ${viewport.width} px: ${widths.join(" > ")}`);
    }
  }
});
