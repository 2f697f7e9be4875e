// Asks this server, and remembers what it answered last in each tab.
import { useSyncExternalStore } from 'react';
import { useGraphiQL } from '@graphiql/react';
import { nameOf } from './operation.js';

const answered = new Map(); // id of a tab -> { operation, answer, rows, choices }
const listeners = new Set();
let tab; // the id of the tab in sight
let asking; // { tab, end } of the question that waits for its answer, as GraphiQL has one at a time

/** Takes note of the tab in sight, which GraphiQL names before it asks. A question ends where its tab is left. */
export function follow({ tabs, activeTabIndex }) {
  tab = tabs[activeTabIndex].id;
  if (asking && asking.tab !== tab) asking.end();
  const open = new Set(tabs.map(({ id }) => id));
  for (const id of answered.keys()) if (!open.has(id)) answered.delete(id);
}

export const useTab = () => useGraphiQL(state => state.tabs[state.activeTabIndex].id);

/** What was answered last in the tab in sight; undefined before that. */
export function useAnswered() {
  const seen = useTab();
  return useSyncExternalStore(listen, () => answered.get(seen));
}

function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function remember(asker, found) {
  answered.set(asker, found);
  listeners.forEach(listener => listener());
}

/** GraphiQL's fetcher; only what people ask comes with a document, which is empty where it cannot be parsed. */
export function ask(request, options) {
  if (!('documentAST' in options)) return post({}, request).then(readAnswer); // GraphiQL itself asks for the schema
  const operation = { variables: {}, ...request, operationName: nameOf(request) };
  return { subscribe: observer => send(operation, observer) };
}

/** Asks for the tab in sight; what comes after the question was stopped or its tab was left reaches nobody. */
function send(operation, observer) {
  const request = new AbortController();
  const own = { tab, end: () => finish(() => observer.complete()) };
  const finish = tell => {
    if (asking !== own) return;
    asking = undefined;
    request.abort();
    tell();
  };
  asking = own;
  remember(own.tab, undefined);
  post({}, operation, request.signal).then(readAnswer).then(
    answer => finish(() => {
      remember(own.tab, { operation, answer });
      observer.next(answer);
      observer.complete();
    }),
    error => finish(() => observer.error(error)),
  );
  return { unsubscribe: () => finish(() => {}) };
}

/** Chooses among the relations that may give the rows of the table in sight. */
export function chooseRows(rows, choices) {
  remember(tab, { ...answered.get(tab), rows, choices });
}

/** Asks once more for what was answered, in a format of the server's and from the same release. */
export async function askAs(format, { operation, answer, rows }) {
  const response = await post({ format, rows, release: answer.extensions?.release }, operation);
  if (response.ok) return response;
  const { errors } = await readAnswer(response);
  throw new Error(errors.map(({ message }) => message).join('\n'));
}

function post(parameters, operation, signal) {
  const given = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return fetch(given.size ? `/graphql?${given}` : '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json, */*;q=0.5' },
    body: JSON.stringify(operation),
    signal,
  });
}

async function readAnswer(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`/graphql answered ${response.status} ${response.statusText}, not JSON: ${text.slice(0, 300)}`);
  }
}
