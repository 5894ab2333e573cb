// The texts of the page in the language that is chosen. Values are put in as text, never as HTML.
"use strict";

const words = {
  language: "en", catalogues: {},
  t(text, values) {
    const said = (words.catalogues[words.language] || {})[text] ?? text;
    return values ? said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole)) : said;
  },
};

const NAMES = { en: "English", zh: "中文" }; // each language in its own words

const SAID = { // what stands on the page from the beginning, by `data-say`
  language: () => words.t("Language"),
  speed: () => words.t("Speed"),
  speed30: () => words.t("half a minute a second"),
  speed120: () => words.t("{n} min a second", { n: 2 }),
  speed600: () => words.t("{n} min a second", { n: 10 }),
  speed1800: () => words.t("{n} min a second", { n: 30 }),
  worst: () => words.t("Worst hour"),
  differing: () => words.t("Hour that differs most"),
  terminal: () => words.t("Terminal"),
  colour: () => words.t("Colour"),
  byStream: () => words.t("by stream"),
  byWaiting: () => words.t("by waiting"),
  toneMoving: () => words.t("on the road"),
  toneServed: () => words.t("is served"),
  toneShort: () => words.t("waits under 10 min"),
  toneMedium: () => words.t("under 30 min"),
  toneLong: () => words.t("30 min or longer"),
  toneStanding: () => words.t("stands by"),
  noteTimes: () => words.t("Queues, who is served, and all times are those of the records."),
  noteDots: () => words.t("Between two places a dot is put along the road by its share of the way's time. In a place: who is served comes first, then the queue in its order; the numbers are served / servers + waiting, the bar is how full a place is in which cargo lies or a carrier stays. Dots that do not fit are only in the numbers. Goods that lie in a block, and papers on their way, are not drawn."),
  one: () => words.t("One shipment in both runs"),
  differs: () => words.t("Differs most"),
  number: () => words.t("Number of a shipment"),
  who: () => words.t("Who waits for a server"),
  turns: () => words.t("Count also cargo that waits for its turn at the carriers' side, as a carrier is loaded and unloaded piece by piece"),
  places: () => words.t("Places now"),
};

const LABELLED = { // what is read out, by `data-label`
  clock: () => words.t("Clock"),
  day: () => words.t("Day"),
  line: () => words.t("How many wait over the day: {one} dashed, {other} solid", { one: Play.data.facts.names[0], other: Play.data.facts.names[1] }),
  scrub: () => words.t("Time of day"),
  plans: () => words.t("Plans"),
  one: () => words.t("One shipment"),
  steps: () => words.t("Steps of the shipment"),
  who: () => words.t("Who waits"),
  streams: () => words.t("Streams"),
  places: () => words.t("Places"),
};

function say() { // all that does not change while it plays
  document.documentElement.lang = words.language;
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = SAID[each.dataset.say]();
  for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", LABELLED[each.dataset.label]());
}
