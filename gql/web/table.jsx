// The panel with the answer as a table, sorted as one likes, and what each row rests on.
import { useMemo, useState } from 'react';
import { chooseRows, useAnswered } from './asking.js';
import { Evidence } from './evidence.jsx';
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
  const shown = sorted.slice(0, most);
  return (
    <div className="table">
      <p>
        {rows.length.toLocaleString('en')} {rows.length === 1 ? 'row' : 'rows'}
        {shown.length < rows.length && `, ${shown.length} of them shown; the files to download have all`}.
      </p>
      <div className="rows" onPointerLeave={() => setSeen(null)}>
        <table>
          <Head columns={columns} order={order} sort={setOrder} />
          <tbody>
            {shown.map((row, place) => (
              <Row key={row.place} {...{ row, place, kept }} point={setSeen} keep={one => setKept(kept === one ? null : one)} />
            ))}
          </tbody>
        </table>
        {shown.length < rows.length && (
          <button type="button" onClick={() => setMost(most + STEP)}>Show {STEP} more</button>
        )}
      </div>
      <Evidence row={kept ?? seen} whole={Boolean(kept)} close={() => setKept(null)} />
    </div>
  );
}

function Head({ columns, order, sort }) {
  return (
    <thead>
      <tr>
        <th scope="col">Evidence</th>
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

function Row({ row, place, kept, point, keep }) {
  const count = row.evidence.length;
  return (
    <tr className={row === kept ? 'kept' : undefined} onPointerEnter={() => point(row)} onClick={event => event.target.closest('a, button') || keep(row)}>
      <th scope="row">
        <button
          type="button"
          aria-pressed={row === kept}
          aria-label={`Evidence of row ${place + 1}: ${count} ${count === 1 ? 'passage' : 'passages'}`}
          onFocus={() => point(row)}
          onBlur={() => point(null)}
          onClick={() => keep(row)}
          onKeyDown={goToNext}
        >
          {count || '–'}
        </button>
      </th>
      {row.cells.map((cell, index) => <td key={index}><div title={cell}>{cell}</div></td>)}
    </tr>
  );
}

/** Arrow keys go from row to row. */
function goToNext(event) {
  const row = event.currentTarget.closest('tr');
  const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (!next) return;
  event.preventDefault();
  next.querySelector('button').focus();
}
