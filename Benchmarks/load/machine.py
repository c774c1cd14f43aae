"""What the numbers were measured on."""

import datetime
import os
import pathlib
import platform
import sqlite3
import statistics
import subprocess
import time


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def file_system(folder):
    asked = ["stat", "--file-system", "--format=%T", str(folder)]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def fsync_latency(folder, times=200):
    """The median, in milliseconds, of writing 4 KiB to the end of a file and waiting until the disk has it."""
    path = folder / "fsync.probe"
    took = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return statistics.median(took)


def processor_time(process):
    """What a process has used of the processor, in seconds."""
    words = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def with_processor_time(process, measure):
    """The run that `measure` gives, with what the server used of the processor meanwhile."""
    before = processor_time(process)
    run = measure()
    run.processor = processor_time(process) - before
    return run


def journal_mode(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


def commit():
    def git(*words):
        return subprocess.run(["git", *words], capture_output=True, text=True).stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no") else ""
    return (git("rev-parse", "--short", "HEAD") or "none") + changed


def description(folder):
    return [
        ("processor", f"{processor()}, {os.cpu_count()} cores shared by server and load"),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("disk", f"{file_system(folder)}, one fsync of 4 KiB takes {fsync_latency(folder):.2f} ms (median)"),
        ("date", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")),
        ("commit", commit()),
    ]
