// A state as a scenario file, made in the page: only what differs, in the words of a scenario file.

import { t } from "./language.js";

export function fileOf(file, state, place, values) {
  const changes = {};
  for (const name of Object.keys(state.set).sort()) {
    const at = place.has(name) ? values.get(name).indexOf(state.set[name]) : -1;
    if (at < 0) return { kind: "wrong", text: t("{name}: is not among the inputs of this page", { name }), control: "" };
    merge(changes, file.changes[name][at]);
  }
  const hidden = file.compare.filter((name) => !state.show.includes(name));
  if (hidden.length) changes.compare = Object.fromEntries(hidden.map((name) => [name, null]));
  return { name: file.name, text: `${file.line}\n${block({ ...file.head, ...changes }, "")}` };
}

function merge(into, from) {
  for (const [key, value] of Object.entries(from)) {
    if (isMap(value)) merge((into[key] ??= {}), value);
    else into[key] = value;
  }
}

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// Keys in a line each; single values and lists as JSON, which YAML reads as it is.
function block(data, indent) {
  return Object.entries(data).map(([key, value]) => {
    const name = /^[a-z][a-z_0-9]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/.test(key) ? key : JSON.stringify(key);
    return isMap(value) && Object.keys(value).length ? `${indent}${name}:\n${block(value, `${indent}  `)}` : `${indent}${name}: ${JSON.stringify(value)}\n`;
  }).join("");
}
