// Pinned variants: kept beside the present one, with the figures that they had.

import { $, el, fill } from "./dom.js";
import { between } from "./figures.js";
import { t } from "./language.js";
import { same } from "./state.js";
import { Stream } from "./stream.js";

export class Pins {
  // `changed` is called when a pin comes or goes
  constructor(states, model, controls, source, changed) {
    Object.assign(this, { states, model, controls, source, changed });
    this.now = null; // the figures that the page shows, and what they answer
    this.asked = { state: states.now };
    this.under = null; // the pin whose figures are being asked for
  }

  add() {
    const { states, now, asked } = this;
    const whole = this.own() && same(asked.state, states.now) && now.n === now.of; // else they are asked for
    states.pins.push({ name: states.freeName(), state: structuredClone(states.now), rows: whole ? now.rows : null, n: whole ? now.n : "", whole });
    this.changed();
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
    const pin = this.states.pins.find((each) => !each.whole && !each.wrong);
    if (!pin || this.under) return;
    this.under = pin;
    this.redraw();
    const next = () => {
      this.under = null;
      this.redraw();
      this.load();
    };
    new Stream(this.source, {
      figures: ({ rows, n }) => {
        Object.assign(pin, { rows, n });
        this.redraw();
      },
      wrong: (text) => {
        pin.wrong = text;
        next();
      },
      unanswered: () => {
        this.under = null; // asked for again after the next change
        this.redraw();
      },
      note: () => {},
      done: () => {
        pin.whole = true;
        next();
      },
    }).ask({ state: pin.state, against: null });
  }

  // Shows the figures of a question beside those of the pins.
  draw(answer, asked) {
    Object.assign(this, { now: answer, asked });
    this.redraw();
  }

  redraw() {
    const answer = this.now;
    const pins = this.states.pins;
    $("pins-box").hidden = !pins.length;
    if (!pins.length) return;
    const columns = [{ name: t("Now"), now: true, state: this.asked.state, rows: this.own(), n: answer?.n }, ...pins];
    const keys = new Map();
    for (const column of columns) {
      for (const row of column.rows || []) if (row.aim) keys.set(`${row.alternative} ${row.kpi}`, row);
    }
    const head = el("tr", {}, el("th", { scope: "col", text: t("Difference to its own baseline") }),
      ...columns.map((column, place) => el("th", { scope: "col" }, el("span", { text: column.name }), ...(place ? this.buttons(place - 1) : []))));
    const changes = el("tr", {}, el("th", { scope: "row", text: t("Changed") }),
      ...columns.map((column) => el("td", {}, ...this.changes(column.state))));
    const several = new Set(columns.map(({ state }) => state.length)).size > 1;
    const length = (state) => [...$("length").options].find((each) => each.value === state.length)?.text ?? "";
    const lengths = el("tr", {}, el("th", { scope: "row", text: t("Length of runs") }), ...columns.map(({ state }) => el("td", { text: length(state) })));
    const body = [...keys].map(([key, row]) => el("tr", {},
      el("th", { scope: "row" }, el("span", { text: row.title }), el("small", { text: ` [${row.unit}]${t(", ")}${this.model.names[row.alternative] || row.alternative}` })),
      ...columns.map((column) => {
        const own = (column.rows || []).find((each) => `${each.alternative} ${each.kpi}` === key);
        return el("td", { text: own ? between(own) : column.wrong || this.why(column) });
      })));
    const n = el("tr", {}, el("th", { scope: "row", text: t("Replications n") }), ...columns.map((column) => el("td", { text: column.n ?? "" })));
    fill($("pins"), el("table", {}, el("thead", {}, head), el("tbody", {}, changes, ...(several ? [lengths] : []), ...body, n)));
  }

  // Why a column has no figure in a row.
  why(column) {
    if (column.rows) return t("not shown");
    if (column.now) return this.now ? t("compared with a pin") : "";
    return column === this.under ? t("is being run") : t("not yet run");
  }

  changes(state) {
    const names = Object.keys(state.set);
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
