// What part of a drawing is in sight: moved by dragging and arrow keys, scaled by the wheel, buttons and keys.
import { useEffect, useRef, useState } from 'react';

const STEP = 1.25;
const ARROWS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };

/** `box` is the whole; returns properties for the svg, and `zoom(factor)` and `fit()`. */
export function useViewport(box) {
  const svg = useRef(null);
  const [seen, setSeen] = useState(box);
  useEffect(() => setSeen(box), [box]);
  const zoom = factor => setSeen(now => scaled(now, factor));
  const shift = (x, y) => setSeen(now => ({ ...now, x: now.x + x * now.width, y: now.y + y * now.height }));
  useEffect(() => listenToWheel(svg.current, zoom), []);
  const onKeyDown = ({ key, target, currentTarget }) => {
    if (ARROWS[key] && target === currentTarget) shift(...ARROWS[key]);
    if (key === '+') zoom(1 / STEP);
    if (key === '-') zoom(STEP);
    if (key === '0') setSeen(box);
  };
  const onPointerMove = ({ buttons, movementX, movementY, currentTarget }) => {
    if (buttons === 1) shift(-movementX / currentTarget.clientWidth, -movementY / currentTarget.clientHeight);
  };
  const viewBox = [seen.x, seen.y, seen.width, seen.height].map(Math.round).join(' ');
  return { svg: { ref: svg, viewBox, onKeyDown, onPointerMove }, zoomIn: () => zoom(1 / STEP), zoomOut: () => zoom(STEP), fit: () => setSeen(box) };
}

function scaled({ x, y, width, height }, factor) {
  return { x: x + (width * (1 - factor)) / 2, y: y + (height * (1 - factor)) / 2, width: width * factor, height: height * factor };
}

/** React listens to wheels passively: the page would scroll too. */
function listenToWheel(svg, zoom) {
  const turn = event => {
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1 / STEP : STEP);
  };
  svg.addEventListener('wheel', turn, { passive: false });
  return () => svg.removeEventListener('wheel', turn);
}
