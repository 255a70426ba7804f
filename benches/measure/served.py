"""How soon `connectory serve` shows what was saved: from the end of the save until the page has the new words.

1. The server follows a copy of the registry; each save is a new description of one connector, written beside and renamed.
2. The page is asked for again and again until it has it. The time that the server waits for a burst of changes to end is taken off.
"""

import http.client
import re
import subprocess
import time

SAVES = 40
# src/daemon/debounce.rs: how long nothing has to change before it looks.
DEBOUNCE = 0.3
PATIENCE = 600


def page(port, address):
    """The page's text; nothing while the server does not answer."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", address)
        return connection.getresponse().read().decode(errors="replace")
    except OSError:
        return ""
    finally:
        connection.close()


def wait_for(words, port, address):
    until = time.monotonic() + PATIENCE
    while words not in page(port, address):
        if time.monotonic() > until:
            raise SystemExit(f"tests/bench: {address} did not show `{words}` within {PATIENCE} s")
        time.sleep(0.002)


def port_of(log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text())
        if found:
            return int(found[1])
        time.sleep(0.05)
    raise SystemExit(f"tests/bench: serve told no address: {log.read_text()[-500:]}")


def measure(command, environment, log, address, save):
    """Milliseconds of each save, and the MB that the server has in the end; `save` writes a description."""
    with open(log, "w") as output:
        server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        port = port_of(log)
        wait_for("<h1", port, address)
        times = []
        for turn in range(SAVES):
            words = f"Saved the {turn}th time"
            time.sleep(2 * DEBOUNCE)
            save(words)
            began = time.monotonic()
            wait_for(words, port, address)
            times.append(max(0.0, time.monotonic() - began - DEBOUNCE) * 1000)
        with open(f"/proc/{server.pid}/status") as status:
            memory = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
        return times, memory
    finally:
        server.terminate()
        server.wait()
