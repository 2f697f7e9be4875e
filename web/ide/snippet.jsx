// A text to be taken away, with a button that copies it.
import { Copy } from './copy.jsx';

export function Snippet({ name, text, className }) {
  return (
    <section className="snippet" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <Copy key={text} label={`Copy ${name}`} text={text} />
      </header>
      <pre tabIndex={0} className={className}>{text}</pre>
    </section>
  );
}
