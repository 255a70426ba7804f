"""What is run: connectory, the floor programs, and the peers, each with what is done around it.

Everything lies in one work folder: the registry with its repository, a tenth of it, a copy in which one connector is edited (the
same files by hard links), contents and outputs of the peers, caches.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
from dataclasses import dataclass

import content
import peers
import served
from runner import Case

AS_OF = ["--as-of", "2026-11-19"]
NO_CACHE = "this connectory keeps no cache"
# What is asked for by --only, and what that takes.
GROUPS = {
    "build": ["build", "floor", "write"],
    "cached": ["build-cached", "floor"],
    "changed": ["build-changed", "read", "build"],
    "unchanged": ["build-unchanged", "walk"],
    "check": ["check", "floor-check", "sha256sum"],
    "warm": ["check-warm", "read"],
    "since": ["since", "since-commits", "diff"],
    "growth": ["build", "build-tenth"],
    "serve": [],
    "site": [],
    "sbom": ["sbom", "sha256sum-package", "start", "true"],
    "peers": ["build", "floor", "zola-yaml", "zola-toml", "hugo-yaml", "hugo-json"],
}
# Those that make pages of the peers' content.
PAGES = ("floor", "zola-yaml", "zola-toml", "hugo-yaml", "hugo-json")
# Those take milliseconds, and are run more often.
SHORT = GROUPS["sbom"]


@dataclass
class Count:
    """What lies in a folder."""

    files: int = 0
    bytes: int = 0
    pages: int = 0
    page_bytes: int = 0


def count(folder):
    found = Count()
    for place, _, names in os.walk(folder):
        for name in names:
            size = os.path.getsize(os.path.join(place, name))
            found.files, found.bytes = found.files + 1, found.bytes + size
            if name.endswith(".html"):
                found.pages, found.page_bytes = found.pages + 1, found.page_bytes + size
    return found


def git(folder, *words):
    environment = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
    environment |= {f"GIT_{who}_DATE": "2026-11-18T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"]
    subprocess.run(["git", "-C", folder, *who, *words], env=environment, check=True, stdout=subprocess.DEVNULL)


class Work:
    """The work folder, the programs, and what was found out beside the times."""

    def __init__(self, root, connectors, tell):
        self.root, self.connectors, self.tell = root, connectors, tell
        self.target = root / "target"
        self.release = self.target / "release"
        self.folder = self.target / "bench"
        self.program = self.release / "connectory"
        self.facts, self.counts, self.missing = {}, {}, {}
        helps = [subprocess.run([self.program, word, "--help"], capture_output=True, text=True).stdout for word in ("build", "check")]
        self.keeps = all("--no-cache" in text for text in helps)
        self.cold = ["--no-cache"] if self.keeps else []

    def begin(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        make = self.release / "examples" / "make-registry"
        self.tell(f"making a registry of {self.connectors} connectors")
        subprocess.run([make, "--git", str(self.connectors), self.registry], check=True)
        # One connector changes in the last commit.
        with open(self.one(self.registry).parent / "help.md", "a") as text:
            text.write("\nMore.\n")
        git(self.registry, "commit", "--quiet", "-a", "-m", "One connector")

    @property
    def registry(self):
        return self.folder / "registry"

    def one(self, registry):
        """The connector that is edited."""
        return registry / "connectors" / "group-0" / f"connector-{min(7, self.connectors - 1)}" / "connector.yaml"

    def floor(self, *words):
        return [self.release / "floor", *words]

    def build(self, out, *words, registry=None):
        return [self.program, "build", "--registry", registry or self.registry, "--out", out, "--no-bundles", *AS_OF, *words]

    def check(self, *words):
        return [self.program, "check", "--registry", self.registry, *AS_OF, *words]

    def fresh(self, name, command, **more):
        """A case whose output folder is new every time."""
        out = self.folder / f"out-{name}"
        remove = lambda: shutil.rmtree(out, ignore_errors=True)

        def after():
            if name not in self.counts and name in PAGES:
                self.counts[name] = count(out)
            remove()

        return Case(name, [out if word == "OUT" else word for word in command], prepare=remove, after=after, **more)

    def warmed(self, name, command, prepare=None):
        """A case with a cache of its own, which one run filled; its output folder stays."""
        environment = {"CONNECTORY_CACHE": str(self.folder / f"cache-{name}")}
        self.tell(f"first run of {name}")
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(f"tests/bench: {name}: {done.stderr[-1000:]}")
        return Case(name, command, prepare=prepare, environment=environment, expect=(0, 1))

    def case(self, name):
        """The case of that name; None, with the reason in `missing`, where it cannot be run."""
        makers = {
            "build": lambda: self.fresh(name, self.build("OUT", *self.cold), expect=(0, 1)),
            "build-tenth": self.tenth,
            "build-cached": self.cached,
            "build-changed": self.changed,
            "build-unchanged": lambda: self.warmed(name, self.build(self.site())),
            "check": lambda: Case(name, self.check(*self.cold), expect=(0, 1)),
            "check-warm": lambda: self.warmed(name, self.check()) if self.keeps else NO_CACHE,
            "since": lambda: self.warmed(name, self.check("--since", "HEAD~1")),
            "since-commits": lambda: Case(name, self.check("--since", "HEAD~1", "--rev", "HEAD", *self.cold), expect=(0, 1)),
            "floor": lambda: self.fresh(name, self.floor("build", self.content("hugo", "yaml"), "OUT")),
            "write": lambda: self.fresh(name, self.floor("write", self.site(), "OUT")),
            "floor-check": lambda: Case(name, self.floor("check", self.registry)),
            "walk": lambda: Case(name, self.floor("walk", self.registry)),
            "read": lambda: Case(name, self.floor("read", self.registry)),
            "diff": lambda: Case(name, self.floor("diff", self.registry)),
            "sha256sum": lambda: Case(name, ["bash", "-c", f"find '{self.registry}' -name '*.xmp' -print0 | xargs -0 sha256sum >/dev/null"]),
            "sbom": lambda: self.of_package(lambda package: [self.program, "sbom", package], name),
            "sha256sum-package": lambda: self.of_package(lambda package: ["sha256sum", package], name),
            "start": lambda: Case(name, [self.program, "--version"]),
            "true": lambda: Case(name, ["true"]),
        }
        made = makers[name]() if name in makers else self.peer(*name.split("-"))
        if isinstance(made, str):
            self.missing[name] = made
            return None
        return made

    def site(self):
        """The site that stays, built once."""
        site = self.folder / "site"
        if not site.exists():
            self.tell("building the site that stays")
            subprocess.run(self.build(site), env={**os.environ, "CONNECTORY_CACHE": str(self.folder / "cache-site")}, capture_output=True)
        return site

    def tenth(self):
        registry = self.folder / "registry-tenth"
        if not registry.exists():
            make = self.release / "examples" / "make-registry"
            subprocess.run([make, "--git", str(max(1, self.connectors // 10)), registry], check=True)
        return self.fresh("build-tenth", self.build("OUT", *self.cold, registry=registry), expect=(0, 1))

    def cached(self):
        if not self.keeps:
            return NO_CACHE
        case = self.fresh("build-cached", self.build("OUT"), expect=(0, 1))
        warm = self.warmed("build-cached", case.command)
        case.environment = warm.environment
        return case

    def changed(self):
        registry, edits = self.copy("changed"), [0]

        def edit():
            edits[0] += 1
            self.describe(registry, f"Edit {edits[0]}.")

        return self.warmed("build-changed", self.build(self.folder / "site-changed", registry=registry), prepare=edit)

    def copy(self, name):
        """The registry once more, of the same files."""
        registry = self.folder / f"registry-{name}"
        subprocess.run(["cp", "-al", self.registry, registry], check=True)
        return registry

    def describe(self, registry, words):
        """Gives one connector of a copy another description, in a file of its own."""
        yaml = self.one(registry)
        lines = [f"description: {words}" if line.startswith("description:") else line for line in yaml.read_text().splitlines()]
        beside = self.folder / "connector.yaml"
        beside.write_text("\n".join(lines) + "\n")
        beside.rename(yaml)

    def serve(self):
        """How soon a saved file is served."""
        registry = self.copy("served")
        command = [self.program, "serve", "--registry", registry, "--port", "0", "--no-bundles", *AS_OF]
        environment = {**os.environ, "CONNECTORY_CACHE": str(self.folder / "cache-served")}
        address = f"/connectors/{self.one(registry).parent.name}.html"
        times, memory = served.measure(command, environment, self.folder / "log-served", address, lambda words: self.describe(registry, words))
        self.facts["served"], self.facts["served-memory"] = times, [memory]
        self.facts["served-slow"] = [sorted(times)[int(len(times) * 0.99)]]

    def content(self, tool, form):
        folder = self.folder / f"content-{tool}-{form}"
        if not folder.exists():
            self.tell(f"writing the content for {tool}, {form}")
            content.write(self.connectors, folder, tool, form)
        return folder

    def peer(self, tool, form):
        program, why = {"hugo": peers.hugo, "zola": peers.zola}[tool](self.target)
        if program is None:
            self.missing[tool] = why
            return "not run here"
        self.facts.setdefault("programs", []).append(peers.version(program))
        return self.fresh(f"{tool}-{form}", peers.command(tool, program, self.content(tool, form), "OUT"))

    def of_package(self, command, name):
        found = sorted(pathlib.Path("/usr/lib/mono").rglob("System.Core.dll"))
        assembly = next((path for path in found if 900_000 < path.stat().st_size < 2_000_000), None)
        if assembly is None:
            return "no System.Core.dll to make a package of: apt-get install libmono-system-core4.0-cil"
        source, package = self.folder / "package", self.folder / "package.xmp"
        if not package.exists():
            source.mkdir()
            shutil.copy(assembly, source)
            (source / "package.yaml").write_text(
                'schema: 1\nid: 943b64d8-cb48-4b42-b7b3-8432f12f2059\nname: Bench\nversion: "1.0"\n'
                "entry_point: System.Linq.Enumerable\nreferences:\n  - { plug_in: System.Core.dll }\n"
            )
            subprocess.run([self.program, "pack", source, "--out", package], check=True, capture_output=True)
        return Case(name, command(package))

    def look_at_site(self):
        """Finds out what is no matter of time."""
        site = self.site()
        found = self.counts["connectory"] = count(site)
        self.facts["files"] = [found.files / (5 * self.connectors)]
        pages = [path.stat().st_size / 1000 for path in site.glob("connectors/*/1.[0-9]*.html")]
        self.facts["page"] = [statistics.median(pages), min(pages), max(pages)]
        self.comparable(len(pages))
        name = self.one(self.registry).read_text().split("name: ")[1].split("\n")[0]
        queries = [name.split()[0], name, "b", "co", name[1] + name[0] + name[2:6]]
        if shutil.which("node") is None:
            self.missing["search-bytes"] = self.missing["search-time"] = "no node"
            return
        script = pathlib.Path(__file__).parent / "search.mjs"
        said = subprocess.run(["node", script, site, *queries], capture_output=True, text=True, check=True).stdout
        most = json.loads(said)
        self.facts["search-bytes"], self.facts["search-time"] = [most["bytes"] / 1000], [most["milliseconds"]]

    def comparable(self, version_pages):
        """Whether all made the pages that they should, of about as many bytes."""
        expected = 6 * self.connectors + self.connectors // 2
        of_peers = {name: one for name, one in self.counts.items() if name in PAGES}
        for name, one in of_peers.items():
            if not expected < one.pages <= expected + 12:
                raise SystemExit(f"tests/bench: {name} made {one.pages} pages, expected {expected} and a few")
            usual = statistics.median(other.page_bytes for other in of_peers.values())
            if abs(one.page_bytes / usual - 1) > 0.1:
                raise SystemExit(f"tests/bench: the pages of {name} have {one.page_bytes} bytes, those of the others {usual:.0f}")
        if version_pages != 5 * self.connectors or self.counts["connectory"].pages < expected:
            raise SystemExit(f"tests/bench: connectory made {version_pages} pages of versions, expected {5 * self.connectors}")
