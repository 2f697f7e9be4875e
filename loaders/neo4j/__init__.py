"""A real Neo4j of ours: installed, started, filled, served to readers."""
