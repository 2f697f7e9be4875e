// What of GraphiQL's markup is put right here, so that it can be read out.
import { useEffect } from 'react';

/** Its tabs are tabs with buttons inside: they become a list of buttons of which one is current. */
export function useReadableTabs() {
  useMended('.graphiql-tabs', list => {
    list.setAttribute('role', 'list');
    list.querySelectorAll('.graphiql-tab').forEach(mendTab);
  });
}

/** The fields of its explorer have no names: they get those of the arguments they are for. */
export function useNamedFields() {
  useMended('.graphiql-plugin', pane => pane.querySelectorAll('input:not([aria-label]), select:not([aria-label])').forEach(nameField));
}

/** Mends what a selector finds, now and whenever it changes. */
function useMended(selector, mend) {
  useEffect(() => {
    const found = document.querySelector(selector);
    const observer = new MutationObserver(() => mend(found));
    observer.observe(found, { subtree: true, childList: true, attributeFilter: ['aria-selected', 'class'] });
    mend(found);
    return () => observer.disconnect();
  }, []);
}

function mendTab(tab) {
  tab.setAttribute('role', 'listitem');
  tab.removeAttribute('aria-selected');
  tab.querySelector('button').setAttribute('aria-current', tab.classList.contains('graphiql-tab-active'));
}

function nameField(field) {
  field.setAttribute('aria-label', field.closest('[data-arg-name]')?.dataset.argName ?? 'New operation');
}
