"""h2load, which speaks HTTP/1.1 and HTTP/2, with TLS and without, and asks as wrk does: again as soon as it was answered."""

import re

import runs

# What an ordinary HTTP/1.1 request is loaded with, and what HTTP/2.
HTTP1, HTTP2 = ("--h1",), ()


def run(url, count, connections, streams, protocol, folder, length, **settings):
    """Asks `count` times, with so many requests at once on each connection, and insists on `length` octets in each body."""
    log, body = folder / "h2load.log", folder / "h2load.body"
    log.unlink(missing_ok=True)
    words = ["h2load", *protocol, "--threads", "1", "--clients", connections, "--max-concurrent-streams", streams]
    words += ["--requests", count, "--log-file", log]
    for name, header in (("CONTENT_TYPE", "content-type"), ("AUTHORIZATION", "authorization")):
        if name in settings:
            words += ["--header", f"{header}: {settings[name]}"]
    if "BODY" in settings:
        body.write_text(settings["BODY"])
        words += ["--data", body]
    done = runs.execute([*words, url], {})
    took = re.search(r"finished in ([\d.]+)(ms|us|s|m)\b", done.stdout)
    data = re.search(r"\((\d+)\) data", done.stdout)
    answered = re.search(r"status codes: (\d+) 2xx", done.stdout)
    if not (took and data and answered and log.exists()):
        raise runs.failure(words, done)
    seconds = float(took[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[took[2]]
    latencies = [int(line.split("\t")[2]) / 1000 for line in log.read_text().splitlines()]
    good, octets = int(answered[1]), int(data[1])
    wrong = 0 if octets == good * length else 1
    complaint = f"{good} of {count} were answered well, with {octets} octets where {good * length} are right"
    errors = count - good + wrong
    return runs.Run.of(latencies, seconds, errors, complaint if errors else "")
