"""The real executable: its commands, and its server as a process of its own."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import threading
import time

import wrk

READY_LINE = b"cardea listening"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Executable:
    """The server, whose `process` is what runs of it. `settings` are those of the configuration, as variables have them;
    without an address of a `database` it makes itself one of SQLite."""

    def __init__(self, binary, data, issuer=None, database=None, **settings):
        self.binary, self.data, self.folder, self.process = binary, data, data.parent, None
        self.database = database
        self.port = free_port()
        scheme = "https" if "TLS_KEY" in settings else "http"
        self.origin = f"{scheme}://127.0.0.1:{self.port}"
        self.issuer = issuer or self.origin
        # A run prepares all its codes before it spends the first, and all connections are of one network.
        settings = {"TOKENS_CODE_LIFETIME": 600, "HTTP_CONNECTIONS_PER_NETWORK": 4096} | settings
        self.environment = os.environ | {f"CARDEA_{name}": str(value) for name, value in settings.items()}

    def copy(self, data, **settings):
        """Another server with what this one has, which does not run now: the same clients, people, tokens and keys."""
        shutil.copytree(self.data, data)
        return Executable(self.binary, data, self.issuer, **settings)

    def command(self, *words, secret=None):
        """Runs a management command and returns the JSON object that it prints."""
        words = [self.binary, *words, *self.place(), "--json"]
        done = subprocess.run(words, input=secret, capture_output=True, text=True, env=self.environment)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(words)}\nended with {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def place(self):
        return ["--data", str(self.data), *(["--database", self.database] if self.database else [])]

    def version(self):
        done = subprocess.run([self.binary, "version"], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{self.binary} version ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout.strip().split("\n")[0]

    def command_time(self, times):
        """The median, in milliseconds, of a command that does nothing."""
        took = []
        for _ in range(times):
            began = time.perf_counter()
            self.version()
            took.append((time.perf_counter() - began) * 1000)
        return statistics.median(took)

    def serve(self, output):
        listen = f"127.0.0.1:{self.port}"
        words = [self.binary, "serve", "--listen", listen, "--issuer", self.issuer, *self.place()]
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=self.log(), env=self.environment)

    def log(self):
        return open(self.folder / "server.log", "ab")

    def request(self, method, path, body=None, headers=None):
        connection = self.connection()
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def connection(self):
        if self.origin.startswith("http:"):
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        anybody = ssl._create_unverified_context()
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=anybody)

    def answers(self):
        try:
            return self.request("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def wait_until_it_answers(self, process, pause=0.001, patience=30):
        began = time.perf_counter()
        while not self.answers():
            if process.poll() is not None:
                raise SystemExit(f"the server ended with {process.returncode}; see {self.folder}/server.log")
            if time.perf_counter() - began > patience:
                process.kill()
                raise SystemExit(f"the server did not answer within {patience} s")
            time.sleep(pause)

    def start_times(self, times):
        """Medians, in milliseconds from spawning: to the line that says it listens, and to the first answer."""
        lines, answers = [], []
        for _ in range(times):
            began = time.perf_counter()
            process = self.serve(subprocess.PIPE)
            said = threading.Thread(target=self._watch, args=(process.stdout, began, lines))
            said.start()
            self.wait_until_it_answers(process)
            answers.append((time.perf_counter() - began) * 1000)
            said.join(timeout=5)
            stop(process)
        if len(lines) != times:
            raise SystemExit("the server did not print the line that says it listens")
        return statistics.median(lines), statistics.median(answers)

    @staticmethod
    def _watch(stream, began, lines):
        for line in stream:
            if READY_LINE in line:
                lines.append((time.perf_counter() - began) * 1000)
                return


class Floor:
    """The least that a server has to do (Benchmarks/Floor), as a process of its own."""

    def __init__(self, binary, folder):
        self.binary, self.folder, self.port, self.process = binary, folder, free_port(), None

    def serve(self, output):
        words = [self.binary, str(self.port), str(self.folder / "floor.sqlite")]
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def wait_until_it_answers(self, process, patience=30):
        for _ in range(patience * 100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise SystemExit("the floor does not answer")

    def load(self, path, seconds, connections):
        url = f"http://127.0.0.1:{self.port}{path}"
        return wrk.run(url, "ask.lua", seconds, connections, **self.settings(path))

    @staticmethod
    def settings(path):
        """As `ask.lua` and Benchmarks/Pace take them."""
        return {"METHOD": "GET" if path == "/hello" else "POST", "EXPECT": "ok" if path == "/hello" else "xxx"}


@contextlib.contextmanager
def running(*servers):
    """Starts them, and ends what is left of them; those of Cardea must end well when nothing went wrong."""
    try:
        for server in servers:
            with open(server.folder / "server.out", "ab") as output:
                server.process = server.serve(output)
            server.wait_until_it_answers(server.process)
        yield
        for server in servers:
            if isinstance(server, Executable):
                stop(server.process)
    finally:
        for server in servers:
            if server.process:
                server.process.kill()
                server.process.wait()
                server.process = None


def stop(process):
    """Ends the server as an operator would, and insists that it ends well."""
    process.send_signal(signal.SIGTERM)
    try:
        status = process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        raise SystemExit("the server did not end within 15 s of SIGTERM") from None
    if process.stdout:
        process.stdout.close()
    if status != 0:
        raise SystemExit(f"the server ended with {status} after SIGTERM")


class Memory:
    """The resident memory of a process in MiB: now, and the most that was seen while being watched."""

    def __init__(self, process):
        self.path = pathlib.Path(f"/proc/{process.pid}/status")
        self.most = 0.0
        self._over = threading.Event()

    def now(self):
        for line in self.path.read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def __enter__(self):
        self._over.clear()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def _watch(self):
        while not self._over.wait(0.1):
            self.most = max(self.most, self.now())

    def __exit__(self, *_):
        self._over.set()
        self._watcher.join()
