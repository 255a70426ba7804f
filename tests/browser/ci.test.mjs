// The CI files that `connectory init` writes: against the schemas that the services publish, and run with stand-ins.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";

import { parse, stringify } from "yaml";

import { runScript, standIns } from "./support/ci.mjs";
import { PROGRAM, run } from "./support/connectory.mjs";
import { temporary, wholeFile } from "./support/folder.mjs";

const CHECKER = path.join(process.env.PYTHON ?? "node_modules/.python", "bin/check-jsonschema");
const SERVICES = {
  github: { schema: "vendor.github-workflows", files: [".github/workflows/connectory.yml"] },
  azure: { schema: "vendor.azure-pipelines", files: [".azure-pipelines/connectory.yml"] },
  gitlab: { schema: "vendor.gitlab-ci", files: [".gitlab/connectory.yml", ".gitlab-ci.yml"] },
};
const MARK = "<!-- connectory-check -->";
const COMMENT = `${MARK}\n**1 error** in \`a'b\` $(touch no) "x" ü\n`;
const COMMIT = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
/** What a stranger may call a branch, or be called. */
const HOSTILE = 'main"; touch no; echo "$(touch no)`touch no`';

const folder = await temporary(wholeFile());
const parsed = {};

before(async () => {
  for (const [service, { files }] of Object.entries(SERVICES)) {
    await run(PROGRAM, ["init", path.join(folder, service), "--ci", service]);
    const text = await readFile(path.join(folder, service, files[0]), "utf8");
    parsed[service] = parse(text, { merge: false });
  }
});

/** The scripts of a service's file, by what they are for. */
function scripts(service) {
  const file = parsed[service];
  if (service === "gitlab") {
    const { script, after_script: after } = file.connectory;
    return { Build: script[0], Check: script[1], Comment: after[0] };
  }
  const steps = service === "github" ? file.jobs.check.steps : file.jobs[0].steps;
  const named = steps.map((step) => [(step.name ?? step.displayName)?.split(" ")[0], step.run ?? step.bash]);
  return Object.fromEntries(named.filter(([, script]) => script));
}

async function valid(schema, file) {
  return promisify(execFile)(CHECKER, ["--builtin-schema", schema, file]).then(() => true, (error) => {
    if (!`${error.stdout}`.includes("Schema validation errors")) throw error;
    return false;
  });
}

test("every file is valid by the schema that its service publishes", async () => {
  for (const [service, { schema, files }] of Object.entries(SERVICES)) {
    for (const file of files) assert.ok(await valid(schema, path.join(folder, service, file)), file);
  }
});

test("the schemas refuse what is planted in a file", async (t) => {
  const place = await temporary(t);
  const plants = {
    github: (file) => { file.jobs.check.stepps = file.jobs.check.steps; },
    azure: (file) => { file.jobs[0].steps[0].bsh = "true"; },
    gitlab: (file) => { file.connectory.artifacts.when = "sometimes"; },
  };
  for (const [service, plant] of Object.entries(plants)) {
    const file = structuredClone(parsed[service]);
    plant(file);
    const planted = path.join(place, `${service}.yml`);
    await writeFile(planted, stringify(file));
    assert.equal(await valid(SERVICES[service].schema, planted), false, service);
  }
});

test("shellcheck finds nothing in any script", async (t) => {
  const place = await temporary(t);
  for (const service of Object.keys(SERVICES)) {
    assert.deepEqual(Object.keys(scripts(service)), ["Build", "Check", "Comment"]);
    for (const [name, script] of Object.entries(scripts(service))) {
      const file = path.join(place, `${service}-${name}.sh`);
      await writeFile(file, script);
      await run("shellcheck", ["--shell=bash", file]);
    }
  }
});

/** A place to run scripts in, with the program and others stood in for; `env` as each service gives it. */
async function runner(t, service, comment = COMMENT) {
  const place = await temporary(t);
  await standIns(path.join(place, "bin"), ["connectory", "gh", "curl", "git", "cargo"]);
  const temp = path.join(place, "temp");
  for (const made of [temp, path.join(place, ".connectory")]) await mkdir(made);
  const text = service === "gitlab" ? path.join(place, ".connectory") : temp;
  if (comment !== "") await writeFile(path.join(text, "comment.md"), comment);
  const env = {
    github: {
      REGISTRY: "data/plant registry", RUNNER_TEMP: temp, GITHUB_STEP_SUMMARY: path.join(place, "summary"), GITHUB_PATH: path.join(place, "path"),
      GITHUB_REPOSITORY: "acme/plant", HEAD: "acme/plant", NUMBER: "7", GH_TOKEN: "t", BASE: HOSTILE, AUTHOR: HOSTILE,
    },
    azure: {
      REGISTRY: "data/plant registry", AGENT_TEMPDIRECTORY: temp, TOKEN: "t",
      SYSTEM_COLLECTIONURI: "https://dev.azure.com/acme/", SYSTEM_TEAMPROJECTID: "p", BUILD_REPOSITORY_ID: "r",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "7", SYSTEM_PULLREQUEST_TARGETBRANCH: `refs/heads/${HOSTILE}`,
    },
    gitlab: {
      REGISTRY: "data/plant registry", CI_API_V4_URL: "https://gitlab.com/api/v4", CI_PROJECT_ID: "3", CI_MERGE_REQUEST_IID: "7",
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: HOSTILE, GITLAB_USER_LOGIN: HOSTILE, CONNECTORY_TOKEN: "t",
    },
  }[service];
  return {
    place,
    run: (name, more = {}, answers = {}) => runScript(place, scripts(service)[name], { ...env, ...more }, answers),
  };
}

test("branches and authors reach the check as they are, whatever they are called", async (t) => {
  const author = { curl: { say: [["pullRequests/7", JSON.stringify({ createdBy: { uniqueName: HOSTILE } })]] } };
  for (const service of Object.keys(SERVICES)) {
    const { place, run } = await runner(t, service);
    const { code, calls, printed } = await run("Check", {}, author);
    assert.equal(code, 0, `${service}: ${printed}`);
    const { words } = calls.find((call) => call.name === "connectory");
    assert.deepEqual(words.slice(0, 6), ["check", "--registry", "data/plant registry", "--since", `origin/${HOSTILE}`, `--actor=${HOSTILE}`]);
    assert.ok(words.includes("human"), service);
    assert.ok(words.some((word) => /^markdown=.*comment\.md$/.test(word)), service);
    await assert.rejects(readFile(path.join(place, "no")), service);
  }
});

test("findings fail the check, and no author is no check", async (t) => {
  const author = { curl: { say: [["pullRequests/7", JSON.stringify({ createdBy: { uniqueName: "ann" } })]] } };
  for (const service of Object.keys(SERVICES)) {
    const { run } = await runner(t, service);
    assert.equal((await run("Check", {}, { ...author, connectory: { fail: 1 } })).code, 1, service);
  }
  const { run } = await runner(t, "azure");
  const nobody = await run("Check", {}, { curl: { say: [["pullRequests/7", "{}"]] } });
  assert.notEqual(nobody.code, 0);
  assert.ok(!nobody.calls.some((call) => call.name === "connectory"));
});

test("only a full commit id is built, where nothing is there, and away from the pull request", async (t) => {
  for (const service of Object.keys(SERVICES)) {
    const { place, run } = await runner(t, service);
    const source = "https://example.com/acme/connectory.git";
    const build = (revision) => run("Build", { CONNECTORY_REPOSITORY: source, CONNECTORY_REVISION: revision });
    assert.deepEqual((await build(COMMIT)).calls, [], `${service}: it is there already`);
    await rm(path.join(place, "bin/connectory"));
    for (const bad of ["", "main", "v1.0", COMMIT.slice(1)]) {
      const refused = await build(bad);
      assert.deepEqual([refused.code, refused.calls], [2, []], `${service}: ${bad}`);
      assert.match(refused.printed, /CONNECTORY_REVISION \(a full commit id\) is not set/);
    }
    const built = await build(COMMIT);
    const [{ name, words, folder: where }] = built.calls;
    assert.equal(name, "cargo");
    assert.notEqual(where, place, service);
    assert.deepEqual(words.filter((word) => word === source || word === COMMIT), [source, COMMIT]);
    assert.ok(words.includes("--locked"));
    const failed = await run("Build", { CONNECTORY_REPOSITORY: source, CONNECTORY_REVISION: COMMIT }, { cargo: { fail: 101 } });
    assert.equal(failed.code, 101, service);
    const [, root] = words.join(" ").match(/--root (\S+)/) ?? [];
    // Where the next step finds it. In GitLab's image cargo's own folder is on the path.
    if (service === "github") assert.equal(await readFile(path.join(place, "path"), "utf8"), `${root}/bin\n`);
    if (service === "azure") assert.ok(built.printed.includes(`##vso[task.prependpath]${root}/bin\n`), built.printed);
  }
});

/** How each service lists comments, and how it is told of one. */
const COMMENTS = {
  github: {
    program: "gh",
    none: [["comments?", "[]"]],
    one: [["comments?", JSON.stringify([
      { id: 1, user: { login: "ann" }, body: `quotes ${MARK}` },
      { id: 42, user: { login: "github-actions[bot]" }, body: COMMENT },
      { id: 43, user: { login: "github-actions[bot]" }, body: COMMENT },
    ])]],
    created: ["POST", "repos/acme/plant/issues/7/comments"],
    updated: ["PATCH", "repos/acme/plant/issues/comments/42"],
  },
  azure: {
    program: "curl",
    none: [["threads?", JSON.stringify({ value: [{ id: 1, comments: [{ id: 1, content: "hello" }] }, { id: 2, comments: [] }] })]],
    one: [["threads?", JSON.stringify({ value: [{ id: 2, comments: [{ id: 1 }] }, { id: 5, comments: [{ id: 3, content: COMMENT }] }] })]],
    created: ["POST", "https://dev.azure.com/acme/p/_apis/git/repositories/r/pullRequests/7/threads?api-version=7.1"],
    updated: ["PATCH", "https://dev.azure.com/acme/p/_apis/git/repositories/r/pullRequests/7/threads/5/comments/3?api-version=7.1"],
  },
  gitlab: {
    program: "curl",
    none: [["notes?", JSON.stringify([{ id: 1, body: "hello" }])]],
    one: [["notes?", JSON.stringify([{ id: 1, body: "hello" }, { id: 42, body: COMMENT }, { id: 43, body: COMMENT }])]],
    created: ["POST", "https://gitlab.com/api/v4/projects/3/merge_requests/7/notes"],
    updated: ["PUT", "https://gitlab.com/api/v4/projects/3/merge_requests/7/notes/42"],
  },
};

test("there is one comment: written first, then kept up to date", async (t) => {
  for (const [service, { program, none, one, created, updated }] of Object.entries(COMMENTS)) {
    for (const [say, [method, address]] of [[none, created], [one, updated]]) {
      const { run } = await runner(t, service);
      const { code, calls, printed } = await run("Comment", {}, { [program]: { say } });
      assert.equal(code, 0, `${service}: ${printed}`);
      const changes = calls.filter(({ words }) => words.includes(method));
      assert.deepEqual([calls.length, changes.length], [2, 1], `${service}: ${JSON.stringify(calls)}`);
      assert.ok(changes[0].words.includes(address), JSON.stringify(changes[0].words));
      if (service === "azure") {
        const told = JSON.parse(changes[0].given);
        assert.equal(told.content ?? told.comments[0].content, COMMENT);
      } else {
        assert.ok(changes[0].words.some((word) => /^body[=@]@?.*comment\.md$/.test(word)), service);
      }
    }
  }
});

test("where no comment can be written the run says so and does not fail", async (t) => {
  for (const [service, { program }] of Object.entries(COMMENTS)) {
    const { run } = await runner(t, service);
    const failed = await run("Comment", {}, { [program]: { fail: 22 } });
    assert.equal(failed.code, 0, `${service}: ${failed.printed}`);
    assert.match(failed.printed, /the comment could not be written/);
    const without = await runner(t, service, "");
    const none = await without.run("Comment");
    assert.deepEqual([none.code, none.calls], [0, []], service);
    assert.match(none.printed, /no comment: the check wrote none/);
  }
  const fork = await runner(t, "github");
  const { code, calls, printed } = await fork.run("Comment", { HEAD: "stranger/plant" });
  assert.deepEqual([code, calls], [0, []]);
  assert.match(printed, /::notice::no comment: a pull request from a fork/);
  assert.equal(await readFile(path.join(fork.place, "summary"), "utf8"), COMMENT);
  const gitlab = await runner(t, "gitlab");
  const withoutToken = await gitlab.run("Comment", { CONNECTORY_TOKEN: "" });
  assert.deepEqual([withoutToken.code, withoutToken.calls], [0, []]);
  assert.match(withoutToken.printed, /CONNECTORY_TOKEN is not set/);
});
