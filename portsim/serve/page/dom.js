// Elements made without any text being read as markup: names and titles of a scenario are not trusted.

import { t } from "./language.js";

export const $ = (id) => document.getElementById(id);

export function el(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

export function svg(tag, options = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(options)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

// Other children for a parent. The keyboard stays where it was: at the button of the same name, or else at the parent.
export function fill(parent, ...children) {
  const held = document.activeElement;
  const name = held !== parent && parent.contains(held) ? held.getAttribute("aria-label") ?? "" : null;
  parent.replaceChildren(...children);
  if (name === null) return;
  parent.tabIndex = -1;
  (parent.querySelector(`[aria-label=${JSON.stringify(name)}]`) ?? parent).focus({ preventScroll: true });
}

// Other choices for a select, which stays as it is, even open, if they are the same.
export function offer(select, choices) {
  const has = [...select.options].map(({ value, text }) => ({ value, text }));
  if (JSON.stringify(has) !== JSON.stringify(choices)) fill(select, ...choices.map(({ value, text }) => el("option", { value, text })));
}

export function show(parent, text) {
  parent.textContent = text;
  parent.hidden = !text;
}

// A number to three digits, below a thousandth to two, with thousands in groups.
export function number(value) {
  if (value === null || value === undefined) return t("no figure");
  if (Math.abs(value) < 1e-6) return "0";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  if (size < 0.001) return value.toFixed(1 - Math.floor(Math.log10(size)));
  return String(Number(value.toPrecision(3)));
}

export const signed = (value) => (Math.abs(value) < 1e-6 ? "" : value > 0 ? "+" : "\u2212") + number(Math.abs(value));
