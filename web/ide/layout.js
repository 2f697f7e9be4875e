// Places the things of an answer in a plane, the same each time.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';

const STRETCH = 1.7; // names are wider than high
const MARGIN = 70;

/** Gives nodes `x` and `y`; returns the box `{ x, y, width, height }` that holds them with their names. */
export function place(nodes, links) {
  forceSimulation(nodes)
    .force('link', forceLink(links).id(node => node.id).distance(75).strength(0.5))
    .force('charge', forceManyBody().strength(-220).distanceMax(300))
    .force('collide', forceCollide(38))
    .force('x', forceX().strength(0.09))
    .force('y', forceY().strength(0.045))
    .stop()
    .tick(300);
  for (const node of nodes) [node.x, node.y] = [Math.round(node.x * STRETCH), Math.round(node.y)];
  return boxOf(nodes);
}

function boxOf(nodes) {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN / 2];
  return { x: left, y: top, width: Math.max(...xs) + MARGIN - left, height: Math.max(...ys) + MARGIN / 2 - top };
}
