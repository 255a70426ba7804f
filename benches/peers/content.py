"""The content that peers get: as many connectors, versions and applications as the registry has, with as much text.

The same number gives the same bytes. All tools make the same pages of it: /connectors/SLUG/, /connectors/SLUG/VERSION/,
/applications/SLUG/, /categories/NAME/ and the start page.
"""

import hashlib
import json
import pathlib
import random
import shutil

WORDS = (
    "order invoice ledger batch queue record customer vendor payload token session schedule archive mailbox folder column row report "
    "export import sync lookup filter cursor page retry timeout endpoint tenant region bucket object field schema mapping trigger action "
    "flow process robot runtime server cluster channel message event stream ticket case account contact asset device sensor driver "
    "adapter bridge proxy gateway secret key certificate policy role group user owner editor viewer audit trace metric"
).split()
CATEGORIES = "crm erp databases mail files messaging identity finance analytics utilities".split()
TYPES = "String Int32 Boolean SecureString Enum Duration Uri".split()
DEFAULTS = ["", "30", "true", "default", "https://example.test/api"]
VERSIONS = ["1.0.0", "1.1.0", "1.2.0", "2.0.0", "2.1.0"]


def words(dice, count):
    return " ".join(dice.choices(WORDS, k=count))


def sentence(dice, count):
    text = words(dice, count)
    return text[0].upper() + text[1:] + "."


def help_text(dice, title):
    """About 40 lines, about 2 KB."""
    word = lambda: dice.choice(WORDS)
    lines = [f"## Using {title}", "", sentence(dice, 14) + " See the [guide](/guide/) & the *notes*.", sentence(dice, 12), "", "### Prerequisites", ""]
    lines += [f"- **{word()}**: {words(dice, 7)} `{word()}.{word()}`" for _ in range(5)]
    lines += ["", "### Example", "", "```", f"connect --tenant {word()} --mode <{word()}>"]
    lines += [f'  set {word()}.{word()} = "{words(dice, 3)}"' for _ in range(4)]
    lines += ["```", "", "### Limits", "", "| Limit | Value | Note |", "|---|---|---|"]
    lines += [f"| {words(dice, 2)} | {dice.randrange(10, 9999)} | {words(dice, 5)} |" for _ in range(4)]
    lines += ["", "### Troubleshooting", ""]
    lines += [f"{at}. {sentence(dice, 11)}" for at in range(1, 5)]
    lines += ["", sentence(dice, 15), sentence(dice, 13), "", "> " + sentence(dice, 9)]
    return "\n".join(lines) + "\n"


def settings(dice):
    rows = []
    for at in range(15):
        rows.append(
            {
                "name": f"{dice.choice(WORDS).title()}{dice.choice(WORDS).title()}{at}",
                "type": dice.choice(TYPES),
                "required": dice.random() < 0.4,
                "default": dice.choice(DEFAULTS),
                "description": sentence(dice, 8).replace(".", " & <more>.", 1) if at % 7 == 0 else sentence(dice, 9),
            }
        )
    return rows


def versions(dice, slug):
    found = []
    for at, version in enumerate(VERSIONS):
        date = f"20{20 + at}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
        digest = hashlib.sha256(f"{slug}{version}".encode()).hexdigest()
        found.append({"version": version, "date": date, "size": dice.randrange(30_000, 1_000_000), "sha256": digest, "used_by": dice.randrange(0, 40)})
    return found


def pages(connectors):
    """Kind, name, path, front matter and Markdown of every page."""
    slugs = []
    for number in range(connectors):
        dice = random.Random(1_000_003 * (number + 1))
        slug = f"{dice.choice(WORDS)}-{dice.choice(WORDS)}-{number:05d}"
        slugs.append(slug)
        known = versions(dice, slug)
        title = slug.replace("-", " ").title()
        common = {"slug_": slug, "category": CATEGORIES[number % 10], "summary": sentence(dice, 16), "vendor": words(dice, 2).title()}
        front = {"title": title, **common, "latest": known[-1]["version"], "settings": settings(dice), "versions": known}
        yield "connectors", slug, f"connectors/{slug}", front, help_text(dice, title)
        for one in known:
            name = f"{title} {one['version']}"
            own = {"version": one["version"], "released": one["date"], "size": one["size"], "sha256": one["sha256"]}
            front = {"title": name, **common, **own, "settings": settings(dice), "versions": known}
            yield "versions", f"{slug}-{one['version']}", f"connectors/{slug}/{one['version']}", front, help_text(dice, name)
    for number in range(connectors // 2):
        dice = random.Random(77_777 * (number + 1))
        uses = []
        for at in range(15):
            slug = slugs[(number * 31 + at * 17) % connectors]
            uses.append({"connector": slug, "version": dice.choice(VERSIONS), "flows": dice.randrange(1, 30), "owner": words(dice, 2)})
        name = f"app-{number:05d}"
        front = {"title": f"App {words(dice, 2).title()} {number:05d}", "summary": sentence(dice, 16), "owner": words(dice, 2).title(), "uses": uses}
        yield "applications", name, f"applications/{name}", front, help_text(dice, f"App {number:05d}")


def for_hugo(kind, path, front):
    own = {"categories": [front["category"]]} if kind == "connectors" else {}
    return {**front, "url": f"/{path}/", **own}


def for_zola(kind, path, front):
    rest = {name: value for name, value in front.items() if name != "title"}
    own = {"taxonomies": {"categories": [front["category"]]}} if kind == "connectors" else {}
    return {"title": front["title"], "path": path, "template": kind + ".html", **own, "extra": rest}


def scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def rows_of(value):
    return isinstance(value, list) and value and isinstance(value[0], dict)


def yaml(front, indent=""):
    lines = []
    for name, value in front.items():
        if rows_of(value):
            lines.append(f"{indent}{name}:")
            lines += [f"{indent}  - {{" + ", ".join(f"{key}: {scalar(one)}" for key, one in row.items()) + "}" for row in value]
        elif isinstance(value, list):
            lines.append(f"{indent}{name}: [" + ", ".join(map(scalar, value)) + "]")
        elif isinstance(value, dict):
            lines += [f"{indent}{name}:", yaml(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {scalar(value)}")
    return "\n".join(lines)


def toml(front):
    lines, tables = [], []
    for name, value in front.items():
        if isinstance(value, dict):
            tables += [f"[{name}]", toml(value)]
        elif rows_of(value):
            lines.append(f"{name} = [" + ", ".join("{" + ", ".join(f"{key} = {scalar(one)}" for key, one in row.items()) + "}" for row in value) + "]")
        elif isinstance(value, list):
            lines.append(f"{name} = [" + ", ".join(map(scalar, value)) + "]")
        else:
            lines.append(f"{name} = {scalar(value)}")
    return "\n".join(lines + tables)


FORMATS = {
    "yaml": lambda front: f"---\n{yaml(front)}\n---\n",
    "toml": lambda front: f"+++\n{toml(front)}\n+++\n",
    "json": lambda front: json.dumps(front, indent=1) + "\n",
}


def write(connectors, folder, tool, form):
    """Makes a folder from which `tool` (hugo or zola) builds the site; the floor program reads hugo's, in YAML."""
    folder = pathlib.Path(folder)
    shutil.copytree(pathlib.Path(__file__).parent / tool, folder)
    for kind in ("connectors", "versions", "applications"):
        (folder / "content" / kind).mkdir(parents=True)
    fronts = {"hugo": for_hugo, "zola": for_zola}
    for kind, name, path, front, markdown in pages(connectors):
        text = FORMATS[form](fronts[tool](kind, path, front)) + markdown
        (folder / "content" / kind / f"{name}.md").write_text(text)
    if tool == "zola":
        (folder / "content" / "_index.md").write_text('+++\ntitle = "Catalogue"\n+++\n')
        for kind in ("connectors", "versions", "applications"):
            (folder / "content" / kind / "_index.md").write_text(f'+++\ntitle = "{kind}"\nrender = false\n+++\n')
