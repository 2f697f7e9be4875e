// What a row rests on: in a line each while it is pointed at, in full when it was pressed.
import { pathOf } from './place.js';

export function Evidence({ row, whole, close }) {
  return (
    <section className="evidence" aria-label="Evidence" aria-live="polite">
      {whole && <button type="button" className="close" onClick={close}>Close</button>}
      {row ? <Pieces pieces={row.evidence} whole={whole} /> : <p>Point at a row, or go to it by keyboard, to see what it rests on. Press it for the quotes.</p>}
    </section>
  );
}

/** How to ask for evidence, where an operation does not. */
export const NoEvidence = () => (
  <p>
    The operation asks for no evidence. Write <code>{'edges { evidence { locator } node { … } }'}</code> in place of{' '}
    <code>{'nodes { … }'}</code> to see what each row rests on.
  </p>
);

function Pieces({ pieces, whole }) {
  if (!pieces.length) return <p>This row has no evidence of its own.</p>;
  const Piece = whole ? Whole : Line;
  return <ul>{pieces.map((piece, index) => <li key={index}><Piece {...piece} /></li>)}</ul>;
}

function Line({ passage, locator, document, certainty }) {
  return (
    <>
      <Passage passage={passage} locator={locator} />, {document.name} <Certainty certainty={certainty} />
    </>
  );
}

function Whole({ of, instrument, quote, quoteStatus, ...line }) {
  return (
    <>
      <Line {...line} />
      {instrument && instrument.name !== line.document.name && <div>Words of: {instrument.name}</div>}
      {quote ? <blockquote>{quote}</blockquote> : <div>No quote: {inWords(quoteStatus)}.</div>}
      {line.document.url && <div>Published at <a href={line.document.url} rel="noreferrer" target="_blank">{line.document.url}</a></div>}
    </>
  );
}

const Passage = ({ passage, locator }) => <a href={pathOf(passage.iri)} target="_blank" rel="noopener">{locator}</a>;
const Certainty = ({ certainty }) => <span className={`certainty ${certainty.toLowerCase()}`}>{inWords(certainty)}</span>;
const inWords = name => name.toLowerCase().replaceAll('_', ' ');
