// Completes names in text fields: an editable combobox with a list, as the ARIA practices describe it.
// Fields say what choosing does: `go` leads to the page of the thing, `fill` puts its name into the field.
'use strict';

const WAIT = 120; // milliseconds without a key before names are asked for

function attach(input, number) {
  const list = document.createElement('ul');
  const told = document.createElement('p');
  let options = [];
  let chosen = -1;
  let timer = 0;
  let asking = new AbortController();

  list.id = `names-${number}`;
  list.hidden = true;
  list.className = 'names';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Names');
  told.className = 'unseen';
  told.setAttribute('role', 'status');
  input.parentNode.append(list, told);
  input.autocomplete = 'off';
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  close();

  /** Closes the list; names that are still being asked for do not open it again. */
  function close() {
    clearTimeout(timer);
    asking.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function mark(place) {
    chosen = place;
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === place)));
    if (place < 0) input.removeAttribute('aria-activedescendant');
    else {
      input.setAttribute('aria-activedescendant', list.children[place].id);
      list.children[place].scrollIntoView({ block: 'nearest' });
    }
  }

  function choose(place) {
    const option = options[place];
    close();
    if (input.dataset.complete === 'go') location.assign(option.href);
    else input.value = option.printed;
  }

  function item(option, place) {
    const made = document.createElement('li');
    made.id = `${list.id}-${place}`;
    made.setAttribute('role', 'option');
    made.setAttribute('aria-selected', 'false');
    for (const [kind, text] of [['printed', option.printed], ['kind', option.kind], ['name', option.name]]) {
      if (kind === 'name' && text === option.printed) continue;
      const part = document.createElement('span');
      part.className = kind;
      part.textContent = text;
      made.append(part, ' ');
    }
    made.addEventListener('pointerdown', event => event.preventDefault()); // the field keeps the focus
    made.addEventListener('click', () => choose(place));
    return made;
  }

  function open(found) {
    options = found;
    list.replaceChildren(...found.map(item));
    told.textContent = found.length ? `${found.length} names` : 'No names begin so';
    close();
    list.hidden = !found.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
  }

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const text = input.value.trim();
    if (!text) return close();
    try {
      const response = await fetch('/search?q=' + encodeURIComponent(text), {
        headers: { Accept: 'application/json' },
        signal: asking.signal,
      });
      if (response.ok && document.activeElement === input) open(await response.json());
    } catch (error) {
      if (error.name !== 'AbortError') close(); // without names the field still works
    }
  }

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', event => {
    const last = options.length - 1;
    if (event.key === 'ArrowDown' && list.hidden) ask();
    else if (list.hidden) return;
    else if (event.key === 'ArrowDown') mark(chosen < last ? chosen + 1 : -1);
    else if (event.key === 'ArrowUp') mark(chosen < 0 ? last : chosen - 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && chosen >= 0) choose(chosen);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll('input[data-complete]').forEach(attach);
