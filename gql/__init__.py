"""The web API: a GraphQL schema derived from the ontology, served over HTTP."""
