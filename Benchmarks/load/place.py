"""What all measurements have in common."""

import dataclasses
import sys

import machine
from executable import Executable, Floor
from material import Material


@dataclasses.dataclass
class Place:
    server: Executable
    floor: Floor
    material: Material
    options: object
    workloads: list

    @property
    def folder(self):
        return self.material.folder

    def wants(self, name):
        return (self.options.only or "").lower() in name.lower()

    def in_turns(self, result, ours, theirs):
        """One round: what loads the server for so many seconds, and then what loads the floor."""
        seconds = self.options.seconds
        run = machine.with_processor_time(self.server.process, lambda: ours(seconds))
        result.add(run, machine.with_processor_time(self.floor.process, lambda: theirs(seconds)))


def say(text):
    print(text, file=sys.stderr, flush=True)
