// What the page remembers in the browser, under a prefix of its own:
// other GraphiQL pages on the same localhost port share localStorage.
const PREFIX = 'asean-labour:';
const ourKeys = () => Object.keys(localStorage).filter(key => key.startsWith(PREFIX));

export const storage = {
  getItem: key => localStorage.getItem(PREFIX + key),
  setItem: (key, value) => localStorage.setItem(PREFIX + key, value),
  removeItem: key => localStorage.removeItem(PREFIX + key),
  get length() {
    return ourKeys().length;
  },
  clear: () => ourKeys().forEach(key => localStorage.removeItem(key)),
};
