// The rows of a table: one of them is where the keyboard is, arrow keys go to the next.
import { useState } from 'react';
import { pathOf } from './place.js';

/** `point` is told the row pointed at, `keep` the row pressed; there is no `keep` where no row has evidence. */
export function Rows({ rows, kept, point, keep }) {
  const [at, setAt] = useState(0);
  return (
    <tbody>
      {rows.map((row, place) => (
        <tr
          key={row.place}
          className={row === kept ? 'kept' : undefined}
          onPointerEnter={() => point(row)}
          onFocus={() => setAt(place)}
          onClick={event => event.target.closest('a, button') || keep?.(row)}
        >
          {keep && <EvidenceCell {...{ row, place, kept, point, keep }} here={place === at} />}
          {row.cells.map((cell, index) => (
            <td key={index} className={cell === rows[place - 1]?.cells[index] ? 'same' : undefined}>
              <div title={cell}>
                <Cell text={cell} here={place === at} />
              </div>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function EvidenceCell({ row, place, kept, point, keep, here }) {
  const count = row.evidence.length;
  return (
    <th scope="row">
      <button
        type="button"
        tabIndex={here ? 0 : -1}
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
  );
}

/** What is named by its IRI has a page. */
function Cell({ text, here }) {
  const path = pathOf(text);
  if (!path) return text;
  return <a href={path} target="_blank" rel="noopener" tabIndex={here ? 0 : -1}>{text}</a>;
}

function goToNext(event) {
  const row = event.currentTarget.closest('tr');
  const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (!next) return;
  event.preventDefault();
  next.querySelector('button').focus();
}
