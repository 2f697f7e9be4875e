// The GraphiQL page: the editor on this server's /graphql, and panels beside its answer.
import '@graphiql/react/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/graphiql.css'; // graphiql/style.css would add 360 kB of fonts and Monaco's styles a second time
import './ide.css';
import { createRoot } from 'react-dom/client';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { Answer } from './answer.jsx';
import { ask, follow } from './asking.js';
import { Head } from './head.jsx';
import { opening } from './opening.js';
import { Share } from './share.jsx';

const PLUGINS = [HISTORY_PLUGIN, explorerPlugin()];
const { chosen, cited, ...opened } = await opening();

createRoot(document.getElementById('ide')).render(
  <GraphiQL
    fetcher={ask}
    plugins={PLUGINS}
    onTabChange={follow}
    isHeadersEditorEnabled={false}
    showPersistHeadersSettings={false}
    {...opened}
  >
    <GraphiQL.Logo>
      <Head chosen={chosen} />
    </GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <Share />
        </>
      )}
    </GraphiQL.Toolbar>
    <Answer cited={cited} />
  </GraphiQL>,
);
