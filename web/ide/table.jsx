// The panel with the answer as a table, sorted as one likes, and what each row rests on.
import { useMemo, useState } from 'react';
import { chooseRows, useAnswered } from './asking.js';
import { Evidence, NoEvidence } from './evidence.jsx';
import { Rows } from './rows.jsx';
import { sortRows } from './sorting.js';
import { useTable } from './table_data.js';

const STEP = 200; // rows that are shown at first, and more each time

export function TablePanel() {
  const answered = useAnswered();
  const { table, problem, choices } = useTable(answered);
  if (!answered) return <p>Run the query: here its answer becomes a table.</p>;
  return (
    <>
      {choices.length > 0 && <Choice choices={choices} chosen={answered.rows} />}
      {problem && <p role="alert">{problem}</p>}
      {table && <Table table={table} />}
      {!table && !problem && <p role="status">Asking for the table…</p>}
    </>
  );
}

/** Which relation gives the rows, where several could. */
function Choice({ choices, chosen = '' }) {
  return (
    <p>
      <label>
        A row for each of{' '}
        <select value={chosen} onChange={event => chooseRows(event.target.value, choices)}>
          {!chosen && <option value="">…</option>}
          {choices.map(name => <option key={name}>{name}</option>)}
        </select>
      </label>
    </p>
  );
}

function Table({ table: { columns, rows } }) {
  const [order, setOrder] = useState({ column: null, down: false });
  const [most, setMost] = useState(STEP);
  const [seen, setSeen] = useState(null); // the row pointed at
  const [kept, setKept] = useState(null); // the row that was pressed
  const sorted = useMemo(() => sortRows(rows, order), [rows, order]);
  const sourced = rows.some(({ evidence }) => evidence.length);
  const keep = row => setKept(kept === row ? null : row);
  return (
    <div className="table">
      <Count all={rows.length} shown={Math.min(most, rows.length)} />
      <div className="rows" onPointerLeave={() => setSeen(null)}>
        <table>
          <Head columns={columns} sourced={sourced} order={order} sort={setOrder} />
          <Rows rows={sorted.slice(0, most)} kept={kept} point={setSeen} keep={sourced ? keep : undefined} />
        </table>
        {most < rows.length && (
          <button type="button" onClick={() => setMost(most + STEP)}>Show {STEP} more</button>
        )}
      </div>
      {sourced ? <Evidence row={kept ?? seen} whole={Boolean(kept)} close={() => setKept(null)} /> : <NoEvidence />}
    </div>
  );
}

function Count({ all, shown }) {
  return (
    <p>
      {all.toLocaleString('en')} {all === 1 ? 'row' : 'rows'}
      {shown < all && `, ${shown} of them shown; the files to download have all`}.
    </p>
  );
}

function Head({ columns, sourced, order, sort }) {
  return (
    <thead>
      <tr>
        {sourced && <th scope="col">Evidence</th>}
        {columns.map((column, index) => (
          <th key={column.name} scope="col" aria-sort={order.column === index ? (order.down ? 'descending' : 'ascending') : undefined}>
            <button type="button" title={column.description} onClick={() => sort(nextOrder(order, index))}>
              <Name name={column.name} />
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Up, then down, then as the answer has it. */
function nextOrder({ column, down }, pressed) {
  if (column !== pressed) return { column: pressed, down: false };
  return down ? { column: null, down: false } : { column, down: true };
}

/** The last part of a name stands out; what leads to it is small. */
function Name({ name }) {
  const cut = name.lastIndexOf('.') + 1;
  return (
    <>
      <small>{name.slice(0, cut)}</small>
      {name.slice(cut)}
    </>
  );
}
