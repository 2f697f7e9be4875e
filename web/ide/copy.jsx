// A button that copies a text and says that it did.
import { useState } from 'react';

export function Copy({ label, text }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    setSaid(await copied(text));
    setTimeout(() => setSaid(''), 4000);
  };
  return (
    <span className="copy">
      <span role="status">{said}</span>
      <button type="button" onClick={copy}>
        {label}
      </button>
    </span>
  );
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied.';
  } catch (error) {
    return `Not copied: ${error.message}`;
  }
}
