// What Apollo Client has of a list of operations, read one after the other through one cache:
// node apollo.js URL KEY < operations.json, where KEY is the field by which its cache tells things apart, or none.
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';

const [uri, key] = process.argv.slice(2);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const operations = JSON.parse(Buffer.concat(chunks).toString());

// Apollo asks its users for the types of each interface: without them it drops fragments on one.
const asked = { query: '{ __schema { types { name possibleTypes { name } } } }' };
const headers = { 'content-type': 'application/json' };
const described = await fetch(uri, { method: 'POST', headers, body: JSON.stringify(asked) });
const { types } = (await described.json()).data.__schema;
const possibleTypes = Object.fromEntries(
  types
    .filter((type) => type.possibleTypes)
    .map((type) => [type.name, type.possibleTypes.map(({ name }) => name)]),
);

const keyed = key ? { dataIdFromObject: (thing) => thing[key] } : {};
const client = new ApolloClient({
  link: new HttpLink({ uri, fetch }),
  cache: new InMemoryCache({ possibleTypes, ...keyed }),
});
const answers = [];
for (const { query, variables } of operations) {
  const { data } = await client.query({ query: gql(query), variables });
  answers.push(data);
}
// Read once more, from the cache alone.
const cached = operations.map(({ query, variables }) =>
  client.cache.readQuery({ query: gql(query), variables }),
);
console.log(JSON.stringify({ answers, cached }));
