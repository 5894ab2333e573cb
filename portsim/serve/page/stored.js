// Figures of a page without a server: those of the port as stated are stored, all others lie between stored runs.

import { t } from "./language.js";
import { number } from "./dom.js";
import { fileOf } from "./yaml.js";

export class Stored {
  constructor(data) {
    this.data = data;
    this.place = new Map(data.names.map((name, at) => [name, at]));
    this.says = null;
  }

  async model(language) {
    this.says = this.data.models[language] || this.data.models[this.data.language];
    this.values = new Map(this.says.groups.flatMap((group) => group.controls).map((each) => [each.name, each.values]));
    return { ...this.says, sample: this.data.sample };
  }

  async figures({ state }, signal, take) {
    const point = this.point(state);
    if (point.wrong) return take({ kind: "wrong", text: point.wrong, control: point.control });
    const full = this.full(point);
    if (full) return take({ kind: "wrong", text: full, control: "" });
    const stated = point.every((at, slider) => at === this.data.stated[slider]);
    take({ kind: "figures", ...(stated ? this.asStated(state) : this.between(point, state)) });
    take({ kind: "end" });
  }

  // The positions of all sliders.
  point(state) {
    const point = [...this.data.stated];
    for (const [name, value] of Object.entries(state.set)) {
      const slider = this.place.get(name);
      const at = slider === undefined ? -1 : this.values.get(name).indexOf(value);
      if (slider === undefined) return { wrong: t("{name}: is not among the inputs of this page", { name }), control: "" };
      if (at < 0) return { wrong: t("{name}: got {value}, allowed the positions of its slider", { name, value }), control: name };
      point[slider] = at;
    }
    return point;
  }

  // Why no figure is given: a place would be fuller than in any stored run.
  full(point) {
    for (const { place, terminal, limit, fit } of this.data.loads) {
      const load = this.at(fit, point);
      if (fit.why || load <= limit + 0.02) continue;
      return t("{place}: {load} % of what its servers can do would be asked of them, and the stored runs have {limit} % at most. Add servers or lower the demand; {command} runs it.",
        { place: this.title(place, terminal), load: Math.round(100 * Math.exp(load)), limit: Math.round(100 * Math.exp(limit)), command: this.data.sample.command });
    }
    return "";
  }

  title(place, terminal) {
    return (this.says.places[place] || place) + (terminal ? `, ${terminal}` : "");
  }

  // A fit at the positions of the sliders.
  at(fit, point) {
    const value = (factors) => factors.reduce((product, [slider, degree]) => product * this.data.bases[slider][point[slider]][degree], 1);
    return fit.t.reduce((sum, term, k) => sum + fit.c[k + 1] * value(term), fit.c[0]);
  }

  footing(state) {
    const { sample } = this.data;
    return { kind: "figures", n: sample.replications, of: sample.replications, days: sample.days, warm_up_days: sample.warm_up_days,
      seed: sample.seed, identity: sample.identity, overload: false, pinned: false, shown: state.show };
  }

  named(row) {
    return { ...row, ...this.says.kpis[row.kpi] };
  }

  // What was run.
  asStated(state) {
    const { answer } = this.data;
    const shown = (each) => state.show.includes(each.alternative);
    const queues = (each) => Object.fromEntries(Object.entries(each.queues).filter(([name]) => name === "baseline" || state.show.includes(name)));
    return {
      ...this.footing(state), interpolated: 0,
      rows: answer.rows.filter(shown).map((row) => this.named(row)),
      money: answer.money.filter(shown),
      hours: answer.hours.map((each) => ({ ...each, title: this.says.places[each.place] || each.title, queues: queues(each) })),
    };
  }

  between(point, state) {
    const shown = (each) => state.show.includes(each.alternative);
    return {
      ...this.footing(state), interpolated: this.data.sample.n,
      rows: this.data.rows.filter(shown).map((row) => this.named(this.row(row, point))).filter((row) => row.aim || row.verdict === "saves" || row.verdict === "worse"),
      money: this.data.money.filter(shown).map((row) => this.money(row, point)),
      hours: this.data.hours.map((each) => this.hours(each, point, state)),
    };
  }

  // A figure and its interval: noise of the runs and error between them; `unfit` says why it is not shown.
  figure(fit, point) {
    if (fit.why) return { value: null, low: null, high: null, unfit: why(fit, this.data.sample) };
    const value = this.at(fit, point);
    return { value, low: value - fit.half, high: value + fit.half, unfit: "" };
  }

  row({ fit, ...row }, point) {
    const found = this.figure(fit, point);
    const before = this.data.baseline[row.kpi];
    const baseline = before.why ? null : this.at(before, point);
    const verdict = found.unfit ? "not interpolated" : verdictOf(found, row);
    const sum = found.value === null || baseline === null ? null : baseline + found.value;
    const n = this.data.sample.replications;
    return { ...row, baseline, value: sum, difference: found.value, low: found.low, high: found.high, n, bound: false, verdict, unfit: found.unfit };
  }

  money({ fit, ...row }, point) {
    const found = this.figure(fit, point);
    return { ...row, saved: found.value, low: found.low, high: found.high, n: this.data.sample.replications, verdict: "", unfit: found.unfit };
  }

  hours(each, point, state) {
    const sizes = each.fits.map((fit) => this.at(fit, point));
    const queue = (hour) => Math.max(0, each.stated[hour] + sizes.reduce((sum, size, k) => sum + size * each.shapes[k][hour], 0));
    const queues = {};
    each.names.forEach((name, place) => {
      if (name !== "baseline" && !state.show.includes(name)) return;
      queues[name] = [...Array(24).keys()].map((hour) => queue(24 * place + hour));
    });
    const several = this.data.hours.filter(({ place }) => place === each.place).length > 1;
    return { place: each.place, terminal: several ? each.terminal : "", title: this.says.places[each.place] || each.place, queues,
      unfit: each.why ? t("These queues go by chance between the stored runs: they are not fit to interpolate.") : "" };
  }

  async file(kind, { state }) {
    if (kind === "notebook") return { kind: "note", text: t("A page without a server writes no notebook. {command} does.", { command: this.data.sample.command }) };
    return fileOf(this.data.file, state, this.place, this.values);
  }

  get lost() {
    return "";
  }
}

function why(fit, sample) {
  return fit.why === "few" ? t("not fit to interpolate: too few stored runs have it")
    : t("not fit to interpolate: wrong by {error} where it was tried, of {spread} between the {n} stored worlds",
      { error: number(fit.error), spread: number(fit.spread), n: sample.n });
}

function verdictOf({ value, low, high }, { better, matters }) {
  if (low > 0 || high < 0) {
    if (better === "neither") return "changes";
    return (value < 0) === (better === "less") ? "saves" : "worse";
  }
  return matters !== null && Math.abs(low) <= matters && Math.abs(high) <= matters ? "equivalent" : "undecided";
}
