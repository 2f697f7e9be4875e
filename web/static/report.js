// Names in the report the statement that the address of the page points to. Without it the report names the page.
'use strict';

const text = document.getElementById('report-text');
const link = document.getElementById('report-link');
const first = text.value;
const address = link && link.getAttribute('href'); // as written: the property encodes more

function name() {
  const statement = location.hash.startsWith('#s-') ? document.getElementById(location.hash.slice(1)) : null;
  const said = statement && statement.textContent.replace(/#|\s+/g, ' ').replace(/ +/g, ' ').trim();
  text.value = first.replace(/^Address: .*$/m, line => (statement ? line + location.hash : line));
  if (said) text.value = text.value.replace(/^What it says: $/m, line => line + said.slice(0, 300));
  if (link) link.href = address.replace(encodeURIComponent(first), encodeURIComponent(text.value));
}

addEventListener('hashchange', name);
name();
