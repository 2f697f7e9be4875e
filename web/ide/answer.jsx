// The answer pane: tabs beside GraphiQL's JSON, and the panel that is chosen.
import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useAnswered, useTab } from './asking.js';
import { CitePanel } from './cite.jsx';
import { CodePanel } from './code.jsx';
import { Downloads } from './download.jsx';
import { GraphPanel } from './graph.jsx';
import { storage } from './storage.js';
import { TablePanel } from './table.jsx';

const PANELS = { JSON: null, Table: TablePanel, Graph: GraphPanel, Cite: CitePanel, Code: CodePanel };
const KEPT = 'view';

/** Stands first in GraphiQL's pane of the answer, which has no place for it; `cited` is the release that the page's address cites. */
export function Answer({ cited }) {
  const [host, setHost] = useState(null);
  useLayoutEffect(() => {
    const pane = document.querySelector('.graphiql-response');
    const made = document.createElement('div');
    made.className = 'answer';
    pane.prepend(made);
    setHost(made);
    return () => made.remove();
  }, []);
  return host && createPortal(<Views pane={host.parentElement} cited={cited} />, host);
}

function Views({ pane, cited }) {
  const kept = storage.getItem(KEPT);
  const [view, setView] = useState(kept in PANELS ? kept : 'JSON');
  const choose = name => {
    storage.setItem(KEPT, name);
    setView(name);
  };
  useLayoutEffect(() => {
    const json = pane.querySelector('.result-window');
    json.id = 'answer-JSON';
    pane.dataset.view = view;
  }, [pane, view]);
  const Panel = PANELS[view];
  return (
    <>
      <div className="answer-head">
        <Tabs names={Object.keys(PANELS)} chosen={view} choose={choose} />
        <Downloads />
        <Widen pane={pane} />
      </div>
      <OtherRelease cited={cited} />
      {Panel && (
        <div className="answer-panel" role="tabpanel" id={`answer-${view}`} aria-labelledby={`answer-tab-${view}`} tabIndex={0}>
          <Panel />
        </div>
      )}
    </>
  );
}

/** Says that an answer is not from the release that a link cites, in the tab that the link opened. */
function OtherRelease({ cited }) {
  const seen = useTab();
  const [opened] = useState(seen);
  const served = useAnswered()?.answer.extensions?.release;
  if (seen !== opened || !cited || !served || cited === served) return null;
  return <p role="alert">The link cites release {cited}. This answer is from release {served}.</p>;
}

/** Tabs of which one is chosen; arrow keys go from one to the next (ARIA authoring practices, tabs). */
function Tabs({ names, chosen, choose }) {
  const list = useRef(null);
  const move = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = names.at((names.indexOf(chosen) + step) % names.length);
    choose(next);
    list.current.querySelector(`#answer-tab-${next}`).focus();
  };
  return (
    <div role="tablist" aria-label="Answer as" ref={list} onKeyDown={move}>
      {names.map(name => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`answer-tab-${name}`}
          aria-selected={name === chosen}
          aria-controls={name === chosen ? `answer-${name}` : undefined}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => choose(name)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

/** Gives the answer the whole width, and the editors theirs back. */
function Widen({ pane }) {
  const [wide, setWide] = useState(false);
  useLayoutEffect(() => {
    pane.parentElement.dataset.wide = wide;
  }, [pane, wide]);
  return (
    <button type="button" className="widen" aria-pressed={wide} onClick={() => setWide(!wide)}>
      Widen
    </button>
  );
}
