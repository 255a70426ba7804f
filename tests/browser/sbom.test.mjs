// `connectory sbom` against the CycloneDX schema, which knows all formats and takes no field that it does not name.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { before, test } from "node:test";

import Ajv from "ajv";
import addFormats from "ajv-formats";
import addMoreFormats from "ajv-formats-draft2019";

import { PROGRAM, run, SAMPLE } from "./support/connectory.mjs";
import { files } from "./support/folder.mjs";

// Only the schema files of the package are used, so its own needs do not matter.
const SCHEMAS = path.join(
  path.dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json")),
  "res/schema",
);

let validate;

before(async () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats(ajv);
  addMoreFormats(ajv, { formats: ["idn-email", "iri", "iri-reference"] });
  const schema = async (name) => JSON.parse(await readFile(path.join(SCHEMAS, name), "utf8"));
  const spdx = await schema("spdx.SNAPSHOT.schema.json");
  const jsf = await schema("jsf-0.82.SNAPSHOT.schema.json");
  const bom = await schema("bom-1.6.SNAPSHOT.schema.json");
  ajv.addSchema(spdx, "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json");
  ajv.addSchema(jsf, "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json");
  validate = ajv.compile(bom);
});

function faults(document) {
  return validate(document) ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message}`);
}

async function sbom(...words) {
  return JSON.parse(await run(PROGRAM, ["sbom", "--registry", SAMPLE, ...words]));
}

/** Every name that dependencies and compositions use stands for a component. */
function dangling(document) {
  const known = new Set([document.metadata.component["bom-ref"], ...document.components.map((part) => part["bom-ref"])]);
  assert.equal(known.size, document.components.length + 1, "each reference stands once");
  const used = document.dependencies.flatMap((edge) => [edge.ref, ...edge.dependsOn]);
  const parts = document.compositions.flatMap((part) => [...(part.assemblies ?? []), ...(part.dependencies ?? [])]);
  return [...used, ...parts].filter((name) => !known.has(name));
}

test("every package of the sample gives a valid document", async () => {
  const packages = (await files(SAMPLE)).filter((name) => name.endsWith(".xmp"));
  assert.ok(packages.length > 30);
  for (const name of packages) {
    const document = await sbom(path.join(SAMPLE, name));
    assert.deepEqual(faults(document), [], name);
    assert.deepEqual(dangling(document), [], name);
    assert.equal(document.specVersion, "1.6");
  }
});

test("a version in the registry and a time give a valid document, too", async () => {
  const document = await sbom("rest-api@2.1", "--timestamp", "2026-03-31T14:00:00+02:00");
  assert.deepEqual(faults(document), []);
  assert.equal(document.metadata.timestamp, "2026-03-31T12:00:00Z");
});

test("the schema refuses what is planted in a document", async () => {
  const plants = {
    "an unknown field": (document) => { document.components[0].colour = "red"; },
    "a component without a name": (document) => { delete document.components[0].name; },
    "a component of no known type": (document) => { document.components[0].type = "plug-in"; },
    "a serial number that is none": (document) => { document.serialNumber = "urn:uuid:1"; },
    "a digest that is none": (document) => { document.components[0].hashes[0].content = "00"; },
    "an unknown digest": (document) => { document.components[0].hashes[0].alg = "CRC"; },
    "a time that is none": (document) => { document.metadata.timestamp = "yesterday"; },
    "an address that is none": (document) => { document.metadata.component.externalReferences[0].url = "nowhere:x"; },
    "two edges alike": (document) => { document.dependencies.push(document.dependencies[0]); },
  };
  for (const [what, plant] of Object.entries(plants)) {
    const document = await sbom("rest-api@2.1");
    plant(document);
    assert.notDeepEqual(faults(document), [], what);
  }
});
