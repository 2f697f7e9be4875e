// Asks without leaving the page. Without it the form still works: the answer is then a file.
'use strict';

const BASE = 'https://w3id.org/asean-labour/';
const MOST = 1000; // rows that are drawn; the answer itself is whole
const TYPES = 'application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.8';
const form = document.getElementById('ask');
const query = document.getElementById('query');
const permalink = document.getElementById('permalink');
const shown = document.getElementById('answer');
let asking = new AbortController(); // of the latest question: an earlier one shows nothing any more

function element(name, text, parent) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function cell(row, term) {
  const made = element('td', undefined, row);
  if (!term) return;
  if (term.type !== 'uri' || !/^https?:/.test(term.value)) {
    made.textContent = term.value;
    return;
  }
  const link = element('a', term.value.replace(BASE, ''), made);
  link.href = term.value.startsWith(BASE) ? '/' + term.value.slice(BASE.length) : term.value;
}

function drawRows({ head, results }) {
  const rows = results.bindings;
  const cut = rows.length > MOST ? `; the first ${MOST} are shown` : '';
  element('p', `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${cut}`, shown);
  const table = element('table', undefined, shown);
  table.tabIndex = 0;
  const top = element('tr', undefined, element('thead', undefined, table));
  for (const name of head.vars) element('th', name, top).scope = 'col';
  const body = element('tbody', undefined, table);
  for (const one of rows.slice(0, MOST)) {
    const row = element('tr', undefined, body);
    for (const name of head.vars) cell(row, one[name]);
  }
}

function drawText(text) {
  const block = element('pre', text, shown);
  block.tabIndex = 0;
}

async function ask(signal) {
  shown.replaceChildren();
  element('p', 'Asking …', shown);
  const body = new URLSearchParams({ query: query.value });
  const response = await fetch('/sparql', { method: 'POST', body, headers: { Accept: TYPES }, signal });
  const type = response.headers.get('content-type') || '';
  const text = await response.text();
  if (signal.aborted) return;
  shown.replaceChildren();
  if (type.includes('sparql-results')) {
    const answer = JSON.parse(text);
    if ('boolean' in answer) element('p', answer.boolean ? 'Yes' : 'No', shown);
    else drawRows(answer);
  } else if (type.includes('problem')) element('p', JSON.parse(text).title, shown).className = 'disagree';
  else drawText(text);
}

form.addEventListener('submit', event => {
  event.preventDefault();
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  ask(signal).catch(error => {
    if (signal.aborted) return;
    shown.replaceChildren();
    element('p', `The server cannot be reached: ${error.message}`, shown).className = 'disagree';
  });
});

query.addEventListener('input', () => {
  permalink.href = '/sparql?query=' + encodeURIComponent(query.value);
});

if (new URLSearchParams(location.search).has('query')) form.requestSubmit();
