// Serves a folder below a path, as a plain web host would.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { ending, files } from "./folder.mjs";

const KINDS = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};

/** Serves `folder` at `below` (`/some/path/`) and returns its address; what is missing gets `404.html`. */
export async function serveFolder(t, folder, below) {
  const known = new Set(await files(folder));
  const server = createServer(async (request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const inside = asked.startsWith(below) ? asked.slice(below.length) : "404.html";
    const name = inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside;
    const found = known.has(name) ? name : "404.html";
    response.writeHead(found === name ? 200 : 404, {
      "content-type": KINDS[path.extname(found)] ?? "application/octet-stream",
    });
    response.end(await readFile(path.join(folder, found)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  ending(t, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}${below}`;
}
