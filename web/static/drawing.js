// Lets the drawing of neighbours grow: a circle shows the neighbours of its thing, taken from its own
// page. Without it the drawing is a list of links.
'use strict';

const MOST = 6; // neighbours added at a time
const REACH = 150; // length of a new line, in units of the drawing
const MARGIN = 200; // room for the names at the edges
const NS = 'http://www.w3.org/2000/svg';
const svg = document.querySelector('svg.drawing');

function make(name, attributes, parent) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function connect(from, to) {
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  svg.prepend(make('line', ends, svg));
}

/** Place new neighbours in a fan that opens away from the thing they were reached from. */
function place(node, number, count) {
  const away = Math.atan2(node.y - node.from.y, node.x - node.from.x);
  const angle = away + (number - (count - 1) / 2) * 0.45;
  return { x: node.x + REACH * Math.cos(angle), y: node.y + REACH * Math.sin(angle), from: node };
}

function grow() {
  const found = [...places.values()];
  const xs = found.map(one => one.x);
  const ys = found.map(one => one.y);
  const left = Math.min(0, Math.min(...xs) - MARGIN);
  const top = Math.min(0, Math.min(...ys) - 20);
  const right = Math.max(middle.x * 2, Math.max(...xs) + MARGIN);
  const bottom = Math.max(middle.y * 2, Math.max(...ys) + 20);
  svg.setAttribute('viewBox', `${left} ${top} ${right - left} ${bottom - top}`);
}

function add(link, node) {
  const { href, label, text } = link;
  const right = node.x >= node.from.x;
  const shown = make('a', { href, 'aria-label': label }, svg);
  make('title', {}, shown).textContent = label;
  const name = { x: node.x + (right ? 9 : -9), y: node.y + 4, 'text-anchor': right ? 'start' : 'end' };
  make('text', name, shown).textContent = text;
  offer(make('circle', { cx: node.x, cy: node.y, r: 6 }, svg), href, text, node);
}

async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

async function expand(circle, href, text, node) {
  circle.setAttribute('aria-disabled', 'true'); // also while the page is on its way: neighbours are added once
  let page;
  try {
    page = await read(`${href}.html`);
  } catch (error) {
    circle.removeAttribute('aria-disabled');
    status.textContent = `The neighbours of ${text} could not be read: ${error.message}`;
    return;
  }
  const links = [...page.querySelectorAll('svg.drawing a')].map(a => ({
    href: a.getAttribute('href'),
    label: a.getAttribute('aria-label'),
    text: a.querySelector('text').textContent,
  }));
  const known = links.filter(link => places.has(link.href));
  const added = links.filter(link => !places.has(link.href)).slice(0, MOST);
  for (const link of known) connect(node, places.get(link.href));
  added.forEach((link, number) => {
    const target = place(node, number, added.length);
    connect(node, target);
    places.set(link.href, target);
    add(link, target);
  });
  grow();
  status.textContent = `${added.length} of ${links.length} neighbours of ${text} added.`;
}

/** Make a button of a circle. */
function offer(circle, href, text, node) {
  const told = { role: 'button', tabindex: '0', 'aria-label': `Show the neighbours of ${text}` };
  for (const [key, value] of Object.entries(told)) circle.setAttribute(key, value);
  const act = event => {
    if (event.key && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (circle.getAttribute('aria-disabled') !== 'true') expand(circle, href, text, node);
  };
  circle.addEventListener('click', act);
  circle.addEventListener('keydown', act);
}

const places = new Map();
const status = document.createElement('p');
let middle;
if (svg) {
  const { width, height } = svg.viewBox.baseVal;
  middle = { x: width / 2, y: height / 2 };
  places.set(location.pathname.replace(/\.html$/, ''), middle);
  status.setAttribute('role', 'status');
  status.textContent = 'A circle shows the neighbours of its thing.';
  svg.after(status);
  for (const link of svg.querySelectorAll('a')) {
    const circle = link.querySelector('circle');
    const node = { x: circle.cx.baseVal.value, y: circle.cy.baseVal.value, from: middle };
    places.set(link.getAttribute('href'), node);
    svg.append(circle);
    offer(circle, link.getAttribute('href'), link.querySelector('text').textContent, node);
  }
}
