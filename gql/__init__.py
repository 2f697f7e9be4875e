"""The query language: a GraphQL schema derived from the ontology, answered over HTTP."""
