// The GraphiQL page: the editor on this server's /graphql, opened with a worked question.
import '@graphiql/react/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/graphiql.css'; // graphiql/style.css would add 360 kB of fonts and Monaco's styles a second time
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';

const QUESTION = '/queries/with-acmw-and-partner.graphql';
const VARIABLES = JSON.stringify({ partner: 'SLOM' }, null, 2);
const PLUGINS = [HISTORY_PLUGIN, explorerPlugin()];

// A prefix of our own: other GraphiQL pages on the same localhost port share localStorage.
const PREFIX = 'asean-labour:';
const ourKeys = () => Object.keys(localStorage).filter(key => key.startsWith(PREFIX));
const storage = {
  getItem: key => localStorage.getItem(PREFIX + key),
  setItem: (key, value) => localStorage.setItem(PREFIX + key, value),
  removeItem: key => localStorage.removeItem(PREFIX + key),
  get length() {
    return ourKeys().length;
  },
  clear: () => ourKeys().forEach(key => localStorage.removeItem(key)),
};

async function ask(request) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { accept: 'application/graphql-response+json, application/json', 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`/graphql answered ${response.status} ${response.statusText}, not JSON: ${text.slice(0, 300)}`);
  }
}

async function readQuestion() {
  const response = await fetch(QUESTION);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
  return response.text();
}

/** What the first tab holds: nothing where tabs are remembered; a failure is shown and not remembered. */
async function opening() {
  if (storage.getItem('graphiql:tabState')) return { storage };
  try {
    return { storage, initialQuery: await readQuestion(), initialVariables: VARIABLES };
  } catch (error) {
    const lines = ['The worked question could not be read:', QUESTION, error.message, 'Reload to try again, or write a query.'];
    return { storage: null, initialQuery: lines.map(line => `# ${line}\n`).join('') };
  }
}

/** The title; it also hands a change of the system's colours to Monaco, which GraphiQL tells only at start. */
function Title() {
  const theme = useGraphiQL(state => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => theme ?? setTheme(null);
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, [theme, setTheme]);
  return document.title;
}

createRoot(document.getElementById('ide')).render(
  <GraphiQL
    fetcher={ask}
    plugins={PLUGINS}
    isHeadersEditorEnabled={false}
    showPersistHeadersSettings={false}
    {...await opening()}
  >
    <GraphiQL.Logo>
      <Title />
    </GraphiQL.Logo>
  </GraphiQL>,
);
