"""Benchmarks/Pace: asks at a fixed rate, and counts from the moment at which a request was due."""

import runs


def run(binary, port, target, rate, seconds, connections, settings):
    order = {"PORT": port, "TARGET": target, "RATE": f"{rate:.1f}", "SECONDS": seconds, "CONNECTIONS": connections}
    return runs.run([binary], settings | order)
