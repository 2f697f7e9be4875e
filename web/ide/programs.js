// An operation as a program that asks for its table, in curl, Python and R; texts are quoted as each of them reads them.

/** Names of the languages and what writes each; an operation has `query`, `variables`, `operationName`, and `rows` of its table. */
export const PROGRAMS = { curl: writeCurl, Python: writePython, R: writeR };

function writeCurl(host, { query, variables, operationName, rows }) {
  const given = { format: 'csv', rows, operationName, variables: asJson(variables), query };
  const fields = Object.entries(given).filter(([, value]) => value);
  const lines = fields.map(([name, value]) => `  --data-urlencode ${shellText(`${name}=${value}`)}`);
  return [`curl --fail-with-body --get ${shellText(`${host}/graphql`)}`, ...lines, `  --output ${fileName(operationName)}`].join(' \\\n') + '\n';
}

function writePython(host, { query, variables, operationName, rows }) {
  const sent = ['"query": QUERY'];
  if (operationName) sent.push(`"operationName": ${JSON.stringify(operationName)}`);
  if (asJson(variables)) sent.push(`"variables": ${pythonValue(variables)}`);
  return `from io import StringIO

import httpx
import pandas as pd

QUERY = """
${query.trim().replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"')}
"""

response = httpx.post(
    ${JSON.stringify(`${host}/graphql`)},
    params={"format": "csv"${rows ? `, "rows": ${JSON.stringify(rows)}` : ''}},
    json={${sent.join(', ')}},
    timeout=60,
)
if response.is_error:
    raise SystemExit(response.text)
table = pd.read_csv(StringIO(response.text))
print(table)
`;
}

function writeR(host, { query, variables, operationName, rows }) {
  const sent = ['query = query'];
  if (operationName) sent.push(`operationName = ${JSON.stringify(operationName)}`);
  if (asJson(variables)) sent.push(`variables = ${rValue(variables)}`);
  return `library(httr2)
library(readr)

query <- ${rText(query.trim())}

response <- request(${JSON.stringify(`${host}/graphql`)}) |>
  req_url_query(format = "csv"${rows ? `, rows = ${JSON.stringify(rows)}` : ''}) |>
  req_body_json(list(${sent.join(', ')})) |>
  req_error(body = resp_body_string) |>
  req_perform()
table <- read_csv(I(resp_body_string(response)))
print(table)
`;
}

const PYTHON = new Map([[true, 'True'], [false, 'False'], [null, 'None']]);
const R = new Map([[true, 'TRUE'], [false, 'FALSE'], [null, 'NULL']]);
const fileName = operationName => `${operationName ?? 'answer'}.csv`;
const asJson = variables => (Object.keys(variables).length ? JSON.stringify(variables) : '');
const shellText = text => `'${text.replaceAll("'", `'\\''`)}'`;

function pythonValue(value) {
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  if (value && typeof value === 'object') return `{${entries(value, ': ', JSON.stringify, pythonValue)}}`;
  return PYTHON.get(value) ?? JSON.stringify(value);
}

function rValue(value) {
  if (Array.isArray(value)) return `list(${value.map(rValue).join(', ')})`;
  if (value && typeof value === 'object') return rObject(value);
  return R.get(value) ?? JSON.stringify(value);
}

/** An empty list would be sent as an array. */
const rObject = value => (Object.keys(value).length ? `list(${entries(value, ' = ', rName, rValue)})` : 'setNames(list(), character())');
const rName = name => (/^[A-Za-z][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name));
const entries = (value, between, writeName, writeValue) =>
  Object.entries(value).map(([name, inner]) => writeName(name) + between + writeValue(inner)).join(', ');

/** A raw string (R 4.0) between as many dashes as the text does not hold. */
function rText(text) {
  let dashes = '';
  while (text.includes(`)${dashes}"`)) dashes += '-';
  return `r"${dashes}(\n${text}\n)${dashes}"`;
}
