// The head of the page: ways to the rest of the site. It also tells GraphiQL what that does not see by itself.
import { useEffect, useState } from 'react';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useTab } from './asking.js';
import { useNamedFields, useReadableTabs } from './mending.js';

/** `chosen` is the name of the operation that the address selects. */
export function Head({ chosen }) {
  useSystemColours();
  useChosen(chosen);
  useReadableTabs();
  useNamedFields();
  return (
    <nav aria-label="Site">
      <h1>
        <a href="/">ASEAN labour cooperation</a>
      </h1>
      <a href="/questions/">Questions</a>
    </nav>
  );
}

/** Hands a change of the system's colours to Monaco, which GraphiQL tells only at start. */
function useSystemColours() {
  const theme = useGraphiQL(state => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const change = () => theme ?? setTheme(null);
    dark.addEventListener('change', change);
    return () => dark.removeEventListener('change', change);
  }, [theme, setTheme]);
}

/** Selects an operation among several as soon as the editor holds them, in the tab that the address opened. */
function useChosen(name) {
  const seen = useTab();
  const [opened] = useState(seen);
  const known = useGraphiQL(state => Boolean(name && seen === opened && state.operations?.some(one => one.name?.value === name)));
  const { setOperationName } = useGraphiQLActions();
  useEffect(() => {
    if (known) setOperationName(name);
  }, [known, name, setOperationName]);
}
