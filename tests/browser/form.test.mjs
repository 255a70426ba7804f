// The settings form and its table, of packages that hold every control in every state: whoever looks can read all of it, by eye
// and by ear, and can change nothing.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import axe from "axe-core";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

import rules from "./html-rules.mjs";
import { launch, open } from "./support/browser.mjs";
import { build } from "./support/connectory.mjs";
import { files, temporary, wholeFile } from "./support/folder.mjs";
import { CANARY, CONTROLS, formRegistry, HOSTILE, LARGE } from "./support/form.mjs";
import { SCHEMES, SIZES } from "./support/pages.mjs";

/** Bytes of a page with 300 settings, as they are sent. */
const LARGEST = 60_000;
const FIRST = [
  { control: "TextBox", key: "Host", caption: "Host", default: "localhost" },
  { control: "TextBox", key: "TcpPort", caption: "Port" },
];

const file = wholeFile();
let browser;
let out;
let site;

before(async () => {
  const folder = await temporary(file);
  const registry = path.join(folder, "registry");
  await mkdir(registry);
  await formRegistry(registry, { every: [FIRST, CONTROLS], hostile: [HOSTILE], large: [LARGE] });
  out = path.join(folder, "site");
  await build(registry, out);
  site = pathToFileURL(out + path.sep).href;
  browser = await launch(file);
});

for (const slug of ["every", "hostile", "large"]) {
  test(`${slug}: looks right at every size, light and dark`, async (t) => {
    const { page, faults } = await open(t, browser, { allowed: (url) => url.startsWith(site) });
    for (const [size, viewport] of Object.entries({ ...SIZES, narrow: { width: 320, height: 640 } })) {
      await page.setViewportSize(viewport);
      await page.goto(formPage(slug));
      for (const colorScheme of size === "narrow" ? [] : SCHEMES) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${size}, ${colorScheme}`);
      }
      assert.deepEqual(await overflow(page), [], size);
    }
    assert.deepEqual(faults, []);
  });

  test(`${slug}: is valid HTML and holds no secret`, async () => {
    const validator = new HtmlValidate(new StaticConfigLoader(rules));
    for (const name of (await files(out)).filter((name) => name.includes(slug) && /\.(html|json)$/.test(name))) {
      const text = await readFile(path.join(out, name), "utf8");
      assert.equal(text.includes(CANARY), false, name);
      if (!name.endsWith(".html")) continue;
      const { results } = await validator.validateString(text, name);
      assert.deepEqual(results.flatMap(({ messages }) => messages.map((fault) => `${name}:${fault.line} ${fault.message}`)), []);
    }
  });
}

test("every control has its label, and what is said of it", async (t) => {
  const { page } = await open(t, browser, { viewport: SIZES.desktop });
  await page.goto(formPage("every"));
  const form = page.locator(".form");
  for (const [label, value] of [
    ["Host Required", ""], ["Filled", "opc.tcp://example:4840"], ["Password Required Secret", ""], ["Later Hidden at first", "shown by the plug-in"],
    ["Variable Updates the form", ""], ["Port Required", "1433"], ["Zero", "0"], ["Tags", "First, Second"], ["Days", "mo"], ["A control of the future", "as it is"], ["NoCaption", ""],
    ["Query", "SELECT *\nFROM measurements\nWHERE value > 1"], ["Body", "<p onclick=\"alert(1)\">Hello</p>"],
  ]) {
    assert.equal(await form.getByRole("textbox", { name: label, exact: true }).first().inputValue(), value, label);
  }
  for (const [label, chosen] of [["Mode Required", "Read and write"], ["Nothing chosen", "Choose…"], ["Foreign default", "elsewhere"], ["Custom", "typed"]]) {
    const select = form.getByRole("combobox", { name: label, exact: true });
    assert.equal(await select.evaluate((one) => one.selectedOptions[0].textContent), chosen, label);
  }
  assert.equal(await form.getByRole("checkbox", { name: "Encrypt", exact: true }).isChecked(), true);
  assert.equal(await form.getByRole("checkbox", { name: "Trust the server", exact: true }).isChecked(), false);
  assert.equal(await form.getByRole("button", { name: "Test the connection" }).isDisabled(), true);
  for (const group of ["Texts", "Choices On a page of its own", "Rows", "Outer", "Inner", "Innermost Hidden at first"]) {
    assert.equal(await form.getByRole("group", { name: group, exact: true }).count(), 1, group);
  }
});

test("explanations are tied to their controls", async (t) => {
  const { page } = await open(t, browser);
  await page.goto(formPage("every"));
  const said = (label) => page.locator(".form").getByLabel(label, { exact: true }).first().evaluate((one) => (one.getAttribute("aria-describedby") ?? "")
    .split(" ").filter(Boolean).map((id) => document.getElementById(id).textContent.trim()).join(" | "));
  assert.equal(await said("Host Required"), "Host name or address.");
  assert.equal(await said("Port Required"), "Maximum is 65535. Minimum is 1.");
  assert.equal(await said("Mode Required"), "Choices: Read only r, Read and write rw");
  assert.equal(await said("Foreign default"), "Choices: A, B | What stands there at first is none of the choices.");
  assert.match(await said("Choices come late Updates the form"), /the plug-in tells/);
  assert.equal(await said("A control of the future"), "Control Hologram, drawn as plainly as can be.");
  assert.equal(await said("Query"), "Runs at every poll. | Language sql.");
});

test("rows are shown with their columns", async (t) => {
  const { page } = await open(t, browser, { viewport: SIZES.desktop });
  await page.goto(formPage("every"));
  const points = page.locator(".form").getByRole("group", { name: "Points Required", exact: true });
  assert.deepEqual(await points.getByRole("columnheader").allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, " "))),
    ["Name Required", "On", "Type", "Scale", "Variable", "Token Secret", "Marks", "Projection"]);
  assert.deepEqual(await points.locator("tbody tr").first().locator("td").allInnerTexts(), ["Flow", "Yes", "", "", "", "", "", ""]);
  assert.match(await page.locator(".form").innerText(), /Rows are told apart by Name\./);
  assert.match(await page.locator(".form").innerText(), /Rows cannot be added\. Rows cannot be changed\. Rows cannot be deleted\./);
});

test("nothing can be changed, with keys or pointer", async (t) => {
  // A page that scrolls smoothly is not where it was asked to be at once.
  const { page } = await open(t, browser, { viewport: SIZES.desktop, reducedMotion: "reduce" });
  await page.goto(formPage("every"));
  const state = () => page.locator(".form").evaluate((form) => [...form.querySelectorAll("input, select, textarea")]
    .map((one) => `${one.id} ${one.type === "checkbox" ? one.checked : one.value}`));
  const before = await state();
  assert.ok(before.length >= 25, `${before.length} controls`);
  for (const control of await page.locator(".form").locator("input, select, textarea, button").all()) {
    await control.click({ force: true, timeout: 2000 });
    await page.keyboard.type("x ");
    await page.keyboard.press("ArrowDown");
  }
  assert.deepEqual(await state(), before);
});

test("what stands in a text can be reached with keys and read", async (t) => {
  const { page } = await open(t, browser);
  await page.goto(formPage("every"));
  const query = page.locator(".form").getByRole("textbox", { name: "Query", exact: true });
  await query.focus();
  await page.keyboard.press("Control+A");
  assert.equal(await query.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd)), await query.inputValue());
});

test("labels stand beside their controls where there is room, and above them on a phone", async (t) => {
  for (const [viewport, beside] of [[SIZES.desktop, true], [SIZES.phone, false]]) {
    const { page } = await open(t, browser, { viewport });
    await page.goto(formPage("every"));
    const label = await page.locator(".form label", { hasText: "Filled" }).first().boundingBox();
    const control = await page.locator(".form").getByRole("textbox", { name: "Filled", exact: true }).boundingBox();
    assert.equal(control.x > label.x + label.width && Math.abs(control.y - label.y) < 16, beside, `${viewport.width}`);
    assert.equal(control.y >= label.y + label.height, !beside, `${viewport.width}`);
  }
});

test("texts of others stay texts, and each runs in its own direction", async (t) => {
  const { page, faults } = await open(t, browser, { viewport: SIZES.desktop });
  await page.goto(formPage("hostile"));
  const form = page.locator(".form");
  assert.equal(await form.locator("script, img, b, i").count(), 0);
  assert.equal(await form.getByRole("textbox", { name: "Close", exact: true }).inputValue(), "</textarea><script>alert(3)</script>\n\nlast");
  for (const label of ["خادم قاعدة البيانات", "תיבת סימון"]) {
    const direction = await form.locator("label bdi", { hasText: label }).evaluate((bdi) => getComputedStyle(bdi).direction);
    assert.equal(direction, "rtl", label);
  }
  const arabic = form.getByRole("textbox", { name: "خادم قاعدة البيانات Required", exact: true });
  assert.equal(await arabic.evaluate((input) => getComputedStyle(input).direction), "rtl");
  assert.deepEqual(faults, []);
});

test("300 settings are light, and can be passed over with one key", async (t) => {
  const name = (await files(out)).find((name) => formPage("large").endsWith(name));
  const sent = gzipSync(await readFile(path.join(out, name))).length;
  assert.ok(sent <= LARGEST, `${sent} bytes`);
  const { page } = await open(t, browser, { viewport: SIZES.desktop, reducedMotion: "reduce" });
  await page.goto(formPage("large"));
  await page.getByRole("link", { name: "Skip 300 settings" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".form")), null);
});

test("the table says since when a setting is there and where it changed, and leads there", async (t) => {
  const { page } = await open(t, browser, { viewport: SIZES.desktop });
  await page.goto(formPage("every"));
  const row = (name) => page.locator("table.settings tbody tr").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  const cells = async (name) => (await row(name).locator("td").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  const host = await cells("Host Required");
  assert.equal(host[4], "1.0");
  assert.match(host[5], /1\.1 must be filled in now and has no default and has an explanation now/);
  const port = await cells("Port Required");
  assert.deepEqual([port[0], port[4]], ["Port", "1.0"]);
  assert.match(port[5], /1\.1 had the key TcpPort before/);
  assert.equal((await cells("Zero"))[4], "1.1");
  await row("Host Required").getByRole("link", { name: "1.1" }).first().click();
  assert.equal(page.url(), `${site}connectors/every/1.1.html`);
});

/** Where the settings form of a connector stands. */
function formPage(slug) {
  return `${site}connectors/${slug}/settings.html`;
}

function overflow(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth <= clientWidth ? [] : [`scrolls sideways: ${scrollWidth} > ${clientWidth}`];
  });
}

async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  // Preloading asks for the style sheets once more, which no page from a folder may.
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
