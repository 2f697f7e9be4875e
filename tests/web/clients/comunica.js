// What Comunica answers: node comunica.js endpoint|pages QUERY SOURCE...

const [way, query, ...sources] = process.argv.slice(2);
const { QueryEngine } = await import(
  way === 'pages' ? '@comunica/query-sparql-link-traversal' : '@comunica/query-sparql'
);
const typed = way === 'endpoint' ? sources.map((value) => ({ type: 'sparql', value })) : sources;
const stream = await new QueryEngine().queryBindings(query, { sources: typed, lenient: true });
const rows = await stream.toArray();
console.log(
  JSON.stringify(
    rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value]))),
  ),
);
