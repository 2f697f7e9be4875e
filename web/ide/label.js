// Names as they stand in a drawing: two short lines, without what many of them begin with.
const WIDEST = 20; // characters of a line

/** Copies of nodes with `lines`: of the caption where the answer has one, else of the name. */
export function labelNodes(nodes) {
  const labelled = nodes.map(node => ({ ...node, lines: linesOf(node.caption ?? node.name) }));
  while (dropShared(labelled));
  for (const node of labelled) node.lines = short(node.lines);
  return labelled;
}

/** A text that fits in a line. */
export const cut = text => (text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1).trimEnd()}…`);

function linesOf(name) {
  const lines = [''];
  for (const word of name.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= WIDEST || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Drops the first line where more than two names have it and go on; says whether there were any. */
function dropShared(nodes) {
  const long = nodes.filter(({ lines }) => lines.length > 2);
  const groups = Map.groupBy(long, ({ lines }) => lines[0]);
  const shared = [...groups.values()].filter(group => group.length > 2).flat();
  for (const node of shared) node.lines = node.lines.slice(1);
  return shared.length > 0;
}

function short([first, second, ...more]) {
  if (second === undefined) return [cut(first)];
  return [cut(first), cut(more.length ? `${second} ${more[0]}` : second)];
}
