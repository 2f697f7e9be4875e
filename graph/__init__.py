"""A graph knowledge base of ASEAN labour cooperation: ontology, release, plan, stores."""
