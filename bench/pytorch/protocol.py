"""The child's side of bench/protocol.ts: a line asks for some milliseconds of steps, a line of JSON answers."""
import json
import math
import resource
import sys
import time

import torch


def serve(step):
    say({"versions": {"torch": torch.__version__}})
    for line in sys.stdin:
        began, worked = time.perf_counter(), time.process_time()
        steps, bound = 0, 0.0
        while steps < 2 or time.perf_counter() - began < int(line) / 1000:
            bound += step()
            steps += 1
        if not math.isfinite(bound):
            sys.exit("error: the bound is not finite")
        ms = (time.perf_counter() - began) / steps * 1000
        cpu = (time.process_time() - worked) / steps * 1000
        say({"ms": ms, "cpu": cpu, "bound": bound / steps, "megabytes": peak_megabytes()})


def say(message):
    print(json.dumps(message), flush=True)


def peak_megabytes():
    """Largest resident memory. On Linux not ru_maxrss, which starts at what the parent held when it forked."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024 / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
