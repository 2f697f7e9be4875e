// An operation as it is asked: its text, variables and name; where it comes from, and its address.
import { parse, print, stripIgnoredCharacters, valueFromASTUntyped } from 'graphql';
import { tryParseJSONC, useGraphiQL } from '@graphiql/react';

/** The operation in the editors of the tab in sight. Its variables are read by `readVariables`. */
export function useEdited() {
  const { query, variables, operationName } = useGraphiQL(state => state.tabs[state.activeTabIndex]);
  return { query: query ?? '', variables: variables ?? '', operationName };
}

/** The operation in the editors, ready to be asked. Throws where its variables are no JSON. */
export function readOperation({ query, variables, operationName }) {
  try {
    return { query, variables: tryParseJSONC(variables) ?? {}, operationName };
  } catch (error) {
    throw new Error(`The variables are no JSON: ${error.message}`, { cause: error });
  }
}

/** The name of the operation to ask: GraphiQL may still hold that of the query which was in the editor before. */
export function nameOf({ query, operationName }) {
  try {
    const names = parse(query).definitions.filter(({ kind }) => kind === 'OperationDefinition').map(({ name }) => name?.value);
    return names.length === 1 ? names[0] : operationName;
  } catch {
    return operationName; // the server says why it cannot be parsed
  }
}

/** The address that opens an operation on this page, and answers it to programs. */
export function addressOf({ query, variables, operationName }) {
  const given = new URLSearchParams({ query });
  if (Object.keys(variables).length) given.set('variables', JSON.stringify(variables));
  if (operationName) given.set('operationName', operationName);
  return `${location.origin}/graphql?${given}`;
}

/** The defaults of an operation's variables, written out so that they can be changed. */
export function defaultsOf(query) {
  const definitions = parse(query).definitions.flatMap(({ variableDefinitions = [] }) => variableDefinitions);
  const defaults = definitions.filter(({ defaultValue }) => defaultValue);
  return Object.fromEntries(defaults.map(d => [d.variable.name.value, valueFromASTUntyped(d.defaultValue)]));
}

/** An operation in one line below the comments that it begins with, for links that are short. */
export const compact = query => commentsOf(query) + stripIgnoredCharacters(query);

/** An operation that is written in one line as people write it; another one stays as it is. */
export function laidOut(query) {
  const comments = commentsOf(query);
  if (query.slice(comments.length).trim().includes('\n')) return query;
  try {
    return comments + print(parse(query));
  } catch {
    return query; // what cannot be parsed is for the editor to mark
  }
}

const commentsOf = query => query.match(/^(#.*\n)*/)[0];
