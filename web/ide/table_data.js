// The table of an answer, as the server makes it: CSV and JSON to download have the same rows.
import { askAs } from './asking.js';
import { useLoaded } from './loading.js';

/** `{ table, problem, choices }`: why there is none, and between which relations to choose for the rows. */
export function useTable(answered) {
  const { value: table, error } = useLoaded(readTable, answered);
  const offered = error?.message.match(/rows= among (.+)\.$/)?.[1].split(', ');
  return { table, problem: error?.message, choices: answered?.choices ?? offered ?? [] };
}

async function readTable(answered) {
  return answered && withPlaces(await (await askAs('json', answered)).json());
}

/** Cells as text, and where each row stands in the answer. */
function withPlaces({ columns, rows }) {
  const text = cell => (Array.isArray(cell) ? cell.join('; ') : String(cell ?? ''));
  return { columns, rows: rows.map(({ cells, evidence }, place) => ({ place, cells: cells.map(text), evidence })) };
}
