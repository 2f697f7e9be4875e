// Which field of the schema each value of an answer is of: aliases name it otherwise, and fragments hold it.
import { getNamedType, getOperationAST, Kind, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/** The fields of an operation by their paths in its answer: `{ name, type }`, the names of field and type. */
export function readFields({ query, operationName }, schema) {
  const fields = new Map();
  const info = new TypeInfo(schema);
  const path = [];
  const enter = ({ alias, name }) => {
    path.push((alias ?? name).value);
    const known = fields.get(path.join('.'));
    fields.set(path.join('.'), known ?? { name: name.value, type: getNamedType(info.getType())?.name ?? '' });
  };
  const visitor = { Field: { enter, leave: () => void path.pop() } };
  visit(inlined(parse(query), operationName), visitWithTypeInfo(info, visitor));
  return fields;
}

/** An operation with its named fragments in place. */
function inlined(document, operationName) {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(fragments.map(one => [one.name.value, one]));
  const FragmentSpread = ({ name }) => ({ ...byName.get(name.value), kind: Kind.INLINE_FRAGMENT, name: undefined });
  return visit(getOperationAST(document, operationName), { FragmentSpread });
}
