// Where things stand on this server: an IRI of the dataset is a path here.
const BASE = 'https://w3id.org/asean-labour/';

/** The path of a thing's page; undefined for what has none here. */
export const pathOf = iri => (iri?.startsWith(BASE) ? `/${iri.slice(BASE.length)}` : undefined);
