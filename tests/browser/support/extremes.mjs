// A registry of everything that is longer, more or otherwise than usual.

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { PROGRAM, ROOT, run } from "./connectory.mjs";

const LONG = "Überwachungsdatenerfassungsschnittstellenverbindung".repeat(4);
const SENTENCES = "Reads what the plant tells and writes what it is told, one value after the other. ".repeat(14).trim();
const RIGHT_TO_LEFT = "موصل قياس التدفق في المحطة الرئيسية";
const HEBREW = "חיבור למד זרימה";

export const VERSIONS = 200;
export const SETTINGS = 300;
export const APPLICATIONS = 1000;

/** Pages of that registry, by what is extreme about them. */
export const EXTREMES = {
  home: "index.html",
  "long names": `connectors/${"long-".repeat(12)}name.html`,
  "two hundred versions": "connectors/many-versions.html",
  "all of two hundred versions": "connectors/many-versions/versions.html",
  "a thousand applications of one connector": "connectors/many-versions/usage.html",
  "two hundred versions compared": "connectors/many-versions/compare.html",
  "a version among two hundred": "connectors/many-versions/1.100.html",
  "three hundred settings": "connectors/many-settings/settings.html",
  "three hundred settings compared": "connectors/many-settings/compare.html",
  "a version with three hundred settings": "connectors/many-settings/2.0.html",
  "right to left": "connectors/right-to-left.html",
  "a form right to left": "connectors/right-to-left/settings.html",
  "long names of files": `connectors/${"long-".repeat(12)}name/files.html`,
  "a version right to left": "connectors/right-to-left/1.0.html",
  "a category of one": "categories/long.html",
  "a category of none": "categories/empty.html",
  "a thousand applications": "applications.html",
  "an application with a long name": "applications/application-1.html",
  "an application right to left": "applications/application-2.html",
  usage: "usage.html",
  "a thousand applications behind": "reports/stale.html",
  "a thousand applications in numbers": "reports/usage.html",
  "two hundred versions to delete": "reports/deletable.html",
  "everything A-Z": "a-z.html",
};

/** Writes the registry into `folder`. */
export async function extremes(folder) {
  const put = async (at, text) => {
    await mkdir(path.dirname(path.join(folder, at)), { recursive: true });
    await writeFile(path.join(folder, at), text);
  };
  const text = (value) => JSON.stringify(value);
  await put("registry.yaml", `schema: 1\ntitle: ${text(`${LONG} ${RIGHT_TO_LEFT}`)}\ndescription: ${text(SENTENCES)}\nsites:\n  - { name: admin, sees: all }\n`);
  await put("categories.yaml", `- { id: long, name: ${text(LONG)}, description: ${text(SENTENCES)} }\n- { id: plain, name: Plain }\n- { id: empty, name: Empty }\n`);

  const connector = async (at, slug, fields, versions) => {
    const own = { description: "Reads.", category: "plain", ...fields };
    const lines = Object.entries(own).map(([key, value]) => `${key}: ${text(value)}\n`).join("");
    await put(`connectors/${slug}/connector.yaml`, `id: ${id(at)}\n${lines}`);
    for (const [number, more, settings] of versions) {
      await put(`connectors/${slug}/versions/${number}.yaml`, `added: 2026-03-02\n${more}`);
      if (settings) await pack(folder, slug, { at, name: own.name, number, settings });
    }
  };
  const few = [{ control: "TextBox", key: "Host", caption: "Host", required: true }];
  const owners = Array.from({ length: 12 }, (_, at) => `@team-with-a-rather-long-name-${at}`);
  const tags = Array.from({ length: 40 }, (_, at) => `tag-${at}-${"x".repeat(at)}`);
  await connector(1, `${"long-".repeat(12)}name`, { name: LONG, description: SENTENCES, category: "long", owners, tags }, [
    ["1.0000000000000000000000000000000001", `notes: ${text(LONG)}\nstatus: deprecated\nreason: ${text(LONG + SENTENCES)}\n`, null],
    ["1.1", `notes: ${text(LONG)}\nbreaking: { summary: ${text(LONG)}, upgrade_by: 2026-12-24, guide: ${text(SENTENCES)} }\n`,
      [{ control: "TextBox", key: LONG.replace(/[^a-z]/gi, ""), caption: LONG, help: SENTENCES, default: LONG }]],
  ]);
  const statuses = ["", "status: deprecated\nreason: It is old.\n", "status: withdrawn\nreason: It loses values.\n"];
  const versions = Array.from({ length: VERSIONS }, (_, at) =>
    [`1.${String(at + 1).padStart(3, "0")}`, `notes: Version ${at}.\n${statuses[at % 7 % 3]}`, at % 40 === 39 ? few : null]);
  await connector(2, "many-versions", { name: "Many versions" }, versions);
  await connector(3, "many-settings", { name: "Many settings" }, [["1.0", "", settings(0)], ["2.0", "breaking: { summary: Others. }\n", settings(7)]]);
  await connector(4, "right-to-left", { name: RIGHT_TO_LEFT, description: `${HEBREW} ${RIGHT_TO_LEFT}`, tags: [HEBREW], owners: [`@${HEBREW}`] },
    [["1.0", `notes: ${text(RIGHT_TO_LEFT)}\n`, [{ control: "TextBox", key: "Host", caption: RIGHT_TO_LEFT, help: HEBREW, default: "شيء 12 abc" }]]]);
  await put("connectors/right-to-left/help.md", `## ${RIGHT_TO_LEFT}\n\n${RIGHT_TO_LEFT} abc 123.\n\n- ${HEBREW}\n`);

  const names = [LONG, RIGHT_TO_LEFT, "Plain application"];
  for (let at = 1; at <= APPLICATIONS; at += 1) {
    const number = `1.${String((at % VERSIONS) + 1).padStart(3, "0")}`;
    const uses = [["many-versions", number], ["many-settings", at % 3 === 0 ? "2.0" : "1.0"], ["right-to-left", "1.0"]].slice(0, 1 + (at % 3));
    await put(`applications/group-${Math.floor(at / 100)}/application-${at}.yaml`,
      `name: ${text(`${names[(at + 2) % 3]} ${at}`)}\nowner: ${text(at % 2 ? LONG.slice(0, 60) : HEBREW)}\ncategory: ${text(names[at % 3])}\nobserved: 2026-10-${String((at % 28) + 1).padStart(2, "0")}\n` +
      `connectors:\n${uses.map(([slug, version]) => `  - connector: ${slug}\n    version: ${text(version)}\n    connection: ${text(names[at % 3])}\n    settings: [Key1, Key2]\n`).join("")}`);
  }
}

/** A form of three hundred settings in nested groups, grids among them; `shift` of them are others. */
function settings(shift) {
  const controls = ["TextBox", "NumberBox", "CheckBox", "DropDown", "ScriptBox"];
  const one = (at) => {
    const control = controls[at % controls.length];
    const options = control === "DropDown" ? { options: Array.from({ length: 30 }, (_, index) => ({ display: `Choice ${index}`, value: `c${index}` })) } : {};
    const help = at % 4 === 0 ? { help: SENTENCES } : {};
    return { control, key: `Key${at}`, caption: `Setting ${at} of a form that does not end`, required: at % 9 === 0, ...help, ...options };
  };
  const groups = [];
  for (let group = 0; group < SETTINGS / 20; group += 1) {
    const inner = Array.from({ length: 19 }, (_, at) => one(group * 20 + at + shift));
    const columns = Array.from({ length: 9 }, (_, at) => ({ control: "TextBox", key: `Column${at}`, caption: `Column ${at}` }));
    inner.push({ control: "Grid", key: `Grid${group}`, caption: `Grid ${group}`, columns });
    const inside = { control: "Group", caption: "Inside", settings: inner.slice(10) };
    groups.push({ control: "Group", caption: `Group ${group}`, settings: [...inner.slice(0, 10), inside] });
  }
  return groups;
}

/** Makes a version's package of a form and the sample's smallest assemblies. */
async function pack(folder, slug, { at, name, number, settings }) {
  const source = path.join(folder, "..", `package-${slug}-${number}`);
  await mkdir(source, { recursive: true });
  await copyFile(path.join(ROOT, "tests/fixtures/assemblies/Case.Plug.dll"), path.join(source, "Case.Plug.dll"));
  const yaml = { schema: 1, id: id(at), name, version: number, entry_point: "Case.Plug", references: [{ plug_in: "Case.Plug.dll" }], settings };
  // JSON is YAML.
  await writeFile(path.join(source, "package.yaml"), JSON.stringify(yaml));
  await run(PROGRAM, ["pack", source, "--out", path.join(folder, `connectors/${slug}/versions/${number}.xmp`)]);
}

function id(at) {
  return `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
}
