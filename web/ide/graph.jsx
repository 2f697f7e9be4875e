// The panel that draws the things of an answer, and says in words what is drawn.
import { useMemo } from 'react';
import { useGraphiQL } from '@graphiql/react';
import { readGraph } from './answer_graph.js';
import { useAnswered } from './asking.js';
import { Drawing } from './drawing.jsx';
import { labelNodes } from './label.js';
import { place } from './layout.js';
import { pathOf } from './place.js';

const MOST = 150; // things that a drawing has room for

export function GraphPanel() {
  const answered = useAnswered();
  const schema = useGraphiQL(state => state.schema);
  const graph = useMemo(() => answered?.answer.data && schema && readGraph(answered, schema), [answered, schema]);
  if (!answered) return <p>Run the query: here its answer is drawn.</p>;
  if (!graph) return <p>Nothing to draw: there are errors in place of an answer.</p>;
  if (!graph.nodes.length) return <p>Nothing to draw: ask for the <code>name</code> of things.</p>;
  return <Graph graph={graph} />;
}

function Graph({ graph }) {
  const drawn = useMemo(() => drawOf(graph), [graph]);
  const more = graph.nodes.length - drawn.nodes.length;
  return (
    <>
      <p>
        {counted(graph.nodes.length, 'thing')}, {counted(graph.links.length, 'relation')}
        {more > 0 && `; the first ${MOST} things are drawn, the list below has all`}.
      </p>
      <Drawing {...drawn} />
      <List graph={graph} />
    </>
  );
}

const counted = (count, noun) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** A copy that the layout may write on, of as much as can be drawn. */
function drawOf({ nodes, links }) {
  const kept = new Map(labelNodes(nodes.slice(0, MOST)).map(node => [node.id, node]));
  const between = links.filter(({ source, target }) => kept.has(source) && kept.has(target)).map(link => ({ ...link }));
  const drawn = { nodes: [...kept.values()], links: between };
  return { ...drawn, box: place(drawn.nodes, drawn.links) };
}

/** What the drawing shows, in words. */
function List({ graph: { nodes, links } }) {
  const names = new Map(nodes.map(node => [node.id, node]));
  const alone = nodes.filter(({ id }) => !links.some(({ source, target }) => source === id || target === id));
  return (
    <details>
      <summary>The same as a list</summary>
      <ul>
        {links.map(({ source, target, relation, notes }) => (
          <li key={`${source} ${relation} ${target}`}>
            <Name node={names.get(source)} /> – {relation}{notes.size > 0 && ` (${[...notes].join(', ')})`} – <Name node={names.get(target)} />
          </li>
        ))}
        {alone.map(node => <li key={node.id}><Name node={node} /></li>)}
      </ul>
    </details>
  );
}

function Name({ node: { name, iri } }) {
  const href = pathOf(iri);
  return href ? <a href={href} target="_blank" rel="noopener">{name}</a> : name;
}
