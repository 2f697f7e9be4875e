// What of GraphiQL's markup is put right here: its tabs are tabs with buttons inside, which cannot be read out.
import { useEffect } from 'react';

/** Makes them a list of buttons of which one is current, also when they change. */
export function useReadableTabs() {
  useEffect(() => {
    const list = document.querySelector('.graphiql-tabs');
    const mend = () => list.querySelectorAll('.graphiql-tab').forEach(mendTab);
    const observer = new MutationObserver(mend);
    observer.observe(list, { subtree: true, childList: true, attributeFilter: ['aria-selected', 'class'] });
    list.setAttribute('role', 'list');
    mend();
    return () => observer.disconnect();
  }, []);
}

function mendTab(tab) {
  tab.setAttribute('role', 'listitem');
  tab.removeAttribute('aria-selected');
  tab.querySelector('button').setAttribute('aria-current', tab.classList.contains('graphiql-tab-active'));
}
