// The panel with programs that ask the operation in the editors for its table.
import { useAnswered } from './asking.js';
import { readOperation, useEdited } from './operation.js';
import { Snippet } from './snippet.jsx';
import { PROGRAMS } from './programs.js';

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
      {Object.entries(PROGRAMS).map(([language, write]) => (
        <Snippet key={language} name={language} text={write(location.origin, operation)} />
      ))}
    </>
  );
}
