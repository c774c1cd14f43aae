"""wrk: each connection asks again as soon as it was answered."""

import runs


def run(url, script, seconds, connections, **settings):
    """Runs `script` against `url` for so long, or until its material is used up. `settings` go to it by environment."""
    words = ["wrk", "--threads", "1", "--connections", connections, "--duration", f"{seconds}s"]
    return runs.run([*words, "--timeout", "5s", "--script", script, url], settings)
