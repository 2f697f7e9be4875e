// The panel that draws the things of an answer, and says in words what is drawn.
import { useMemo, useState } from 'react';
import { useGraphiQL } from '@graphiql/react';
import { readGraph } from './answer_graph.js';
import { useAnswered } from './asking.js';
import { place } from './layout.js';
import { pathOf } from './place.js';
import { useViewport } from './viewport.js';

const MOST = 150; // things that a drawing has room for
const WIDEST = 20; // characters of a line of a name

export function GraphPanel() {
  const answered = useAnswered();
  const schema = useGraphiQL(state => state.schema);
  const graph = useMemo(() => answered?.answer.data && schema && readGraph(answered, schema), [answered, schema]);
  if (!graph) return <p>Run the query: here its answer is drawn.</p>;
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
  const kept = new Map(nodes.slice(0, MOST).map(node => [node.id, { ...node }]));
  const between = links.filter(({ source, target }) => kept.has(source) && kept.has(target)).map(link => ({ ...link }));
  const drawn = { nodes: [...kept.values()], links: between };
  return { ...drawn, box: place(drawn.nodes, drawn.links) };
}

function Drawing({ nodes, links, box }) {
  const viewport = useViewport(box);
  const [near, setNear] = useState(null);
  const touches = link => link.source === near || link.target === near;
  const lit = new Set(near && links.filter(touches).flatMap(({ source, target }) => [source, target]));
  return (
    <figure className="drawing">
      <svg {...viewport.svg} className={near ? 'near' : ''} tabIndex={0} role="group" aria-label="Drawing of the answer; arrow keys move it, + and - scale it">
        {links.map(link => (
          <Line key={`${link.source.id} ${link.relation} ${link.target.id}`} link={link} lit={touches(link)} told={touches(link) || links.length <= 12} />
        ))}
        {nodes.map(node => (
          <Point key={node.id} node={node} lit={node === near || lit.has(node)} show={setNear} />
        ))}
      </svg>
      <figcaption>
        <Legend nodes={nodes} />
        <span className="zoom">
          <button type="button" onClick={viewport.zoomOut} aria-label="Smaller">−</button>
          <button type="button" onClick={viewport.zoomIn} aria-label="Larger">+</button>
          <button type="button" onClick={viewport.fit}>Fit</button>
        </span>
      </figcaption>
    </figure>
  );
}

function Line({ link: { source, target, relation, notes }, lit, told }) {
  return (
    <g className={lit ? 'lit' : undefined} aria-hidden="true">
      <line x1={source.x} y1={source.y} x2={target.x} y2={target.y} />
      {told && (
        <text className="relation" x={(source.x + target.x) / 2} y={(source.y + target.y) / 2 - 3}>
          {cut([...notes][0] ?? relation, WIDEST)}
        </text>
      )}
    </g>
  );
}

function Point({ node, lit, show }) {
  const shown = { onFocus: () => show(node), onBlur: () => show(null), onPointerEnter: () => show(node), onPointerLeave: () => show(null) };
  const href = pathOf(node.iri);
  const Element = href ? 'a' : 'g';
  const link = href ? { href, target: '_blank', rel: 'noopener' } : { role: 'img' };
  return (
    <Element {...link} {...shown} tabIndex={0} aria-label={`${node.name}${node.type && `, ${node.type}`}`} className={`point ${node.family}${lit ? ' lit' : ''}`}>
      <title>{node.name}</title>
      <circle cx={node.x} cy={node.y} r="9" />
      <text>
        {linesOf(node.name).map((line, place) => <tspan key={place} x={node.x} y={node.y + 21 + 12 * place}>{line}</tspan>)}
      </text>
    </Element>
  );
}

/** The beginning of a name in two lines, broken between words. */
function linesOf(name) {
  const words = name.split(' ');
  let first = words.shift();
  while (words.length && `${first} ${words[0]}`.length <= WIDEST) first += ` ${words.shift()}`;
  return words.length ? [cut(first, WIDEST), cut(words.join(' '), WIDEST)] : [cut(first, WIDEST)];
}

const cut = (text, most) => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);

function Legend({ nodes }) {
  const families = [...new Set(nodes.map(({ family }) => family))];
  return families.map(family => (
    <span key={family} className={`legend ${family}`}>
      <svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" /></svg> {family}
    </span>
  ));
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
