// The things of an answer and the relations between them, read off the answer's own shape.
import { getNamedType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { pathOf } from './place.js';

const WRAPPERS = new Set(['nodes', 'edges', 'node']); // fields of a page that only lead to its things
const NAMES = ['name', 'title', 'caption', 'iri'];
const FAMILIES = ['Agent', 'Work', 'Provision', 'Activity'];

/** Reads `{ nodes, links }`: nodes have `id name caption iri type family`, links `source target relation notes`. */
export function readGraph({ operation, answer }, schema) {
  const found = { nodes: new Map(), links: new Map(), types: readTypes(operation.query, schema), schema };
  found.named = nameIris(answer.data);
  visitValue(found, answer.data, { path: [], fields: [], notes: [] });
  return { nodes: [...found.nodes.values()], links: [...found.links.values()] };
}

/** The types of the fields of an operation by their paths in the answer. */
function readTypes(query, schema) {
  const types = new Map();
  const info = new TypeInfo(schema);
  const path = [];
  const enter = ({ alias, name }) => {
    path.push((alias ?? name).value);
    types.set(path.join('.'), getNamedType(info.getType())?.name ?? '');
  };
  visit(parse(query), visitWithTypeInfo(info, { Field: { enter, leave: () => void path.pop() } }));
  return types;
}

/** What things are called by; one that is named here and identified there is one thing. */
function nameIris(value, named = new Map()) {
  if (!value || typeof value !== 'object') return named;
  const name = nameOf(value);
  if (value.iri) named.set(name, [undefined, value.iri].includes(named.get(name)) ? value.iri : AMBIGUOUS);
  Object.values(value).forEach(inner => nameIris(inner, named));
  return named;
}

const nameOf = value => NAMES.map(key => value[key]).find(name => typeof name === 'string');

/** `way` is how a value was reached: `path` in the answer; since the thing `from`, its `fields` and `notes`. */
function visitValue(found, value, way) {
  if (Array.isArray(value)) visitList(found, value, way);
  else if (value && typeof value === 'object') visitObject(found, value, way);
}

function visitObject(found, value, way) {
  const type = found.types.get(way.path.join('.')) ?? '';
  if (type.startsWith('Evidence')) return;
  const node = idOf(found, value) && addNode(found, value, type);
  if (node && way.from) addLink(found, way, node);
  const next = node ? { from: node, fields: [], notes: [] } : { ...way, notes: [...way.notes, ...plain(value)] };
  for (const [key, inner] of Object.entries(value)) {
    const fields = WRAPPERS.has(key) ? next.fields : [...next.fields, key];
    visitValue(found, inner, { ...next, fields, path: [...way.path, key] });
  }
}

/** Things of a list stand beside each other; the steps of a path lead from one to the next. */
function visitList(found, values, way) {
  const steps = found.types.get(way.path.join('.')) === 'Step';
  let from = way.from;
  for (const value of values) {
    visitValue(found, value, { ...way, from });
    if (steps) from = found.nodes.get(idOf(found, value.node)) ?? from;
  }
}

const AMBIGUOUS = Symbol('several things have the name');
const iriOf = ({ named }, name) => (named.get(name) === AMBIGUOUS ? undefined : named.get(name));
const idOf = (found, value) => value?.iri ?? iriOf(found, nameOf(value ?? {})) ?? nameOf(value ?? {});

function addNode(found, value, type) {
  const id = idOf(found, value);
  const name = nameOf(value);
  const iri = value.iri ?? iriOf(found, name);
  const known = value.__typename ?? classOf(iri) ?? type;
  const node = { id, name, caption: value.caption, iri, type: known, family: familyOf(known, found.schema) };
  if (!found.nodes.has(id)) found.nodes.set(id, node);
  return found.nodes.get(id);
}

function addLink(found, { from, fields, notes }, node) {
  if (from === node) return;
  const relation = fields.join(' ');
  const id = JSON.stringify([from.id, relation, node.id]);
  if (!found.links.has(id)) found.links.set(id, { source: from.id, target: node.id, relation, notes: new Set() });
  notes.forEach(note => found.links.get(id).notes.add(note));
}

/** What a thing without a name, such as an assignment, says of the relation it stands for. */
const plain = value =>
  Object.entries(value)
    .filter(([key, inner]) => typeof inner === 'string' && key !== '__typename' && key !== 'cursor')
    .map(([, inner]) => inner);

/** The class that an IRI names: PlanItem of /id/plan-item/... */
const classOf = iri => pathOf(iri)?.split('/')[2]?.replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase());

function familyOf(name, schema) {
  const type = schema.getType(name);
  if (!type?.getInterfaces) return 'Other';
  const names = [name, ...type.getInterfaces().map(one => one.name)];
  return FAMILIES.find(family => names.includes(family)) ?? 'Other';
}
