"""What is served beside the query language: pages, linked data, SPARQL, guides, and all of it."""
