"""Has owlready2's HermiT read a file: `python hermit.py JAVA FILE` prints whether it is consistent."""

import sys
from pathlib import Path

import owlready2
from owlready2 import reasoning


def main(java: str, file: str) -> None:
    owlready2.JAVA_EXE = java
    reasoning.JAVA_MEMORY = 3000
    world = owlready2.World()
    world.get_ontology(Path(file).as_uri()).load()
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        print("inconsistent")  # noqa: T201  # standard output is the result
    else:
        print("consistent")  # noqa: T201  # standard output is the result


if __name__ == "__main__":
    main(*sys.argv[1:])
