"""Strangers who hold connections open keep nobody out, and cost nothing."""

import os
import resource
import socket
import time
from contextlib import ExitStack

from cardea.waiting import eventually

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def connect(server, source="127.0.0.1"):
    return socket.create_connection(server.address, timeout=10, source_address=(source, 0))


def is_answered(server, source="127.0.0.1"):
    with connect(server, source) as connection:
        connection.sendall(REQUEST)
        return connection.recv(4096).startswith(b"HTTP/1.1 200 ")


def processor_time(server):
    """Seconds that the process has computed."""
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
        user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_one_network_has_its_bound_and_others_do_not_notice(start):
    server = start(environment={"CARDEA_HTTP_CONNECTIONS_PER_NETWORK": "20"})
    with ExitStack() as stack:
        held = [stack.enter_context(connect(server)) for _ in range(100)]
        assert is_answered(server, source="127.0.0.2")
        assert is_answered(server), "the oldest idle one gave way"
        held[0].settimeout(5)
        assert held[0].recv(1) == b"", "the first was closed"
        held[-1].sendall(REQUEST)
        assert held[-1].recv(4096).startswith(b"HTTP/1.1 200 ")


def test_without_files_the_server_waits_without_spinning_and_recovers_by_itself(start):
    server = start()
    assert is_answered(server)
    pid = server.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    open_files = len(os.listdir(f"/proc/{pid}/fd"))
    with ExitStack() as stack:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (open_files + 5, before[1]))
        for _ in range(40):
            stack.enter_context(connect(server))
        began = processor_time(server)
        time.sleep(1)
        spent = processor_time(server) - began
        assert spent < 0.5, f"{spent} s of one second went into accepting nothing"
        assert is_answered(server), "idle connections make room, one after the other"
        eventually(lambda: "no more files" in server.log())
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    assert is_answered(server)
