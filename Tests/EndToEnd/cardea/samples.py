"""The programs in Samples, compiled where their language wants it, and run as their heads say."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .commands import REPOSITORY, clean_environment
from .waiting import eventually

SAMPLES = REPOSITORY / "Samples"
TASKS = ("client-credentials", "authorization-code", "refresh", "device", "check-token")
GSON = Path("/usr/share/java/gson.jar")
MODULES = REPOSITORY / ".build/debug/Modules"  # swift-crypto is compiled there already, as it is part of the server
CRYPTO = ("Crypto", "CryptoBoringWrapper", "CCryptoBoringSSL", "CCryptoBoringSSLShims", "CXKCP", "CXKCPShims")


class Language:
    """What runs the samples of one language; this class is for those that are interpreted."""

    # Whether the runtime itself may hang when the program has ended, as Mono 6.8 does in mono_runtime_cleanup, once in a
    # hundred times on a busy machine.
    lingers = False

    def __init__(self, name, kind, program, packages):
        """`packages` are Debian's, for whoever misses them."""
        self.name = name
        self.kind = kind
        self.program = program
        self.packages = packages

    def is_there(self):
        return shutil.which(self.program) is not None

    def source(self, task):
        return SAMPLES / self.name / f"{task}.{self.kind}"

    def compile(self, directory):
        """Makes what there is to make; called once, before anything is run."""

    def command(self, task, directory):
        return [self.program, self.source(task)]


class Compiled(Language):
    """A language whose compiler makes a program of each file."""

    def compile(self, directory):
        for task in TASKS:
            compile(self.compiler(self.source(task), directory / task, directory))

    def command(self, task, directory):
        return [directory / task]


class Go(Compiled):
    def compiler(self, source, program, directory):
        offline = {"GO111MODULE": "off", "GOFLAGS": "", "GOPROXY": "off", "GOCACHE": str(directory / "cache")}
        return [self.program, "build", "-o", program, source], offline


class Java(Language):
    """All five at once, which is quicker than having `java` compile each of them each time that it runs."""

    def is_there(self):
        return super().is_there() and GSON.exists()

    def compile(self, directory):
        sources = [self.source(task) for task in TASKS]
        compile((["javac", "-Xlint:all", "-Werror", "-proc:none", "-cp", GSON, "-d", directory, *sources], {}))

    def command(self, task, directory):
        name = re.search(r"^class (\w+)", self.source(task).read_text(), re.MULTILINE)[1]
        quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
        return ["java", *quick, "-cp", f"{GSON}:{directory}", name]


class CSharp(Compiled):
    lingers = True
    def is_there(self):
        return super().is_there() and Path("/usr/lib/mono/4.5/System.Net.Http.dll").exists()

    def compiler(self, source, program, directory):
        libraries = ["-r:System.Net.Http", "-r:System.Runtime.Serialization"]
        return [self.program, "-warnaserror", *libraries, f"-out:{program}.exe", source], {}

    def command(self, task, directory):
        return ["mono", directory / f"{task}.exe"]


class Swift(Compiled):
    def is_there(self):
        return super().is_there() and MODULES.is_dir()

    def compile(self, directory):
        objects = [path for name in CRYPTO for path in (MODULES.parent / f"{name}.build").rglob("*.o")]
        compile((["ar", "qcs", directory / "libcrypto.a", *objects], {}))
        super().compile(directory)

    def compiler(self, source, program, directory):
        linked = [directory / "libcrypto.a", "-lstdc++"] if "import Crypto\n" in source.read_text() else []
        return [self.program, "-warnings-as-errors", "-I", MODULES, "-o", program, source, *linked], {}


def compile(work):
    """Runs a compiler: a command, and what its environment has besides."""
    command, environment = work
    done = subprocess.run(
        list(map(str, command)), env=clean_environment(environment), capture_output=True, text=True, timeout=170
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


LANGUAGES = (
    Language("python", "py", sys.executable, "python3-jwt"),
    Language("javascript", "mjs", "node", "nodejs"),
    Language("ruby", "rb", "ruby", "ruby"),
    Language("php", "php", "php", "php-cli"),
    Go("go", "go", "go", "golang-go"),
    CSharp("csharp", "cs", "mcs", "mono-mcs mono-runtime libmono-system-net-http4.0-cil"),
    Java("java", "java", "javac", "default-jdk-headless libgoogle-gson-java"),
    Swift("swift", "swift", "swiftc", "none: it is the toolchain that builds the server"),
)


class Sample:
    """A sample that runs."""

    def __init__(self, language, task, compiled, directory, settings, said=""):
        """`compiled` is the language's folder; `settings` are environment variables; `said` comes on standard input."""
        self.lingers = language.lingers
        directory.mkdir(parents=True, exist_ok=True)
        self.stdout, self.stderr, stdin = (directory / name for name in ("stdout", "stderr", "stdin"))
        stdin.write_text(said)
        with self.stdout.open("w") as out, self.stderr.open("w") as err, stdin.open() as into:
            self.process = subprocess.Popen(
                list(map(str, language.command(task, compiled))),
                cwd=directory,
                stdin=into,
                stdout=out,
                stderr=err,
                env=clean_environment(settings),
            )

    def shows(self, pattern):
        """What it shows a person, waited for: a match of the pattern."""
        return eventually(lambda: self._shown(pattern), within=15, because="the sample does not say where to go")

    def _shown(self, pattern):
        assert self.process.poll() is None, self.stderr.read_text()
        return re.search(pattern, self.stderr.read_text())

    @property
    def goes_on(self):
        return self.process.poll() is None

    def answer(self):
        """The JSON that it prints in the end."""
        status = self._end()
        assert status == 0, self.stderr.read_text()
        return json.loads(self.stdout.read_text())

    def refusal(self):
        """What it says when it gives up; then it has printed nothing."""
        status = self._end()
        said = self.stderr.read_text()
        assert status == 1 and self.stdout.read_text() == "", f"exit status {status}: {said}"
        return said.strip().splitlines()[-1]

    def _end(self):
        """The exit status; where a runtime hangs though its program is done, what that would have been."""
        try:
            return self.process.wait(timeout=15 if self.lingers else 60)
        except subprocess.TimeoutExpired:
            if not self.lingers:
                raise
            self.finish()
            return 0 if self.stdout.read_text() else 1

    def finish(self):
        if self.goes_on:
            self.process.kill()
            self.process.wait()
