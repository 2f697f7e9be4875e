// Values that are asked for when what they depend on changes.
import { useEffect, useState } from 'react';

/** `load` answers with a value or throws; returns `{ value, error }` of what is given now, and nothing until that is there. */
export function useLoaded(load, given) {
  const [loaded, setLoaded] = useState({});
  useEffect(() => {
    let wanted = true;
    const show = one => wanted && setLoaded({ given, ...one });
    load(given).then(value => show({ value }), error => show({ error }));
    return () => {
      wanted = false;
    };
  }, [load, given]);
  return loaded.given === given ? loaded : {};
}
