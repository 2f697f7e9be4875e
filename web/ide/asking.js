// Asks this server, and remembers what it answered last in each tab.
import { useSyncExternalStore } from 'react';
import { useGraphiQL } from '@graphiql/react';

const answered = new Map(); // id of a tab -> { operation, answer, rows, choices }
const listeners = new Set();
let tab; // the id of the tab in sight

/** Takes note of the tab in sight: GraphiQL tells of its tabs before it asks. */
export function follow({ tabs, activeTabIndex }) {
  tab = tabs[activeTabIndex].id;
}

/** What was answered last in the tab in sight; undefined before that. */
export function useAnswered() {
  const seen = useGraphiQL(state => state.tabs[state.activeTabIndex].id);
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

/** GraphiQL's fetcher. */
export async function ask(request) {
  if (request.operationName === 'IntrospectionQuery') return readAnswer(await post('', request));
  const asker = tab;
  remember(asker, undefined);
  const answer = await readAnswer(await post('', request));
  remember(asker, { operation: { variables: {}, ...request }, answer });
  return answer;
}

/** Chooses among the relations that may give the rows of the table in sight. */
export function chooseRows(rows, choices) {
  remember(tab, { ...answered.get(tab), rows, choices });
}

/** Asks once more for what was answered, in a format of the server's. */
export async function askAs(format, { operation, rows }) {
  const response = await post(`?${new URLSearchParams(rows ? { format, rows } : { format })}`, operation);
  if (response.ok) return response;
  const { errors } = await readAnswer(response);
  throw new Error(errors.map(({ message }) => message).join('\n'));
}

const post = (parameters, operation) =>
  fetch(`/graphql${parameters}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json, */*;q=0.5' },
    body: JSON.stringify(operation),
  });

async function readAnswer(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`/graphql answered ${response.status} ${response.statusText}, not JSON: ${text.slice(0, 300)}`);
  }
}
