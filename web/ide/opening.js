// What the page opens with: what its address says, else the tabs of last time, else a worked question.
import { defaultsOf, laidOut } from './operation.js';
import { storage } from './storage.js';

const FIRST = 'with-acmw-and-partner';

/**
 * Properties for GraphiQL, the name of the operation to select, `chosen`, and the release that a link cites, `cited`.
 * A failure is shown and not remembered.
 */
export async function opening() {
  const given = new URLSearchParams(location.search);
  if (given.has('query')) {
    const operation = { initialQuery: laidOut(given.get('query')), initialVariables: indented(given.get('variables')) };
    return clear({ ...operation, chosen: given.get('operationName'), cited: given.get('release') });
  }
  if (!given.has('question') && storage.getItem('graphiql:tabState')) return { storage };
  return openQuestion(given.get('question') ?? FIRST, given.get('variables'));
}

async function openQuestion(stem, variables) {
  const path = `/queries/${encodeURIComponent(stem)}.graphql`;
  try {
    const initialQuery = await read(path);
    const defaults = JSON.stringify(defaultsOf(initialQuery), null, 2);
    return clear({ initialQuery, initialVariables: variables === null ? defaults : indented(variables) });
  } catch (error) {
    const lines = ['The worked question could not be read:', path, error.message, 'Reload to try again, or write a query.'];
    return { storage: null, initialQuery: lines.map(line => `# ${line}\n`).join('') };
  }
}

/** Takes the operation out of the address: the tabs hold it from here on, also when the page is loaded again. */
function clear(properties) {
  history.replaceState(null, '', location.pathname);
  return { storage, ...properties };
}

async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
  return response.text();
}

/** Variables as somebody reads them; what is no JSON stays as it is, for the editor to mark. */
function indented(variables) {
  try {
    return variables ? JSON.stringify(JSON.parse(variables), null, 2) : '';
  } catch {
    return variables;
  }
}
