"""A proxy that lets readers speak Bolt to Neo4j: it passes only what it has parsed itself."""
