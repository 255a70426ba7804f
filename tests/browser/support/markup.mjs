// What a page refers to and where it may be entered, read with a parser of the HTML standard.

import { parse } from "parse5";

/** Attributes that make the browser fetch something as soon as the page is shown. */
const FETCHED = { img: ["src", "srcset"], script: ["src"], iframe: ["src"], source: ["src", "srcset"], video: ["src", "poster"],
  audio: ["src"], embed: ["src"], object: ["data"], image: ["href"], use: ["href"], input: ["src"] };
/** Kinds of `link` that fetch nothing. */
const MERE_LINKS = new Set(["canonical", "alternate"]);

/** Every reference of a page, `{ address, fetched }`, and every anchor in it. */
export function read(html) {
  const [references, anchors] = [[], new Set()];
  const add = (address, fetched) => references.push({ address, fetched });
  const visit = (node) => {
    const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
    if (attributes.id !== undefined) anchors.add(attributes.id);
    if (node.tagName === "a" && attributes.href !== undefined) add(attributes.href, false);
    if (node.tagName === "a" && attributes.name !== undefined) anchors.add(attributes.name);
    if (node.tagName === "link" && attributes.href !== undefined) add(attributes.href, !MERE_LINKS.has(attributes.rel));
    if (node.tagName === "meta" && attributes["http-equiv"]?.toLowerCase() === "refresh") {
      add(attributes.content.replace(/^[^=]*=\s*/, ""), false);
    }
    for (const name of FETCHED[node.tagName] ?? []) {
      if (attributes[name] === undefined) continue;
      const addresses = name === "srcset" ? attributes[name].split(",").map((one) => one.trim().split(/\s+/)[0]) : [attributes[name]];
      for (const address of addresses) add(address, true);
    }
    for (const name of ["data-root", "data-index", "data-engine"]) {
      if (attributes[name]) add(attributes[name], true);
    }
    for (const child of node.childNodes ?? []) visit(child);
    if (node.content) visit(node.content);
  };
  visit(parse(html));
  return { references, anchors };
}

/** Addresses in a style sheet. */
export function styleReferences(css) {
  const found = css.matchAll(/url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']*)["']/g);
  return [...found].map((match) => ({ address: match[1] ?? match[2], fetched: true }));
}
