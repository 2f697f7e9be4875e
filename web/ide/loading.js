// Values that are asked for when what they depend on changes.
import { useEffect, useState } from 'react';

/** `load` answers with a value or throws; returns `{ value, error }` of what it was called for last. */
export function useLoaded(load, ...given) {
  const [loaded, setLoaded] = useState({});
  useEffect(() => {
    let wanted = true;
    const show = one => wanted && setLoaded(one);
    setLoaded({});
    load(...given).then(value => show({ value }), error => show({ error }));
    return () => {
      wanted = false;
    };
  }, given);
  return loaded;
}
