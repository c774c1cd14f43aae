"""One kind of request over few and many connections."""

import report
from place import say
from workloads import service

COUNTS = (1, 16, 64, 256, 1000)
TITLE = "Connections"
TEXT = (
    "client_credentials, ES256, against the floor's `/token` over as many connections, which wrk keeps busy each. The bound of"
    " connections for one network is lifted (`http.connections_per_network`)."
)


def measure(place):
    results = []
    ask = service("ES256")
    for count in COUNTS:
        result = report.Result(f"{count:,} connection{'s' if count > 1 else ''}", "/token")
        for _ in range(place.options.rounds):
            run = ask.prepare(place.material, count)
            place.in_turns(result, run, lambda seconds: place.floor.load("/token", seconds, count))
        say(f"  {result}")
        results.append(result)
    return report.Section(
        TITLE, [f"## {TITLE}", TEXT], report.HEADER, results, report.Result.row,
        caption="client_credentials: a part of the floor's requests a second", bar=report.Result.bar,
    )  # fmt: skip
