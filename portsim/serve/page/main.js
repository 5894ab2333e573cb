// The page: a change is shown at once, its figures follow, first a quick estimate and then narrower ones.

import { Controls } from "./controls.js";
import { $, el, fill, show } from "./dom.js";
import { drawMoney, drawRows } from "./figures.js";
import { Hours } from "./hours.js";
import { Pins } from "./pins.js";
import { Play } from "./play.js";
import { States } from "./state.js";
import { file, Stream } from "./stream.js";

const WAIT = 60; // from the last movement of a slider to its runs [ms]

const model = await (await fetch("/scenario")).json();
document.title = `What if: ${model.title}`;
$("title").textContent = model.title;

let last = ""; // the control that was touched last
let timer = 0;
const states = new States({ set: {}, show: model.show, length: model.lengths[0].id, n: model.n }, redraw);
const controls = new Controls(model.groups, moved, set);
const hours = new Hours(model.names);
const pins = new Pins(states, model, controls, () => {
  states.write();
  choices();
  pins.draw(pins.now);
  run();
});
const play = new Play(states, model.names);
const stream = new Stream({ figures, wrong, note: (text) => show($("note"), text), done: () => document.body.classList.remove("busy") });

function set(name, value) {
  last = name;
  states.to(states.with(name, value));
}

// While a slider is dragged: figures follow, the history does not.
function moved(name, value) {
  last = name;
  run(states.with(name, value));
}

function redraw() {
  controls.draw(states.now);
  choices();
  changed();
  run();
}

function run(state = states.now) {
  clearTimeout(timer);
  document.body.classList.add("busy");
  timer = setTimeout(() => {
    stream.ask({ state, against: states.against >= 0 ? states.pins[states.against].state : null });
  }, WAIT);
}

function figures(answer) {
  show($("wrong"), "");
  controls.complain("", "");
  drawRows(answer, model.names);
  drawMoney(answer, model.names, model.payers);
  hours.draw(answer);
  pins.draw(answer);
  const replications = answer.n === 1 ? "1 replication" : `${answer.n} replications`;
  $("status").textContent = answer.n < 2 ? `First estimate: ${replications} of ${answer.of}.` : `${replications} of ${answer.of}.`;
  $("progress").max = answer.of;
  $("progress").value = answer.n;
  $("footing").textContent =
    `${model.name}: ${answer.days} counted ${answer.days === 1 ? "day" : "days"} after ${answer.warm_up_days} of warm-up, ` +
    `n = ${answer.n}, seed ${answer.seed}, identity ${answer.identity}, portsim ${model.version}` +
    (answer.overload ? "; overload allowed" : "") +
    ". Short runs are for trying out: for a figure to build on, save the scenario file and run portsim compare with more days.";
  document.body.dataset.n = answer.n;
  document.body.dataset.drawn = String(Number(document.body.dataset.drawn || 0) + 1);
}

function wrong(text, control) {
  document.body.classList.remove("busy");
  const at = control || (last in states.now.set ? last : "");
  controls.complain(at, text);
  show($("wrong"), at ? `${controls.title(at)}: these figures are of the last variant that can run. ${text}` : text);
}

function changed() {
  const names = Object.keys(states.now.set);
  const chips = names.map((name) => {
    const control = controls.all.get(name);
    const value = states.now.set[name];
    const place = control ? control.data.values.indexOf(value) : -1;
    const text = `${controls.title(name)}: ${place >= 0 ? control.data.texts[place] : value}`;
    return el("li", {}, el("span", { text }), el("button", { type: "button", text: "\u00d7", "aria-label": `${controls.title(name)}: as stated`, on: { click: () => set(name, null) } }));
  });
  fill($("changed"), ...(chips.length ? chips : [el("li", { class: "quiet", text: "Nothing: all as the scenario states it." })]));
}

function choices() {
  $("undo").disabled = !states.past.length;
  $("redo").disabled = !states.future.length;
  $("length").value = states.now.length;
  $("n").value = states.now.n;
  fill($("against"), el("option", { value: -1, text: "its own baseline" }),
    ...states.pins.map((pin, place) => el("option", { value: place, text: `pinned ${pin.name}` })));
  $("against").value = states.against;
  play.draw();
  $("shown-title").textContent = `Alternatives shown (${states.now.show.length} of ${model.alternatives.length})`;
  for (const box of $("shown").querySelectorAll("input")) {
    box.checked = states.now.show.includes(box.value);
    const entry = model.alternatives.find((each) => each.name === box.value);
    box.disabled = Boolean(entry.why_not) && states.now.length === "quick";
  }
}

async function download(address) {
  const found = await file(address, { state: states.now });
  if (found.kind === "wrong") return wrong(found.text, found.control);
  const link = el("a", { href: URL.createObjectURL(new Blob([found.text], { type: "text/plain" })), download: found.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  const then = address === "/save" ? `portsim compare ${found.name}` : `marimo edit ${found.name}`;
  show($("note"), `Saved as ${found.name}, in the folder of your downloads. Next: ${then}`);
}

fill($("length"), ...model.lengths.map((each) =>
  el("option", { value: each.id, text: `${each.id === "quick" && model.lengths.length > 1 ? "quick" : "as stated"}: ${each.days} ${each.days === 1 ? "day" : "days"} after ${each.warm_up_days}` })));
$("n").max = model.most_n;
fill($("shown"), ...model.alternatives.map((each) => el("label", { class: "check", title: each.why_not || each.name },
  el("input", {
    type: "checkbox", value: each.name,
    on: {
      change: (event) => {
        const chosen = model.alternatives.map((one) => one.name).filter((name) => (name === each.name ? event.target.checked : states.now.show.includes(name)));
        if (!chosen.length || chosen.length > model.most_shown) event.target.checked = !event.target.checked;
        else states.to({ ...states.now, show: chosen });
      },
    },
  }), el("span", { text: each.title }), el("small", { text: each.why_not ? " needs longer runs" : "" }))));

$("undo").addEventListener("click", () => states.undo());
$("redo").addEventListener("click", () => states.redo());
$("reset").addEventListener("click", () => states.to({ ...states.now, set: {} }));
$("pin").addEventListener("click", () => pins.add());
$("save").addEventListener("click", () => download("/save"));
$("notebook").addEventListener("click", () => download("/notebook"));
$("length").addEventListener("change", () => states.to({ ...states.now, length: $("length").value }));
$("n").addEventListener("change", () => {
  const n = Math.round(Number($("n").value));
  if (n >= 2 && n <= model.most_n) states.to({ ...states.now, n });
  else $("n").value = states.now.n;
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
addEventListener("hashchange", restore);

function restore() {
  const before = states.now;
  if (!states.read()) show($("note"), "The address holds no state that can be read; the page is as the scenario states it.");
  else if (JSON.stringify(before) !== JSON.stringify(states.now)) states.past.push(before);
  redraw();
  pins.load();
}

controls.search("");
states.past = [];
restore();
states.past = [];
choices();
