// Queues by hour of the day, as lines.

/* global uPlot */
import { $, offer, show } from "./dom.js";
import { t } from "./language.js";

const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2]];

export class Hours {
  constructor(names) {
    this.names = names;
    this.plot = null;
    this.answer = null;
    this.chosen = null; // by the user; else the place whose queue moves most
    $("place").addEventListener("change", () => {
      this.chosen = $("place").value;
      this.drawn();
    });
    new ResizeObserver(() => this.resized()).observe($("hours"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.drawn());
  }

  draw(answer) {
    this.answer = answer;
    const places = answer.hours.map((each) => ({ value: `${each.place} ${each.terminal}`, text: each.title + (each.terminal ? `, ${each.terminal}` : "") }));
    offer($("place"), places);
    if (!places.some((each) => each.value === this.chosen)) this.chosen = null;
    $("place").value = this.chosen ?? this.liveliest();
    this.drawn();
  }

  liveliest() {
    let best = "";
    let most = -1;
    for (const each of this.answer.hours) {
      const lines = Object.values(each.queues);
      const total = (line) => line.reduce((sum, x) => sum + (x ?? 0), 0);
      const apart = (line) => total(line.map((x, h) => Math.abs((x ?? 0) - (lines[0][h] ?? 0))));
      // both large and a large part of it: a long queue that hardly moves is not what is looked for
      const moved = Math.max(0, ...lines.slice(1).map((line) => apart(line) ** 2 / (total(line) + total(lines[0]) || 1)));
      if (moved > most) [most, best] = [moved, `${each.place} ${each.terminal}`];
    }
    return best;
  }

  drawn() {
    if (!this.answer) return;
    const at = this.answer.hours.find((each) => `${each.place} ${each.terminal}` === $("place").value);
    if (this.plot) this.plot.destroy();
    this.plot = null;
    show($("hours-unfit"), at && at.unfit ? at.unfit : "");
    $("hours-said").textContent = this.about(at);
    if (!at || at.unfit) return;
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink").trim();
    const line = style.getPropertyValue("--line").trim();
    const colours = [1, 2, 3, 4, 5, 6].map((place) => style.getPropertyValue(`--c${place}`).trim());
    const hours = [...Array(24).keys()];
    const names = Object.keys(at.queues);
    const title = (name) => name.startsWith("pinned ") ? t("{name}, pinned", { name: this.names[name.slice(7)] || name.slice(7) }) : this.names[name] || name;
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    this.plot = new uPlot(
      {
        width: Math.max(240, $("hours").clientWidth),
        height: 240,
        legend: { live: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: (u, low, high) => [0, Math.max(high || 0, 0.01) * 1.05] } },
        axes: [{ ...axis, label: t("hour of the day"), labelSize: 20, size: 34 }, { ...axis, label: t("number in the queue"), labelSize: 20, size: 52 }],
        series: [{ label: t("hour") }, ...names.map((name, place) => ({
          label: title(name), value: () => "", stroke: colours[place % colours.length], width: place ? 2 : 4, dash: DASHES[place % DASHES.length], points: { show: false },
        }))],
      },
      [hours, ...names.map((name) => at.queues[name])],
      $("hours"),
    );
  }

  about(at) {
    if (!at) return t("Nobody queues anywhere in these runs.");
    if (at.unfit) return "";
    const { n, of, interpolated } = this.answer;
    if (interpolated) return t("Mean number that wait [shipments] by hour of the day, interpolated between {interpolated} stored worlds of n = {n} replications.", { interpolated, n });
    if (of === 1) return t("Number that wait [shipments] by hour of the day, of the one trace.");
    return n === 1 ? t("Number that wait [shipments] by hour of the day, of n = 1 replication: first estimate.")
      : t("Mean number that wait [shipments] by hour of the day, mean of n = {n} replications.", { n });
  }

  resized() {
    const width = Math.max(240, $("hours").clientWidth);
    if (this.plot && this.plot.width !== width) this.plot.setSize({ width, height: 240 });
  }
}
