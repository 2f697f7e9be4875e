"""What Neo4j Browser shows of the graph: its guide, its saved queries and its style."""
