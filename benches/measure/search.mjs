// What the first query of a site's search asks for, and how long an answer takes: `node search.mjs SITE QUERY...`.
// Runs the site's own search engine; the scripts that it adds to the page are read from the site's folder.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";

const [site, ...queries] = process.argv.slice(2);
const assets = path.join(site, "assets");
const packed = (name) => gzipSync(readFileSync(path.join(assets, name)), { level: 6 }).length;
// The engine, and what draws its results, are asked for as well.
const scripts = readdirSync(assets).filter((name) => /^search-(engine|box|page)-/.test(name));
const engine = scripts.find((name) => name.startsWith("search-engine-"));

let most = { bytes: 0, files: 0, milliseconds: 0 };
for (const query of queries) {
  const asked = new Set(scripts);
  const window = {};
  const append = (element) => {
    const name = path.basename(element.src);
    asked.add(name);
    vm.runInContext(readFileSync(path.join(assets, name), "utf8"), context);
    queueMicrotask(() => element.onload());
  };
  const document = { createElement: () => ({ remove() {} }), head: { append } };
  Object.assign(window, { window, document });
  const context = vm.createContext(window);
  vm.runInContext(readFileSync(path.join(assets, engine), "utf8"), context);
  await window.connectorySearch.find("assets/search.js", query, {}, 20);
  const bytes = [...asked].reduce((sum, name) => sum + packed(name), 0);
  const times = [];
  for (let turn = 0; turn < 15; turn += 1) {
    const began = performance.now();
    await window.connectorySearch.find("assets/search.js", query, {}, 20);
    times.push(performance.now() - began);
  }
  const milliseconds = times.sort((a, b) => a - b)[7];
  most = { bytes: Math.max(most.bytes, bytes), files: Math.max(most.files, asked.size), milliseconds: Math.max(most.milliseconds, milliseconds) };
}
console.log(JSON.stringify(most));
