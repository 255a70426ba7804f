// A Git repository that holds a registry, independent of this machine's Git settings.

import { mkdir } from "node:fs/promises";
import path from "node:path";

import { run } from "./connectory.mjs";

const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_AUTHOR_DATE: "2026-11-01T12:00:00Z",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
  GIT_COMMITTER_DATE: "2026-11-01T12:00:00Z",
};

export class Repository {
  constructor(folder) {
    this.folder = folder;
    this.registry = path.join(folder, "registry");
  }

  /** Makes an empty repository in a folder `repository` of `parent`. */
  static async make(parent) {
    const repository = new Repository(path.join(parent, "repository"));
    await mkdir(repository.registry, { recursive: true });
    await repository.git("init", "--quiet", "--initial-branch=main");
    // Nothing may go on in the background while a test removes the folder.
    await repository.git("config", "gc.auto", "0");
    return repository;
  }

  git(...words) {
    return run("git", words, { cwd: this.folder, env: ENVIRONMENT });
  }

  /** Commits everything as it lies there and calls the commit `tag`. */
  async commit(tag) {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--no-gpg-sign", "--message", tag);
    await this.git("tag", tag);
  }
}
