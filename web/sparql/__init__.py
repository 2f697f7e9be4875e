"""SPARQL over HTTP: queries only, each in a process of its own kind that may be lost."""
