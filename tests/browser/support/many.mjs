// A registry of very many connectors, of YAML only: words, names and tags as varied as those of a real one. The same number
// gives the same registry.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

const MAKERS = ["Acme", "Borealis", "Cygnus", "Delphi", "Emberton", "Falkirk", "Grünwald", "Hartmann", "Ironside", "Juniper",
  "Kestrel", "Lindqvist", "Møller", "Nordström", "Oakridge", "Pellegrini", "Quarrier", "Rotterdam", "Sørensen", "Tidewater"];
const KINDS = ["Historian", "Gateway", "Database", "Broker", "Controller", "Flowmeter", "Spectrometer", "Warehouse", "Scheduler",
  "Weighbridge", "Boiler", "Compressor", "Laboratory", "Maintenance", "Ledger", "Dosing", "Conveyor", "Inverter", "Camera", "Turbine"];
const VERBS = ["Reads", "Writes", "Subscribes to", "Publishes", "Queries", "Collects", "Mirrors", "Archives"];
const SYLLABLES = ["ba", "co", "den", "fi", "gra", "hul", "ist", "jor", "kel", "lum", "mor", "nex", "pol", "qua", "ren", "sta", "tur", "vel", "wen", "zy"];
const STATUSES = { 3: "deprecated", 11: "withdrawn" };

/** Numbers that look random and are the same each time. */
function* random(seed) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}

/** Writes `count` connectors into `folder`, a hundred to a group. */
export async function writeMany(folder, count) {
  const numbers = random(7);
  const pick = (list) => list[numbers.next().value % list.length];
  const some = (list, most) => [...new Set(Array.from({ length: 1 + (numbers.next().value % most) }, () => pick(list)))];
  const word = () => pick(SYLLABLES) + pick(SYLLABLES) + pick(SYLLABLES);
  const lexicon = Array.from({ length: 2500 }, word);
  const tags = Array.from({ length: 300 }, () => pick(SYLLABLES) + pick(SYLLABLES));
  const owners = Array.from({ length: 60 }, (_, at) => `@team-${at}`);
  const categories = KINDS.map((kind) => kind.toLowerCase());

  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "registry.yaml"), "schema: 1\ntitle: Very many\nrules: { package-missing: allow, package-digest-missing: allow }\n");
  await writeFile(path.join(folder, "categories.yaml"), categories.map((id, at) => `- { id: ${id}, name: ${KINDS[at]} }\n`).join(""));
  for (let from = 0; from < count; from += 100) {
    const group = [];
    for (let at = from; at < Math.min(from + 100, count); at += 1) {
      const name = `${pick(MAKERS)} ${pick(KINDS)} ${pick(lexicon)} ${at}`;
      const status = STATUSES[numbers.next().value % 40];
      const fields = {
        id: `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
        name,
        description: `${pick(VERBS)} the ${Array.from({ length: 14 }, () => pick(lexicon)).join(" ")}.`,
        category: pick(categories),
        owners: some(owners, 2),
        tags: some(tags, 4),
      };
      const yaml = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("");
      const version = status ? `status: ${status}\nreason: It is old.\n` : "notes: First.\n";
      group.push({ slug: `${name.normalize("NFD").replace(/\p{M}/gu, "").replace(/ø/g, "o").toLowerCase().replace(/ /g, "-")}`, yaml, version });
    }
    await Promise.all(group.map(async ({ slug, yaml, version }) => {
      const place = path.join(folder, "connectors", `group-${from / 100}`, slug);
      await mkdir(path.join(place, "versions"), { recursive: true });
      await writeFile(path.join(place, "connector.yaml"), yaml);
      await writeFile(path.join(place, "versions", "1.0.yaml"), version);
    }));
  }
}
