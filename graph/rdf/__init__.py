"""RDF: a release in the formats, vocabularies and descriptions that linked data is read in."""
