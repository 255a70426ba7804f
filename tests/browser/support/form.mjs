// A registry with one connector whose packages hold every control in every state, made with `connectory pack`.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { PROGRAM, run } from "./connectory.mjs";

export const ID = "943b64d8-cb48-4b42-b7b3-8432f12f2059";
/** Stands in every secret of the packages, and must stand on no page. */
export const CANARY = "hunter2canary";
const LONG = "Extraordinarily_long_name_without_any_place_to_break_it_".repeat(3);

const options = (count) => Array.from({ length: count }, (_, at) => ({ display: `Choice ${at}`, value: `c${at}` }));

/** Every control that the platform documents, and one of the future. */
export const CONTROLS = [
  { control: "Title", caption: "Everything there is" },
  {
    control: "Group", caption: "Texts", help: "What is typed.", settings: [
      { control: "TextBox", key: "Host", caption: "Host", required: true, help: "Host name or address." },
      { control: "TextBox", key: "Filled", caption: "Filled", default: "opc.tcp://example:4840" },
      { control: "TextBox", key: "Password", caption: "Password", required: true, secure: true, default: CANARY },
      { control: "TextBox", key: "Later", caption: "Later", visible: false, default: "shown by the plug-in" },
      { control: "VariableBox", key: "Variable", caption: "Variable", postback: true },
      { control: "VariableBox", key: "SecretVariable", caption: "Secret variable", secure: true, default: CANARY },
      { control: "NumberBox", key: "Port", caption: "Port", required: true, default: 1433, members: { Maximum: 65535, Minimum: 1 } },
      { control: "NumberBox", key: "Zero", caption: "Zero", default: 0 },
      { control: "ScriptBox", key: "Query", caption: "Query", mode: "sql", script: "SELECT *\nFROM measurements\nWHERE value > 1", help: "Runs at every poll." },
      { control: "HTMLEditor", key: "Body", caption: "Body", default: "<p onclick=\"alert(1)\">Hello</p>" },
      { control: "Filter", key: "Filter", caption: "Filter" },
    ],
  },
  {
    control: "Group", caption: "Choices", group_type: "SubPage", settings: [
      { control: "CheckBox", key: "Encrypt", caption: "Encrypt", default: true, help: "Encrypt the connection." },
      { control: "CheckBox", key: "Trust", caption: "Trust the server" },
      { control: "DropDown", key: "Mode", caption: "Mode", required: true, default: "rw", options: [{ display: "Read only", value: "r" }, { display: "Read and write", value: "rw" }] },
      { control: "DropDown", key: "Nothing", caption: "Nothing chosen", options: ["A", "B"] },
      { control: "DropDown", key: "Foreign", caption: "Foreign default", default: "elsewhere", options: ["A", "B"] },
      { control: "DropDown", key: "Custom", caption: "Custom", default: "typed", allow_custom_text: true, options: ["A", "B"] },
      { control: "DropDown", key: "Late", caption: "Choices come late", postback: true, options: [] },
      { control: "DropDown", key: "Many", caption: "Many", options: options(300) },
      { control: "TokenBox", key: "Tags", caption: "Tags", default: "a,b", allow_custom_tokens: true, options: [{ display: "First", value: "a" }, { display: "Second", value: "b" }] },
      { control: "CheckList", key: "Days", caption: "Days", default: "[\"mo\"]", members: { } },
    ],
  },
  {
    control: "Group", caption: "Rows", settings: [
      {
        control: "Grid", key: "Points", caption: "Points", required: true, help: "One row for each point.", unique_key: ["Name"],
        default: JSON.stringify([{ __KEY__: "1", Name: "Flow", On: true, Token: CANARY }, { Name: "Level", On: false }]),
        columns: [
          { control: "TextBox", key: "Name", caption: "Name", required: true, help: "As in the controller." },
          { control: "CheckBox", key: "On", caption: "On", default: true },
          { control: "DropDown", key: "Type", caption: "Type", default: "n", options: [{ display: "Number", value: "n" }, { display: "Text", value: "t" }] },
          { control: "NumberBox", key: "Scale", caption: "Scale", default: 10 },
          { control: "VariableBox", key: "Variable", caption: "Variable" },
          { control: "TextBox", key: "Token", caption: "Token", secure: true },
          { control: "TokenBox", key: "Marks", caption: "Marks", options: ["x"] },
          { control: "Hologram", key: "Projection", caption: "Projection" },
        ],
      },
      { control: "EditList", key: "Fixed", caption: "Fixed rows", disable_delete: true, disable_insert: true, disable_update: true, columns: [{ control: "TextBox", key: "Name", caption: "Name" }] },
      { control: "Grid", key: "Bare", caption: "Without columns", columns: [] },
    ],
  },
  {
    control: "Group", caption: "Outer", settings: [{
      control: "Group", caption: "Inner", settings: [{
        control: "Group", caption: "Innermost", visible: false, settings: [{
          control: "Group", caption: "Deeper than drawn", settings: [{ control: "TextBox", key: "Deep", caption: "Deep" }],
        }],
      }],
    }],
  },
  { control: "Button", key: "Test", caption: "Test the connection", postback: true, help: "Asks the server." },
  { control: "FileUpload", key: "Certificate", caption: "Certificate" },
  { control: "Hologram", key: "Future", caption: "A control of the future", default: "as it is" },
  { control: "TextBox", key: "NoCaption", caption: "" },
];

/** Captions and texts that are out to do harm, or that only need room. */
export const HOSTILE = [
  { control: "Group", caption: `<img src=x onerror=alert(1)> ${LONG}`, help: LONG, settings: [
    { control: "TextBox", key: LONG.slice(0, 120), caption: LONG, help: LONG, default: LONG, required: true },
    { control: "TextBox", key: "Quote", caption: "\"'><script>alert(1)</script>", default: "\"><script>alert(2)</script>" },
    { control: "ScriptBox", key: "Close", caption: "Close", default: "</textarea><script>alert(3)</script>\n\nlast" },
    { control: "DropDown", key: "Wide", caption: LONG, default: LONG, options: [LONG, "<b>bold</b>"] },
    { control: "TokenBox", key: "Tokens", caption: LONG, default: LONG, options: [LONG] },
    { control: "Grid", key: "Rows", caption: LONG, unique_key: [LONG], columns: [{ control: "TextBox", key: LONG, caption: LONG }, { control: "DropDown", key: "b", caption: "<i>b</i>", options: [LONG] }] },
    { control: "Button", key: "Button", caption: LONG },
  ] },
  { control: "Group", caption: "إعدادات الاتصال", settings: [
    { control: "TextBox", key: "Server", caption: "خادم قاعدة البيانات", help: "اسم المضيف أو عنوانه.", required: true, default: "مثال" },
    { control: "CheckBox", key: "Rtl", caption: "תיבת סימון", default: true },
    { control: "DropDown", key: "RtlMode", caption: "وضع", default: "a", options: [{ display: "قراءة فقط", value: "a" }, { display: "كتابة", value: "b" }] },
  ] },
];

/** Three hundred settings in thirty groups. */
export const LARGE = Array.from({ length: 30 }, (_, group) => ({
  control: "Group", caption: `Group ${group}`,
  settings: Array.from({ length: 10 }, (_, at) => ({
    control: ["TextBox", "NumberBox", "CheckBox", "DropDown"][at % 4], key: `Setting${group}_${at}`, caption: `Setting ${group}.${at}`,
    help: "What it is for, in a sentence.", ...(at % 4 === 3 ? { options: ["A", "B", "C"] } : {}),
  })),
}));

/** Writes the registry into `folder`: a connector for each entry of `forms`, with its versions' settings in order. */
export async function formRegistry(folder, forms) {
  const write = async (name, text) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  await write("registry.yaml", "schema: 1\ntitle: Forms\ndescription: Every control there is.\nrules:\n  secret-as-default: allow\nsites:\n  - name: admin\n    sees: all\n");
  await write("categories.yaml", "- id: forms\n  name: Forms\n");
  for (const [at, [slug, versions]] of Object.entries(forms).entries()) {
    const id = ID.slice(0, -2) + String(at + 10);
    await write(`connectors/${slug}/connector.yaml`, `id: ${id}\nname: ${slug}\ndescription: ${slug}.\ncategory: forms\n`);
    for (const [place, settings] of versions.entries()) {
      const version = `1.${place}`;
      const work = path.join(folder, "..", `work-${slug}-${place}`);
      await mkdir(work, { recursive: true });
      await writeFile(path.join(work, "plug.dll"), "not an assembly");
      const sheet = { schema: 1, id, name: slug, version, entry_point: "A.B", references: [{ plug_in: "plug.dll" }], settings };
      await writeFile(path.join(work, "package.yaml"), JSON.stringify(sheet));
      const out = path.join(folder, `connectors/${slug}/versions`);
      await mkdir(out, { recursive: true });
      await run(PROGRAM, ["pack", work, "--out", path.join(out, `${version}.xmp`)]);
      await write(`connectors/${slug}/versions/${version}.yaml`, `notes: Version ${version}.\n`);
    }
  }
}
