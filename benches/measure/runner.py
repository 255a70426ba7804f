"""Runs commands in turn and says what each needed.

1. Every round runs every command once, so that a busy moment of the machine meets all of them. The first round warms up and does not
   count.
2. What a command needs before it (an output folder removed, a file changed) is done before the clock starts, then everything is
   written to the disk, and the machine is waited for until nothing else runs.
3. CPU and the most memory come from the kernel, of the process and of those it waited for.
"""

import os
import subprocess
import time
from dataclasses import dataclass, field

TICKS = os.sysconf("SC_CLK_TCK")
QUIET = 0.12  # of a processor


@dataclass
class Case:
    """A command, and what is done around it without being counted."""

    name: str
    command: list
    prepare: object = None
    after: object = None
    folder: str = None
    environment: dict = field(default_factory=dict)
    expect: tuple = (0,)


@dataclass
class Sample:
    """What one run needed, in seconds and MB; `other` is how much of a processor everything else used."""

    wall: float
    cpu: float
    memory: float
    other: float
    said: str


def busy_and_idle():
    """Ticks of all processors since the machine began."""
    with open("/proc/stat") as stat:
        ticks = [int(word) for word in stat.readline().split()[1:]]
    return sum(ticks[0:3]) + sum(ticks[5:8]), ticks[3] + ticks[4]


def wait_until_quiet(most):
    """Waits at most so many seconds until nothing else runs; whether it came to that."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        before = busy_and_idle()
        time.sleep(0.5)
        busy, idle = (now - then for now, then in zip(busy_and_idle(), before))
        if busy / max(1, busy + idle) * os.cpu_count() < QUIET:
            return True
    return False


def run_once(case, log):
    """Runs the command; its output goes into the file `log`."""
    before = busy_and_idle()[0]
    with open(log, "w+") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            case.command, cwd=case.folder, env={**os.environ, **case.environment}, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    if process.returncode not in case.expect:
        raise SystemExit(f"tests/bench: {case.name}: exit code {process.returncode}: {' '.join(map(str, case.command))}\n{said[-1000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    other = ((busy_and_idle()[0] - before) / TICKS - cpu) / wall
    return Sample(wall, cpu, usage.ru_maxrss / 1024, max(0.0, other), said.strip().rpartition("\n")[2])


def in_turn(cases, runs, warm_ups, patience, log, tell):
    """The samples of every case by its name, and how many runs the machine was not quiet for."""
    samples = {case.name: [] for case in cases}
    restless = 0
    for turn in range(-warm_ups, runs):
        for case in cases:
            if case.prepare:
                case.prepare()
            os.sync()
            quiet = wait_until_quiet(patience) if patience else True
            sample = run_once(case, log)
            if case.after:
                case.after()
            if turn >= 0:
                samples[case.name].append(sample)
                restless += not quiet
            tell(f"{'warm-up' if turn < 0 else f'run {turn + 1}'}: {case.name} {sample.wall:.3f} s, {sample.memory:.0f} MB, {sample.said[:90]}")
    return samples, restless
