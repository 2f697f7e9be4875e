// The button that copies a link to the operation in the editors.
import { useState } from 'react';
import { ToolbarButton } from '@graphiql/react';
import { addressOf, readOperation, useEdited } from './operation.js';

export function Share() {
  const edited = useEdited();
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(addressOf(readOperation(edited)));
      setSaid('Link copied');
    } catch (error) {
      setSaid(`No link copied: ${error.message}`);
    }
    setTimeout(() => setSaid(''), 4000);
  };
  return (
    <span className="share">
      <ToolbarButton label="Copy a link to this operation" onClick={copy}>
        <LinkIcon />
      </ToolbarButton>
      <span role="status">{said}</span>
    </span>
  );
}

/** Two links of a chain. */
const LinkIcon = () => (
  <svg className="graphiql-toolbar-icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
    <path d="M8.5 11.5 l3 -3 M9 6.5 l2-2 a3.2 3.2 0 0 1 4.5 4.5 l-2 2 M11 13.5 l-2 2 a3.2 3.2 0 0 1 -4.5 -4.5 l2 -2" strokeLinecap="round" />
  </svg>
);
