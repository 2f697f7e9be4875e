// The panel with programs that ask the operation in the editors for its table.
import { useAnswered } from './asking.js';
import { Copy } from './copy.jsx';
import { readOperation, useEdited } from './operation.js';
import { SNIPPETS } from './snippets.js';

export function CodePanel() {
  const edited = useEdited();
  const answered = useAnswered();
  if (!edited.query.trim()) return <p>Write a query: here it becomes a program.</p>;
  let operation;
  try {
    operation = readOperation(edited);
    if (answered?.operation.query === edited.query) operation.rows = answered.rows;
  } catch (error) {
    return <p role="alert">{error.message}</p>;
  }
  return (
    <>
      <p>The operation in the editor, as a program that asks for its table.</p>
      {Object.entries(SNIPPETS).map(([language, write]) => (
        <Snippet key={language} language={language} text={write(location.origin, operation)} />
      ))}
    </>
  );
}

function Snippet({ language, text }) {
  return (
    <section className="snippet" aria-label={language}>
      <header>
        <h2>{language}</h2>
        <Copy label={`Copy ${language}`} text={text} />
      </header>
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
