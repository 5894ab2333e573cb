// The language of the page: English texts as they are written in the scripts, or their words in a catalogue.

let words = {};

export const speak = (catalogue) => { words = catalogue; };

// Says a text, with its values in the places that it names in braces.
export function t(text, values = {}) {
  const said = Object.hasOwn(words, text) ? words[text] : text;
  return said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
