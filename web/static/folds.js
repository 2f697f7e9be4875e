// Opens what is folded where an address points to it: browsers do so by themselves for some of it only.
'use strict';

function open() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let one = target; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true;
  target.scrollIntoView();
}

addEventListener('hashchange', open);
open();
