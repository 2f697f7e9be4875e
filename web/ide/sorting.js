// The order of a table's rows.
const { compare } = new Intl.Collator('en', { numeric: true });

/** Rows by the text of a column; what is empty comes last both ways. */
export function sortRows(rows, { column, down }) {
  if (column === null) return rows;
  const text = row => row.cells[column];
  return rows.toSorted((one, other) => {
    if (!text(one) || !text(other)) return (text(one) ? 0 : 1) - (text(other) ? 0 : 1);
    return down ? compare(text(other), text(one)) : compare(text(one), text(other));
  });
}
