// The things of an answer and the relations between them, read off the answer's own shape.
import { readFields } from './fields.js';
import { pathOf } from './place.js';

const WRAPPERS = new Set(['nodes', 'edges', 'node']); // fields of a page that only lead to its things
const NAMES = ['name', 'title', 'caption', 'iri'];
const FAMILIES = ['Agent', 'Work', 'Provision', 'Activity'];

/** Reads `{ nodes, links }`: nodes have `id name caption iri type family`, links `source target relation notes`. */
export function readGraph({ operation, answer }, schema) {
  const fields = readFields(operation, schema);
  const data = withFields(answer.data, '', fields);
  const found = { nodes: new Map(), links: new Map(), named: new Map(), schema };
  nameIris(found, data);
  visitValue(found, data, { relations: [], notes: [] });
  return { nodes: [...found.nodes.values()], links: [...found.links.values()] };
}

/** An answer in which each object knows its type, and each value its field: `{ type, parts: [{ key, field, value }] }`. */
function withFields(value, path, fields) {
  if (Array.isArray(value)) return value.map(one => withFields(one, path, fields));
  if (!value || typeof value !== 'object') return value;
  const parts = Object.entries(value).map(([key, inner]) => {
    const below = path ? `${path}.${key}` : key;
    return { key, field: fields.get(below).name, value: withFields(inner, below, fields) };
  });
  return { type: fields.get(path)?.type ?? '', parts };
}

const valueOf = (object, field) => object.parts.find(part => part.field === field)?.value ?? undefined;
const nameOf = object => NAMES.map(field => valueOf(object, field)).find(name => typeof name === 'string');

/** Finds what things are called by; one that is named here and identified there is one thing. */
function nameIris(found, value) {
  if (Array.isArray(value)) value.forEach(one => nameIris(found, one));
  if (!value?.parts) return;
  const [name, iri] = [nameOf(value), valueOf(value, 'iri')];
  if (iri) found.named.set(name, [undefined, iri].includes(found.named.get(name)) ? iri : AMBIGUOUS);
  value.parts.forEach(part => nameIris(found, part.value));
}

/** `way` is how a value was reached since the thing `from`: by which `relations`, and the `notes` on these. */
function visitValue(found, value, way) {
  if (Array.isArray(value)) visitList(found, value, way);
  else if (value?.parts) visitObject(found, value, way);
}

function visitObject(found, value, way) {
  if (value.type.startsWith('Evidence')) return;
  const node = idOf(found, value) && addNode(found, value);
  if (node && way.from) addLink(found, way, node);
  const next = node ? { from: node, relations: [], notes: [] } : { ...way, notes: [...way.notes, ...plain(value)] };
  for (const { key, field, value: inner } of value.parts) {
    const relations = WRAPPERS.has(field) ? next.relations : [...next.relations, key];
    visitValue(found, inner, { ...next, relations });
  }
}

/** Things of a list stand beside each other; the steps of a path lead from one to the next. */
function visitList(found, values, way) {
  let from = way.from;
  for (const value of values) {
    visitValue(found, value, { ...way, from });
    const reached = value?.type === 'Step' && valueOf(value, 'node');
    if (reached) from = found.nodes.get(idOf(found, reached)) ?? from;
  }
}

const AMBIGUOUS = Symbol('several things have the name');
const iriOf = ({ named }, name) => (named.get(name) === AMBIGUOUS ? undefined : named.get(name));
const idOf = (found, value) => valueOf(value, 'iri') ?? iriOf(found, nameOf(value)) ?? nameOf(value);

function addNode(found, value) {
  const id = idOf(found, value);
  const name = nameOf(value);
  const iri = valueOf(value, 'iri') ?? iriOf(found, name);
  const type = valueOf(value, '__typename') ?? classOf(iri) ?? value.type;
  const node = { id, name, caption: valueOf(value, 'caption'), iri, type, family: familyOf(type, found.schema) };
  if (!found.nodes.has(id)) found.nodes.set(id, node);
  return found.nodes.get(id);
}

function addLink(found, { from, relations, notes }, node) {
  if (from === node) return;
  const relation = relations.join(' ');
  const id = JSON.stringify([from.id, relation, node.id]);
  if (!found.links.has(id)) found.links.set(id, { source: from.id, target: node.id, relation, notes: new Set() });
  notes.forEach(note => found.links.get(id).notes.add(note));
}

/** What a thing without a name, such as an assignment, says of the relation it stands for. */
const plain = ({ parts }) =>
  parts.filter(({ field, value }) => typeof value === 'string' && field !== '__typename' && field !== 'cursor').map(({ value }) => value);

/** The class that an IRI names: PlanItem of /id/plan-item/... */
const classOf = iri => pathOf(iri)?.split('/')[2]?.replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase());

function familyOf(name, schema) {
  const type = schema.getType(name);
  if (!type?.getInterfaces) return 'Other';
  const names = [name, ...type.getInterfaces().map(one => one.name)];
  return FAMILIES.find(family => names.includes(family)) ?? 'Other';
}
