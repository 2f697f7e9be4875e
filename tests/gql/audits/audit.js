// Runs the audits of graphql-http against an endpoint and prints them as JSON: node audit.js URL
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
const shown = results.map(({ id, name, status, reason = '' }) => ({ id, name, status, reason }));
console.log(JSON.stringify(shown));
