// The panel that says how to cite an answer, as the server words it, and what the answer rests on.
import { askAs, useAnswered } from './asking.js';
import { useLoaded } from './loading.js';
import { compact } from './operation.js';
import { pathOf } from './place.js';
import { Snippet } from './snippet.jsx';
import { useTable } from './table_data.js';

export function CitePanel() {
  const answered = useAnswered();
  const { value: citation, error } = useLoaded(readCitation, answered);
  if (!answered) return <p>Run the query: here is how to cite its answer.</p>;
  if (error) return <p role="alert">{error.message}</p>;
  if (!citation) return <p role="status">Asking for the citation…</p>;
  return <Citation citation={citation} answered={answered} />;
}

async function readCitation(answered) {
  if (!answered) return undefined;
  const { operation, answer } = answered;
  const cited = { answer, operation: { ...operation, query: compact(operation.query) } }; // its link is part of the citation
  const [bibtex, csl] = await Promise.all(['bibtex', 'csl'].map(format => readText(format, cited)));
  return { bibtex, csl, item: JSON.parse(csl)[0] };
}

const readText = async (format, answered) => (await askAs(format, answered)).text();

function Citation({ citation: { bibtex, csl, item }, answered }) {
  const asked = longDate(item.accessed['date-parts'][0]);
  return (
    <>
      <Snippet name="Text" text={inWords(item, asked)} className="prose" />
      <dl>
        <dt>Operation</dt>
        <dd>{answered.operation.operationName ?? 'without a name'}</dd>
        <dt>Release</dt>
        <dd><code>{item.version}</code></dd>
        <dt>Asked on</dt>
        <dd>{asked}</dd>
        <dt>Permanent link</dt>
        <dd><a href={item.URL} className="permalink">{item.URL}</a></dd>
      </dl>
      <Sources answered={answered} note={item.note} />
      <Snippet name="BibTeX" text={bibtex} className="wrapped" />
      <Snippet name="CSL-JSON" text={csl} className="wrapped" />
    </>
  );
}

const inWords = (item, asked) =>
  `${item.author.map(({ literal }) => literal).join(', ')}. “${item.title}”. ${item['container-title']}, release ${item.version}. Asked on ${asked}. ${item.URL}`;

const longDate = ([year, month, day]) =>
  new Date(year, month - 1, day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** The passages that the rows rest on, each once; where there are no rows, the server's note. */
function Sources({ answered, note }) {
  const { table } = useTable(answered);
  const found = new Map(table?.rows.flatMap(({ evidence }) => evidence).map(piece => [piece.passage.iri, piece]));
  return (
    <section aria-label="Evidence">
      <h2>Evidence</h2>
      {found.size === 0 && <p>{note}</p>}
      <ul>
        {[...found.values()].map(({ passage, locator, document }) => (
          <li key={passage.iri}>
            {document.name}: <a href={pathOf(passage.iri)} target="_blank" rel="noopener">{locator}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
