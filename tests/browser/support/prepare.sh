# Sourced from tests/browser: a browser, Node, Git, the packages of package-lock.json, and a build of the program.
# PACKAGES may name further Debian packages whose command is called like them; with PYTHON the packages of requirements.txt
# come too, below PYTHON.

refuse() { echo "tests/browser: $*" >&2; exit 2; }

browser() {
    local name
    for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}

missing=()
# Without a font every letter is a box of its own width.
browser >/dev/null || missing+=(chromium fonts-dejavu-core)
for name in git ${PACKAGES[@]+"${PACKAGES[@]}"}; do
    command -v "$name" >/dev/null || missing+=("$name")
done
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
[ -z "${PYTHON:-}" ] || python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
    words=(apt-get install --yes --no-install-recommends "${missing[@]}")
    command -v apt-get >/dev/null || refuse "needs ${missing[*]}, and there is no apt to install them with"
    as=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || refuse "needs ${missing[*]}; run as root: apt-get update && ${words[*]}"
        as=(sudo)
    fi
    echo "tests/browser: installing ${missing[*]}"
    ${as[@]+"${as[@]}"} apt-get update --quiet --quiet &&
        DEBIAN_FRONTEND=noninteractive ${as[@]+"${as[@]}"} "${words[@]}" --quiet --quiet >/dev/null ||
        refuse "could not install ${missing[*]}; try: ${as[*]} apt-get update && ${as[*]} ${words[*]}"
fi

node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 19) ? 0 : 1)' ||
    refuse "Node $(node --version) is too old; 18.19 is the least"

CHROMIUM=$(browser) || refuse "there is still no browser; name one in CHROMIUM"
export CHROMIUM

# What was installed from the same lock file is not fetched again.
if ! cmp --silent package-lock.json node_modules/.from-lock.json; then
    npm ci --no-fund --no-audit --loglevel=error
    cp package-lock.json node_modules/.from-lock.json
fi

if [ -n "${PYTHON:-}" ] && ! cmp --silent requirements.txt "$PYTHON/.from-requirements.txt"; then
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || refuse "$(python3 --version) is too old; 3.11 is the least"
    python3 -m venv --clear "$PYTHON"
    "$PYTHON/bin/pip" --quiet --disable-pip-version-check install --no-deps --requirement requirements.txt
    cp requirements.txt "$PYTHON/.from-requirements.txt"
fi

if [ -z "${CONNECTORY:-}" ]; then
    command -v cargo >/dev/null || refuse "needs Rust: https://rustup.rs"
    cargo build --locked --manifest-path ../../Cargo.toml
fi
