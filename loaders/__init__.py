"""Loaders: from curated tables to a release, and from a release to Neo4j."""
