"""The Neo4j store: Cypher from plans, a server brought to a release."""
