// The controls round the plan: streams, terminals, shipments to follow, and the line of who waits over the day.
"use strict";

Play.DAY = 86400;
Play.PALETTE = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#a6761d", "#7570b3", "#66a61e", "#e7298a", "#17a2a2", "#b8a100"];
Play.PAPER = "#8c8c8c";

Play.colours = function (streams) { // declarations are grey, all others differ as long as there are colours
  let next = 0;
  return streams.map((stream) => (stream.papers ? Play.PAPER : Play.PALETTE[next++ % Play.PALETTE.length]));
};

Play.streamsOf = function (view) { // a row for each stream: shown or not, its colour, who waits and has waited
  const { data, page } = view;
  const body = Play.element("tbody");
  view.cells = data.facts.streams.map((stream, number) => {
    const row = Play.element("tr"), head = Play.element("th"), name = Play.element("label"), box = Play.element("input");
    const colour = Play.element("span", "", "colour");
    head.scope = "row";
    box.type = "checkbox";
    box.checked = view.visible[number];
    box.addEventListener("change", () => { view.visible[number] = box.checked; view.worst = null; view.changed(); });
    colour.style.background = view.palette[number];
    name.append(box, colour, document.createTextNode(stream.label));
    head.append(name);
    row.append(head);
    const cells = [0, 1, 2, 3, 4].map(() => row.appendChild(Play.element("td")));
    body.append(row);
    return { row, cells };
  });
  const [one, other] = data.facts.names;
  Play.fillTable(page.streams, [words.t("Shown"), words.t("{name}: waiting", { name: one }), words.t("waited [h]"), words.t("{name}: waiting", { name: other }), words.t("waited [h]"), words.t("difference [h]")], []);
  page.streams.querySelector("tbody").replaceWith(body);
};

Play.streamsNow = function (view, t) {
  view.cells.forEach(({ row, cells }, stream) => {
    const [a, b] = [0, 1].map((w) => Play.waited(view.data, w, stream, view.terminal, t));
    const there = [0, 1].some((w) => Play.waited(view.data, w, stream, view.terminal, Play.DAY).seconds > 0);
    row.classList.toggle("elsewhere", !there);
    const texts = [a.waiting, Play.hours(a.seconds), b.waiting, Play.hours(b.seconds), Play.hours(b.seconds - a.seconds, true)];
    cells.forEach((cell, n) => { cell.textContent = texts[n]; });
  });
};

// The hour in which the ticked streams wait longest, in either run; or in which both runs differ most.
Play.worstHour = function (view) { return Play.topHour(view, Math.max); };
Play.firstHour = function (view) { // at which the page opens: where both runs differ most; alike, where most wait
  const hour = Play.differingHour(view), waited = [0, 1].map((w) => Play.total(view, w, (hour + 1) * 3600).seconds - Play.total(view, w, hour * 3600).seconds);
  return waited[0] === waited[1] ? Play.worstHour(view) : hour;
};
Play.differingHour = function (view) { return Play.topHour(view, (one, other) => Math.abs(other - one)); };
Play.topHour = function (view, rule) {
  let best = 0, most = -1;
  for (let hour = 0; hour < 24; hour++) {
    const waited = [0, 1].map((w) => {
      const [before, after] = [hour, hour + 1].map((h) => Play.total(view, w, h * 3600).seconds);
      return after - before;
    }), found = rule(...waited);
    if (found > most) [most, best] = [found, hour];
  }
  return best;
};

Play.line = function (view) { // how many wait over the day, in both runs
  const canvas = view.page.line, pen = canvas.getContext("2d"), ratio = view.ratio;
  const wide = canvas.clientWidth, high = canvas.clientHeight;
  canvas.width = wide * ratio;
  canvas.height = high * ratio;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const points = 288, series = [0, 1].map((w) => Array.from({ length: points + 1 }, (_, n) => Play.total(view, w, (n * Play.DAY) / points).waiting));
  const most = Math.max(1, ...series.flat());
  [0, 1].forEach((w) => {
    pen.strokeStyle = w ? view.colours.other : view.colours.one;
    pen.lineWidth = w ? 2 : 1.5;
    pen.setLineDash(w ? [] : [4, 3]);
    pen.beginPath();
    series[w].forEach((value, n) => pen.lineTo((n / points) * wide, high - 3 - (value / most) * (high - 16)));
    pen.stroke();
  });
  pen.setLineDash([]);
  pen.fillStyle = view.colours.soft;
  pen.font = `11px ${view.colours.font}`;
  pen.textBaseline = "top";
  pen.fillText(words.t("{n} waiting", { n: most }), 2, 0);
};

Play.choices = function (view) { // the shipments whose time in queues differs most
  const { data, page } = view, { saved, lost } = Play.movers(data, 12), first = Play.element("option");
  first.value = "";
  page.movers.replaceChildren(first);
  const group = (title, found) => {
    if (!found.length) return;
    const list = Play.element("optgroup");
    list.label = title;
    for (const [shipment, seconds] of found) {
      const option = Play.element("option", `${Play.nameOf(data, shipment)}, ${seconds < 0 ? "−" : "+"}${Play.minutes(Math.abs(seconds))}`);
      option.value = String(shipment);
      list.append(option);
    }
    page.movers.append(list);
  };
  group(words.t("Wait less with: {name}", { name: data.facts.names[1] }), saved);
  group(words.t("Wait longer with: {name}", { name: data.facts.names[1] }), lost);
  const none = !saved.length && !lost.length;
  page.movers.options[0].textContent = none ? words.t("No shipment waits a minute more or less") : words.t("choose");
};
