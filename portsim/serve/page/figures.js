// Differences with their intervals, and money by payer.

import { $, el, fill, number, signed, svg } from "./dom.js";
import { t } from "./language.js";

const FIRST = "first estimate";
const ONE = "one replication"; // of several, which has the figure
const TRACE = "one trace";

const words = () => ({
  saves: t("better"), worse: t("worse"), changes: t("changes"), equivalent: t("no difference that matters"),
  undecided: t("not yet clear"), "not measured": t("not measured"), [TRACE]: t("one trace"), overloaded: t("a queue grows"),
  "pays more": t("pays more"), [FIRST]: t("first estimate"), [ONE]: t("in one replication only"), "not interpolated": t("not fit to interpolate"),
});

export function between(row) {
  if (row.unfit) return t("not fit to interpolate");
  if (row.difference === null) return t("no figure");
  const text = signed(row.difference);
  return `${text} (${spread(row)})`;
}

// The interval of a row, or why there is none.
function spread(row) {
  if (row.low !== null && row.high !== null) return range(row);
  return [FIRST, ONE, TRACE].includes(row.verdict) ? words()[row.verdict] : t("no interval");
}

const range = ({ low, high }) => t("{low} to {high}", { low: signed(low), high: signed(high) });

// One difference as a point and its 95 % interval around 0, on a scale of its own table.
function interval(value, low, high, most) {
  const at = (x) => 50 + 46 * Math.max(-1, Math.min(1, x / most));
  const plot = svg("svg", { viewBox: "0 0 100 16", class: "plot", "aria-hidden": "true", preserveAspectRatio: "none" });
  plot.append(svg("line", { x1: 50, x2: 50, y1: 0, y2: 16, class: "zero" }));
  if (value === null || !(most > 0)) return plot;
  if (low !== null && high !== null) {
    plot.append(svg("line", { x1: at(low), x2: at(high), y1: 8, y2: 8, class: "ci" }));
  }
  plot.append(svg("rect", { x: at(value) - 1.2, y: 4, width: 2.4, height: 8, class: low === null ? "dot open" : "dot" }));
  return plot;
}

export function drawRows(answer, names) {
  const order = [...new Set(answer.rows.map((row) => row.alternative))];
  const blocks = order.map((name) => {
    const rows = answer.rows.filter((row) => row.alternative === name);
    const part = (row) => row.difference === null || !row.baseline ? 0 : Math.abs(row.difference / row.baseline);
    const share = (row, x) => (x === null || !row.baseline ? null : x / Math.abs(row.baseline));
    const most = Math.min(1, Math.max(...rows.map((row) => Math.max(part(row), Math.min(1, 1.5 * part(row) + 0.02)))));
    const before = answer.pinned ? t("Pinned") : t("Baseline");
    const interpolated = answer.interpolated ? t("Difference (95 % interval)") : t("Difference (95 % CI)");
    const head = [t("Figure"), before, answer.pinned ? t("Now") : t("With it"), interpolated, t("Change"), t("Verdict")].map((text) =>
      el("th", { scope: "col", text }));
    const body = rows.map((row) => {
      const relative = share(row, row.difference);
      return el(
        "tr", { class: row.unfit ? "unfit" : row.aim ? "" : "side" },
        el("th", { scope: "row", title: row.says }, el("span", { text: row.title }), el("small", { text: ` [${row.unit}]${row.aim ? "" : t(", ") + t("not aimed at")}` })),
        el("td", { text: number(row.baseline) }),
        el("td", { text: number(row.value) }),
        el("td", { class: "difference" }, ...shown(row.difference, row)),
        el("td", { class: "plotted" }, interval(relative, share(row, row.low), share(row, row.high), most),
          el("small", { text: relative === null ? "" : `${signed(100 * relative)} %` })),
        el("td", { class: `word ${row.verdict.replaceAll(" ", "-")}`, text: (words()[row.verdict] || row.verdict) + (row.bound ? " *" : "") }),
      );
    });
    return el("div", { class: "wide block" },
      el("table", { class: "aims" }, el("caption", { text: names[name] || name }),
        el("colgroup", {}, ...["w23", "w11", "w11", "w23", "w17", "w15"].map((width) => el("col", { class: width }))), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body)));
  });
  if (!blocks.length) fill($("rows"), el("p", { text: t("No alternative shown has a figure that it aims at (aims_at), and none is found to move one.") }));
  else fill($("rows"), ...blocks);
  const bound = answer.rows.some((row) => row.bound) ? ` * ${t("some shipments were unfinished: the figure is a bound.")}` : "";
  const many = answer.n < 2 || answer.interpolated ? "" : `${t(" ")}${t("A verdict allows for how many figures are compared: it can be unclear beside an interval without 0.")}`;
  $("rows-said").textContent = said(answer) + many + bound;
}

export function said(answer) {
  const { n, of, days, interpolated } = answer;
  if (interpolated) {
    return t("Interpolated between {interpolated} stored worlds of n = {n} replications each, not run: the 95 % interval holds the noise of the runs and the error of what lies between them.", { interpolated, n });
  }
  if (of === 1) return t("One trace: all comes from logs or is fixed, so there is no interval.");
  if (n < 2) return t("First estimate: one replication, so no interval yet.");
  return days === 1 ? t("95 % CI of the difference over n = {n} replications of 1 day each.", { n })
    : t("95 % CI of the difference over n = {n} replications of {days} days each.", { n, days });
}

// A figure with its interval, or why there is none.
function shown(value, row) {
  if (row.unfit) return [el("small", { class: "why", text: row.unfit })];
  if (value === null) return [el("strong", { text: t("no figure") })];
  return [el("strong", { text: signed(value) }), el("small", { text: ` ${spread(row)}` })];
}

// `events` are shown alternatives that hold an event, which is no matter of a year.
export function drawMoney(answer, { names, payers }, events) {
  const columns = [...new Set(answer.money.map((row) => row.alternative))];
  const rows = [...new Set(answer.money.map((row) => row.payer))];
  const find = (payer, name) => answer.money.find((row) => row.payer === payer && row.alternative === name);
  const size = (row) => Math.abs(row.saved || 0);
  const most = Math.max(0, ...answer.money.map((row) => 1.3 * size(row)));
  const head = el("tr", {}, el("th", { scope: "col", text: t("Payer") }), ...columns.map((name) => el("th", { scope: "col", text: names[name] || name })));
  const body = rows.map((payer) =>
    el("tr", { class: payer === rows.at(-1) || payer === rows.at(-2) ? "sum" : "" },
      el("th", { scope: "row", text: payers[payer] || payer }),
      ...columns.map((name) => {
        const row = find(payer, name);
        if (!row) return el("td", { text: "" });
        return el("td", { class: row.unfit ? "plotted beside unfit" : "plotted beside" }, interval(row.saved, row.low, row.high, most),
          el("span", {}, ...shown(row.saved, row)));
      })));
  if (!rows.length) fill($("money"), el("p", { text: t("The scenario has no tariffs, or nothing of theirs was counted.") }));
  else fill($("money"), el("table", {}, el("thead", {}, head), el("tbody", {}, ...body)));
  $("money-said").textContent =
    [t("Saved in a year [M yuan/y]; below 0 it pays more."), said(answer), t("No costs of the measures themselves are in it."),
      events.length ? t("{names}: happens once in a run, so it has no money a year.", { names: events.map((name) => names[name] || name).join(t(", ")) }) : ""].join(t(" ")).trim();
}
