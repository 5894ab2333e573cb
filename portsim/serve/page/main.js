// The page: a change is shown at once, its figures follow, first a quick estimate and then narrower ones.

import { Controls } from "./controls.js";
import { $, el, fill, offer, show } from "./dom.js";
import { drawMoney, drawRows } from "./figures.js";
import { Hours } from "./hours.js";
import { Pins } from "./pins.js";
import { speak, t } from "./language.js";
import { Play } from "./play.js";
import { source } from "./source.js";
import { languageOf, same, States } from "./state.js";
import { Stream } from "./stream.js";
import { texts } from "./texts.js";

const WAIT = 60; // from the last movement of a slider to its runs [ms]

const from = source();
const model = await from.model(languageOf());
const stored = model.sample; // of a page without a server
speak(model.words);
texts();
document.documentElement.lang = model.language;
document.title = t("What if: {title}", { title: model.title });
$("title").textContent = model.title;
$("lead").textContent = stored
  ? t("Move a number: the figures follow, interpolated between {n} stored worlds. Nothing is run.", { n: stored.n })
  : t("Move a number: the same days are run again, and the figures follow.");

let last = ""; // the control that made the present variant, if one did
let timer = 0;
let asked = null; // the question of the figures that are waited for
let shown = null; // the figures that are shown, and their question
const states = new States({ set: {}, show: model.show, length: model.lengths[0].id, n: model.n }, redraw);
const controls = new Controls(model, moved, set, !stored);
const hours = new Hours(model.names);
const pins = new Pins(states, model, controls, from, () => {
  states.write();
  choices();
  pins.redraw();
  run();
});
const play = new Play(states, model.names, from);
const stream = new Stream(from, { figures, wrong, unanswered, note: (text) => show($("note"), text), done: () => busy(false) });

function set(name, value) {
  states.to(states.with(name, value));
  last = name;
}

// While a slider is dragged: figures follow, the history does not.
function moved(name, value) {
  const variant = states.with(name, value);
  changed(variant);
  run(variant);
  last = name;
}

function redraw() {
  last = "";
  show($("note"), "");
  controls.draw(states.now);
  choices();
  changed(states.now);
  run();
}

// Asks for the figures of a variant; those of the one before that are still to come are not waited for.
function run(variant = states.now) {
  stream.stop();
  asked = states.question(variant);
  busy(true);
  clearTimeout(timer);
  timer = setTimeout(() => stream.ask(asked), WAIT);
}

// Whether an answer is waited for; pins wait for the present variant.
function busy(is) {
  const stale = shown !== null && !same(shown.question, asked);
  document.body.classList.toggle("busy", is);
  document.body.classList.toggle("stale", stale);
  const none = is ? t("The first runs are under way.") : t("There are no figures yet.");
  $("status").textContent = stale ? t("These figures are of the variant before.") : shown ? status(shown.answer) : none;
  $("running").textContent = is ? t("Running \u2026") : "";
  if (!is) pins.load();
}

function figures(answer, question) {
  show($("wrong"), "");
  controls.complain("", "");
  drawRows(answer, model.names);
  drawMoney(answer, model, question.state.show.filter((name) => entry(name)?.event));
  hours.draw(answer);
  pins.draw(answer, question);
  shown = { answer, question };
  busy(true);
  $("progress").max = answer.of;
  $("progress").value = answer.n;
  $("footing").textContent = footing(answer);
  document.body.dataset.n = answer.n;
  document.body.dataset.drawn = String(Number(document.body.dataset.drawn || 0) + 1);
}

function status({ n, of, interpolated }) {
  if (interpolated) return t("Interpolated between {interpolated} stored worlds.", { interpolated });
  if (stored) return t("As stated: these {n} replications were run.", { n });
  if (of === 1) return t("One trace: all comes from logs or is fixed, so one replication is run.");
  if (n < 2) return t("First estimate: {n} replication of {of}.", { n, of });
  return t("{n} replications of {of}.", { n, of });
}

function footing(answer) {
  const values = { ...answer, name: model.name, version: model.version };
  const rests = answer.days === 1
    ? t("{name}: 1 counted day after {warm_up_days} of warm-up, n = {n}, seed {seed}, identity {identity}, portsim {version}", values)
    : t("{name}: {days} counted days after {warm_up_days} of warm-up, n = {n}, seed {seed}, identity {identity}, portsim {version}", values);
  const sampled = stored ? [t("{n} stored worlds over {inputs} inputs, {left_out} more could not run", stored)] : [];
  const allowed = answer.overload ? [t("overload allowed")] : [];
  return `${[rests, ...sampled, ...allowed].join(t("; "))}${t(". ")}${t("Short runs are for trying out: for a figure to build on, save the scenario file and run portsim compare with more days.")}`;
}

function wrong(text, control) {
  busy(false);
  refuse(text, control);
}

// Why a variant cannot run, at its slider and above the figures.
function refuse(text, control) {
  const at = control || (last in asked.state.set ? last : "");
  controls.complain(at, text);
  show($("wrong"), at ? t("{input}: {text}", { input: controls.title(at), text }) : text);
}

// There is no answer, whatever the variant.
function unanswered(text) {
  busy(false);
  show($("wrong"), text);
}

// What is changed in a variant.
function changed({ set: values }) {
  const names = Object.keys(values);
  const chips = names.map((name) => {
    const control = controls.all.get(name);
    const value = values[name];
    const place = control ? control.data.values.indexOf(value) : -1;
    const text = `${controls.title(name)}: ${place >= 0 ? control.data.texts[place] : value}`;
    return el("li", {}, el("span", { text }), el("button", { type: "button", text: "\u00d7", "aria-label": t("{title}: as stated", { title: controls.title(name) }), on: { click: () => set(name, null) } }));
  });
  fill($("changed"), ...(chips.length ? chips : [el("li", { class: "quiet", text: t("Nothing: all as the scenario states it.") })]));
}

function choices() {
  $("undo").disabled = !states.past.length;
  $("redo").disabled = !states.future.length;
  $("length").value = states.now.length;
  $("n").value = states.now.n;
  offer($("against"), [{ value: "-1", text: t("its own baseline") },
    ...states.pins.map((pin, place) => ({ value: String(place), text: t("pinned {name}", { name: pin.name }) }))]);
  $("against").value = states.against;
  play.draw();
  $("shown-title").textContent = t("Alternatives shown ({n} of {all})", { n: states.now.show.length, all: model.alternatives.length });
  for (const box of $("shown").querySelectorAll("input")) {
    box.checked = states.now.show.includes(box.value);
    box.disabled = Boolean(entry(box.value).why_not) && states.now.length === "quick";
  }
}

function entry(name) {
  return model.alternatives.find((each) => each.name === name);
}

async function download(kind) {
  const found = await from.file(kind, { state: states.now });
  if (found.kind === "note") return show($("note"), found.text);
  if (found.kind === "wrong") return refuse(found.text, found.control);
  if (found.kind === "unanswered") return show($("wrong"), found.text);
  const link = el("a", { href: URL.createObjectURL(new Blob([found.text], { type: "text/plain" })), download: found.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  const then = kind === "save" ? `portsim compare ${found.name}` : `marimo edit ${found.name}`;
  show($("note"), t("Saved as {name}, in the folder of your downloads. Next: {then}", { name: found.name, then }));
}

function lengthOf({ id, days, warm_up_days }) {
  const values = { days, warm_up_days };
  if (id === "quick" && model.lengths.length > 1) {
    return days === 1 ? t("quick: 1 day after {warm_up_days}", values) : t("quick: {days} days after {warm_up_days}", values);
  }
  return days === 1 ? t("as stated: 1 day after {warm_up_days}", values) : t("as stated: {days} days after {warm_up_days}", values);
}

fill($("language"), ...Object.entries(model.languages).map(([value, text]) => el("option", { value, text, lang: value })));
$("language").value = model.language;
$("language").addEventListener("change", () => {
  states.language = $("language").value;
  states.write();
  location.reload();
});
for (const each of ["length", "n", "against"]) $(each).closest("label").hidden = Boolean(stored);
$("play-box").hidden = Boolean(stored);
$("left-box").hidden = !stored || !model.not_sampled.length;
if (stored) fill($("left"), ...model.not_sampled.map((text) => el("li", { text })));
fill($("length"), ...model.lengths.map((each) =>
  el("option", { value: each.id, text: lengthOf(each) })));
$("n").max = model.most_n;
fill($("shown"), ...model.alternatives.map((each) => el("label", { class: "check", title: each.why_not || each.name },
  el("input", {
    type: "checkbox", value: each.name,
    on: {
      change: (event) => {
        const chosen = model.alternatives.map((one) => one.name).filter((name) => (name === each.name ? event.target.checked : states.now.show.includes(name)));
        if (!chosen.length || chosen.length > model.most_shown) {
          event.target.checked = !event.target.checked;
          show($("note"), t("Alternatives shown: allowed 1 to {most}.", { most: model.most_shown }));
        } else states.to({ ...states.now, show: chosen });
      },
    },
  }), el("span", { text: each.title }), el("small", { text: each.why_not ? ` ${t("needs longer runs")}` : "" }))));

$("undo").addEventListener("click", () => states.undo());
$("redo").addEventListener("click", () => states.redo());
$("reset").addEventListener("click", () => states.to({ ...states.now, set: {} }));
$("pin").addEventListener("click", () => pins.add());
$("save").addEventListener("click", () => download("save"));
$("notebook").addEventListener("click", () => download("notebook"));
$("length").addEventListener("change", () => {
  const length = $("length").value;
  const able = states.now.show.filter((name) => length !== "quick" || !entry(name)?.why_not);
  const gone = states.now.show.filter((name) => !able.includes(name)).map((name) => model.names[name] || name);
  states.to({ ...states.now, length, show: able.length ? able : model.show });
  if (gone.length) show($("note"), t("{names}: needs longer runs, and is no longer shown.", { names: gone.join(t(", ")) }));
});
$("n").addEventListener("change", () => {
  const text = $("n").value, n = Number(text);
  if (Number.isInteger(n) && n >= 2 && n <= model.most_n) return states.to({ ...states.now, n });
  $("n").value = states.now.n;
  show($("note"), t("Replications: got {text}, allowed a whole number from 2 to {most}.", { text, most: model.most_n }));
});
$("against").addEventListener("change", () => {
  states.against = Number($("against").value);
  states.write();
  play.draw();
  run();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type !== "range" && event.target.type !== "checkbox";
  if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  if (event.shiftKey) states.redo();
  else states.undo();
});
addEventListener("hashchange", () => {
  if (languageOf() && languageOf() !== model.language) location.reload();
  else restore();
});

function restore() {
  const before = states.now;
  const read = states.read();
  if (read && !same(before, states.now)) states.past.push(before);
  redraw();
  pins.redraw();
  if (!read) show($("note"), t("The address holds no state that can be read: nothing is changed by it."));
}

controls.search("");
states.past = [];
restore();
states.past = [];
choices();
