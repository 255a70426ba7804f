"""What is promised, line by line, and how the samples of a run compare with it.

A ratio is taken within a round, so that both runs met the same machine; what is told is the median of the rounds, with the least and
the most.
"""

import statistics
from dataclasses import dataclass

from peers import EARLIER, EARLIER_MEMORY


@dataclass
class Line:
    """What was measured: `ours` against `theirs`, by time or memory; or, without `theirs`, a fact of that name."""

    what: str
    ours: str
    theirs: str = None
    most: float = None
    least: float = None
    of: str = "wall"
    unit: str = ""
    digits: int = 2


LINES = [
    Line("full build, nothing kept / floor", "build", "floor", most=1.2),
    Line("Zola, YAML / full build, nothing kept", "zola-yaml", "build", least=4),
    Line("Zola, TOML / full build, nothing kept", "zola-toml", "build"),
    Line("Hugo, YAML / full build, nothing kept", "hugo-yaml", "build", least=12),
    Line("Hugo, JSON / full build, nothing kept", "hugo-json", "build", least=5),
    Line("full build, nothing kept / writing the same files and bytes", "build", "write"),
    Line("full build, facts cached / floor", "build-cached", "floor", most=0.8),
    Line("build after one connector's YAML changed / walk, stat and read of the YAML", "build-changed", "read", most=3),
    Line("build after one connector's YAML changed / full build", "build-changed", "build", most=0.05, digits=3),
    Line("build after nothing changed / walk and stat", "build-unchanged", "walk", most=2),
    Line("files written after nothing changed", "written", most=0, unit="files", digits=0),
    Line("check, cold / SHA-256 of the packages and plain parse of the YAML", "check", "floor-check", most=1.5),
    Line("check, cold / `sha256sum` over the packages", "check", "sha256sum", most=1),
    Line("check, warm / walk, stat and read of the YAML", "check-warm", "read", most=2),
    Line("check --since, one connector changed / opening the repository and comparing the trees", "since", "diff", most=2),
    Line("check --since, one connector changed", "since", most=150, unit="ms", digits=0),
    Line("check --since --rev HEAD, nothing kept / comparing the trees", "since-commits", "diff"),
    Line("from saving a file to the page that `serve` shows, after the debounce, p50", "served", most=100, unit="ms", digits=0),
    Line("the same, p99", "served-slow", most=300, unit="ms", digits=0),
    Line("memory of `serve` afterwards", "served-memory", most=150, unit="MB", digits=0),
    Line("peak memory, full build", "build", most=200, of="memory", unit="MB", digits=0),
    Line("peak memory, Zola, YAML / full build", "zola-yaml", "build", least=12, of="memory"),
    Line("peak memory, Hugo, YAML / full build", "hugo-yaml", "build", least=25, of="memory"),
    Line("growth: time per version, all connectors / a tenth of them", "build", "build-tenth", most=1.2),
    Line("growth: memory per version, all connectors / a tenth of them", "build", "build-tenth", most=1.2, of="memory"),
    Line("files of the site per version", "files", most=4),
    Line("HTML of a version's page, median", "page", most=12, unit="KB", digits=1),
    Line("first search query: transferred", "search-bytes", most=150, unit="KB", digits=0),
    Line("first search query: answered, once loaded", "search-time", most=50, unit="ms", digits=1),
    Line("facts of one package of a megabyte (sbom) / `sha256sum`", "sbom", "sha256sum-package", most=3),
    Line("start of connectory / `true`", "start", "true"),
]


def spread(values, digits):
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def amounts(line, name, samples):
    """One number of each round: seconds, or MB."""
    return [getattr(sample, line.of) for sample in samples.get(name, [])]


def values_of(line, samples, facts, per_version):
    ours = amounts(line, line.ours, samples)
    if line.theirs is None:
        if line.ours in facts:
            return facts[line.ours]
        return [amount * (1000 if line.unit == "ms" else 1) for amount in ours]
    theirs = amounts(line, line.theirs, samples)
    factor = per_version if line.what.startswith("growth") else 1
    return [one / other * factor for one, other in zip(ours, theirs)]


def seconds(line, name, samples):
    if name is None or name not in samples or line.unit:
        return ""
    if line.of == "memory":
        return spread(amounts(line, name, samples), 0) + " MB"
    times = amounts(line, name, samples)
    return spread(times, 2) + " s" if statistics.median(times) >= 0.5 else spread([one * 1000 for one in times], 1) + " ms"


def elsewhere(line, samples):
    """What a peer that was not run needed earlier, and what its time comes to by the ratio to the floor."""
    if line.of == "memory":
        return f"; earlier, elsewhere: {EARLIER_MEMORY[line.ours]:,} MB"
    told = f"; earlier, elsewhere: {EARLIER[line.ours]} times the floor's time"
    if "build" in samples and "floor" in samples:
        floors = statistics.median(one.wall / other.wall for one, other in zip(samples["build"], samples["floor"]))
        told += f", which would be {EARLIER[line.ours] / floors:.1f}"
    return told


def row(line, samples, facts, per_version, missing):
    target = f"at most {line.most:g}" if line.most is not None else f"at least {line.least:g}" if line.least is not None else ""
    target += f" {line.unit}" if line.unit and target else ""
    values = values_of(line, samples, facts, per_version)
    if not values:
        why = next((missing[name] for name in (line.ours, line.theirs) if name in missing), "not asked for")
        told = elsewhere(line, samples) if line.ours in missing and line.ours in EARLIER else ""
        return f"| {line.what} | {why}{told} | {target} | | | |"
    middle = statistics.median(values)
    holds = line.least is None or middle >= line.least
    holds = holds and (line.most is None or middle <= line.most)
    verdict = "" if not target else "yes" if holds else "**no**"
    told = spread(values, line.digits) + (f" {line.unit}" if line.unit else "")
    return f"| {line.what} | {told} | {target} | {verdict} | {seconds(line, line.ours, samples)} | {seconds(line, line.theirs, samples)} |"


def ratios(samples, facts, per_version, missing):
    """The table as Markdown. In `missing` stands why a case was not measured."""
    head = "| what | ratio or value: median (least-most) | target | holds | first | second |\n| --- | --- | --- | --- | --- | --- |"
    return "\n".join([head, *(row(line, samples, facts, per_version, missing) for line in LINES)])


def outputs(counts):
    """What each generator made, and with how much memory."""
    head = "| output | pages | bytes of pages | all files | all bytes |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *(f"| {name} | {one.pages:,} | {one.page_bytes:,} | {one.files:,} | {one.bytes:,} |" for name, one in counts.items())])


def between(text, markers, inside):
    """`text` with what lies between the two marker lines replaced."""
    begin, end = markers
    before, found, rest = text.partition(begin)
    _, also, after = rest.partition(end)
    if not found or not also:
        raise SystemExit(f"tests/bench: BENCHMARKS.md has no `{begin}` and `{end}`")
    return f"{before}{begin}\n{inside}\n{end}{after}"
