// Files of the answer, as the server writes and names them.
import { useState } from 'react';
import { DropdownMenu } from '@graphiql/react';
import { askAs, useAnswered } from './asking.js';

const FILES = {
  'Table as CSV': answered => fetched('csv', answered),
  'Table as JSON': answered => fetched('json', answered),
  'Whole answer as JSON': whole,
};

export function Downloads() {
  const answered = useAnswered();
  const [failed, setFailed] = useState({}); // the answer of which a file could not be had, and why
  if (!answered) return null;
  const save = async make => {
    try {
      keep(await make(answered));
      setFailed({});
    } catch (error) {
      setFailed({ answered, message: error.message });
    }
  };
  return (
    <div className="downloads">
      <DropdownMenu>
        <DropdownMenu.Button>Download</DropdownMenu.Button>
        <DropdownMenu.Content>
          {Object.entries(FILES).map(([name, make]) => (
            <DropdownMenu.Item key={name} onSelect={() => save(make)}>
              {name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu>
      <p role="alert">{failed.answered === answered && failed.message}</p>
    </div>
  );
}

async function fetched(format, answered) {
  const response = await askAs(format, answered);
  const name = response.headers.get('content-disposition')?.match(/filename="([^"]+)"/)?.[1];
  return { name: name ?? `answer.${format}`, blob: await response.blob() };
}

function whole({ operation, answer }) {
  const name = `${operation.operationName ?? 'answer'}-${answer.extensions?.release ?? 'errors'}-answer.json`;
  return { name, blob: new Blob([JSON.stringify(answer, null, 2)], { type: 'application/json' }) };
}

function keep({ name, blob }) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
