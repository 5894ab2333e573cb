// The state of the page: what is changed and shown, its history, and the address that holds it.

export class States {
  constructor(first, changed) {
    this.first = first;
    this.changed = changed; // called with the new state
    this.past = [];
    this.future = [];
    this.pins = [];
    this.against = -1; // place of the pin that is compared with; -1 is the variant's own baseline
    this.now = structuredClone(first);
    this.language = ""; // of the address; empty where it names none
  }

  // A change that can be undone.
  to(state) {
    if (same(state, this.now)) return;
    this.past.push(this.now);
    if (this.past.length > 200) this.past.shift();
    this.future = [];
    this.go(state);
  }

  go(state) {
    this.now = state;
    this.write();
    this.changed();
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.now);
    this.go(this.past.pop());
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.now);
    this.go(this.future.pop());
  }

  with(name, value) {
    const set = { ...this.now.set };
    if (value === null) delete set[name];
    else set[name] = value;
    return { ...this.now, set };
  }

  // The question of what is shown for a variant: a pinned one is run as long and as often as what it is compared with.
  question(state = this.now) {
    const pin = this.pins[this.against];
    return { state, against: pin ? { ...pin.state, length: state.length, n: state.n } : null };
  }

  // The first letter that no pin has.
  freeName() {
    const name = (place) => String.fromCharCode(65 + (place % 26)) + (place < 26 ? "" : Math.floor(place / 26) + 1);
    let place = 0;
    while (this.pins.some((pin) => pin.name === name(place))) place += 1;
    return name(place);
  }

  write() {
    const held = { now: this.now };
    if (this.pins.length) held.pins = this.pins.map(({ name, state }) => ({ name, state }));
    if (this.against >= 0) held.against = this.against;
    if (this.language) held.language = this.language;
    history.replaceState(null, "", "#" + encodeURIComponent(JSON.stringify(held)));
  }

  // Takes the state of the address; false if it holds none that can be read.
  read() {
    const text = location.hash.slice(1);
    if (!text) return true;
    try {
      const held = JSON.parse(decodeURIComponent(text));
      if (!isMap(held) || !isState(held.now)) return false;
      const { pins = [] } = held;
      if (!Array.isArray(pins) || !pins.every((pin) => isMap(pin) && isState(pin.state))) return false;
      this.now = { ...structuredClone(this.first), ...held.now };
      this.language = languageOf();
      this.pins = pins.map(({ name, state }) => ({ name: String(name), state, rows: null }));
      this.against = Number.isInteger(held.against) && held.against in this.pins ? held.against : -1;
      return true;
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof URIError) return false;
      throw error;
    }
  }
}

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isState = (value) => isMap(value) && isMap(value.set) && Array.isArray(value.show);

// Whether two states, or two questions, are the same.
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The language that the address names, empty if it names none.
export function languageOf() {
  const found = /"language":"([a-z]{2,8})"\}$/.exec(readable(location.hash.slice(1)));
  return found ? found[1] : "";
}

function readable(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return "";
    throw error;
  }
}
