// The drawing of things and relations that have their places: an SVG that can be read out and gone through by keyboard.
import { useState } from 'react';
import { cut } from './label.js';
import { pathOf } from './place.js';
import { useViewport } from './viewport.js';

const FEW = 8; // relations that are all named; of more, those of the thing pointed at

/** Names of relations show where the pointer or the focus is; `box` holds all. */
export function Drawing({ nodes, links, box }) {
  const viewport = useViewport(box);
  const [near, setNear] = useState(null);
  const touches = link => link.source === near || link.target === near;
  const lit = new Set(near && links.filter(touches).flatMap(({ source, target }) => [source, target]));
  return (
    <figure className="drawing">
      <svg {...viewport.svg} className={near ? 'near' : ''} tabIndex={0} role="group" aria-label="Drawing of the answer; arrow keys move it, + and - scale it">
        {links.map(link => (
          <Line key={`${link.source.id} ${link.relation} ${link.target.id}`} link={link} lit={touches(link)} told={touches(link) || links.length <= FEW} />
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
          {cut([...notes][0] ?? relation)}
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
        {node.lines.map((line, place) => <tspan key={place} x={node.x} y={node.y + 21 + 12 * place}>{line}</tspan>)}
      </text>
    </Element>
  );
}

function Legend({ nodes }) {
  const families = [...new Set(nodes.map(({ family }) => family))];
  return families.map(family => (
    <span key={family} className={`legend ${family}`}>
      <svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" /></svg> {family}
    </span>
  ));
}
