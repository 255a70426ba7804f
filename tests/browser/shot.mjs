// node /work/wt/shot.mjs SITE_FOLDER PAGE OUT_PREFIX [nojs]  -> OUT-1440-light.png, -390-light.png, -1440-dark.png ; run from tests/browser of a worktree
import { chromium } from "playwright-core";
import path from "node:path"; import { pathToFileURL } from "node:url";
const [site, name, out, nojs] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", chromiumSandbox: false, args: ["--disable-gpu","--no-first-run"] });
for (const [w, h, c] of [[1440, 900, "light"], [390, 844, "light"], [1440, 900, "dark"]]) {
  const ctx = await browser.newContext({ viewport: { width: w, height: h }, colorScheme: c, javaScriptEnabled: !nojs });
  const page = await ctx.newPage();
  page.on("console", (m) => console.log("console", m.type(), m.text()));
  await page.goto(pathToFileURL(path.resolve(site)) .href + "/" + name);
  await page.screenshot({ path: `${out}-${w}-${c}.png`, fullPage: true });
  await ctx.close();
}
await browser.close();
