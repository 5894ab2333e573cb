// Pinned variants: kept beside the present one, with the figures that they had.

import { $, el, fill } from "./dom.js";
import { between } from "./figures.js";
import { t } from "./language.js";
import { Stream } from "./stream.js";

export class Pins {
  // `changed` is called when a pin comes or goes, `drawn` when figures of one have come
  constructor(states, model, controls, source, changed) {
    Object.assign(this, { states, model, controls, source, changed });
    this.now = null;
    this.next = 0;
    this.stream = null;
  }

  add() {
    const letter = String.fromCharCode(65 + (this.states.pins.length % 26));
    this.states.pins.push({ name: letter, state: structuredClone(this.states.now), rows: this.own(), n: this.now?.n });
    this.changed();
    this.load();
  }

  // Figures against its own baseline, if the page shows these now.
  own() {
    return this.now && !this.now.pinned ? this.now.rows : null;
  }

  remove(place) {
    this.states.pins.splice(place, 1);
    if (this.states.against === place) this.states.against = -1;
    else if (this.states.against > place) this.states.against -= 1;
    this.changed();
  }

  // Asks for the figures of pins that have none, one after the other.
  load() {
    const pin = this.states.pins.find((each) => !each.rows && !each.wrong);
    if (!pin || this.stream) return;
    this.stream = new Stream(this.source, {
      figures: (answer) => {
        pin.rows = answer.rows;
        pin.n = answer.n;
        this.draw(this.now);
      },
      wrong: (text) => {
        pin.wrong = text;
        this.stream = null;
        this.draw(this.now);
        this.load();
      },
      note: () => {},
      done: () => {
        this.stream = null;
        this.load();
      },
    });
    this.stream.ask({ state: pin.state, against: null });
  }

  draw(answer) {
    this.now = answer;
    const pins = this.states.pins;
    $("pins-box").hidden = !pins.length;
    if (!pins.length) return;
    const columns = [{ name: t("Now"), now: true, state: this.states.now, rows: this.own(), n: answer?.n }, ...pins];
    const keys = new Map();
    for (const column of columns) {
      for (const row of column.rows || []) if (row.aim) keys.set(`${row.alternative} ${row.kpi}`, row);
    }
    const head = el("tr", {}, el("th", { scope: "col", text: t("Difference to its own baseline") }),
      ...columns.map((column, place) => el("th", { scope: "col" }, el("span", { text: column.name }), ...(place ? this.buttons(place - 1) : []))));
    const changes = el("tr", {}, el("th", { scope: "row", text: t("Changed") }),
      ...columns.map((column) => el("td", {}, ...this.changes(column.state))));
    const body = [...keys].map(([key, row]) => el("tr", {},
      el("th", { scope: "row" }, el("span", { text: row.title }), el("small", { text: ` [${row.unit}]${t(", ")}${this.model.names[row.alternative] || row.alternative}` })),
      ...columns.map((column) => {
        const own = (column.rows || []).find((each) => `${each.alternative} ${each.kpi}` === key);
        return el("td", { text: own ? between(own) : column.wrong || (column.rows ? t("not shown") : column.now ? t("compared with a pin") : t("is being run")) });
      })));
    const n = el("tr", {}, el("th", { scope: "row", text: t("Replications n") }), ...columns.map((column) => el("td", { text: column.n ?? "" })));
    fill($("pins"), el("table", {}, el("thead", {}, head), el("tbody", {}, changes, ...body, n)));
  }

  changes(state) {
    const names = Object.keys(state.set || {});
    if (!names.length) return [t("as stated")];
    return names.map((name) => {
      const control = this.controls.all.get(name);
      const place = control ? control.data.values.indexOf(state.set[name]) : -1;
      return el("div", { text: `${this.controls.title(name)}: ${place >= 0 ? control.data.texts[place] : state.set[name]}` });
    });
  }

  buttons(place) {
    const name = this.states.pins[place].name;
    return [
      el("button", { type: "button", text: t("Take"), "aria-label": t("Take variant {name}", { name }), on: { click: () => this.states.to(structuredClone(this.states.pins[place].state)) } }),
      el("button", { type: "button", text: t("Remove"), "aria-label": t("Remove variant {name}", { name }), on: { click: () => this.remove(place) } }),
    ];
  }
}
