// The browser, and what must never happen in it.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { ending } from "./folder.mjs";

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-smooth-scrolling",
  "--no-proxy-server",
];

export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromiumSandbox: false,
  headless: true,
  args: FLAGS,
};

/** A headless browser with an empty profile of its own; it is closed with `t`. */
export async function launch(t) {
  const browser = await chromium.launch(LAUNCH);
  ending(t, () => browser.close());
  return browser;
}

/** A page in a context of its own, and the list of everything that went wrong in it since. */
export async function open(t, browser, options = {}) {
  const context = await browser.newContext({ serviceWorkers: "block", ...options });
  ending(t, () => context.close());
  const page = await context.newPage();
  return { page, context, faults: listen(page, options.allowed ?? (() => true)) };
}

/** A page of its own as a browser shows it that runs no script. (Axe itself is one, and waits for ever where none runs.) */
export async function openWithoutScripts(t, browser, options = {}) {
  const opened = await open(t, browser, options);
  await opened.context.route((url) => url.pathname.endsWith(".html"), async (route) => {
    const html = await readFile(fileURLToPath(route.request().url().split(/[?#]/)[0]), "utf8");
    const shown = html.replaceAll(/<script\b[^>]*><\/script>/g, "").replaceAll("noscript>", "div>");
    await route.fulfill({ body: shown, contentType: "text/html; charset=utf-8" });
  });
  // To the style, too.
  await opened.context.route((url) => url.pathname.endsWith(".css"), async (route) => {
    const css = await readFile(fileURLToPath(route.request().url()), "utf8");
    await route.fulfill({ body: css.replaceAll("(scripting: enabled)", "(scripting: none)"), contentType: "text/css" });
  });
  return opened;
}

/** Collects console messages (violations of the content security policy among them), exceptions, failed requests. */
export function listen(page, allowed) {
  const faults = [];
  // A host without a daemon has no sign of life to give, and is asked for it once.
  const isPulse = (url) => url.endsWith("/pulse.json");
  page.on("console", (message) => {
    if (!isPulse(message.location().url)) faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // What was still loading when the test went on to another page.
    if (why !== "net::ERR_ABORTED") faults.push(`failed: ${request.url()} ${why}`);
  });
  page.on("request", (request) => {
    if (!allowed(request.url())) faults.push(`asked for: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !(isPulse(response.url()) && response.status() === 404)) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}
