// The tables beside the plan: streams, places, and the steps of one shipment in both runs. Texts are set as
// text and never as HTML, as names come from a scenario.
"use strict";

Play.element = function (tag, text, name) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
};

Play.clock = function (seconds) { // of the day; a day before or after it is said
  const day = Math.floor(seconds / 86400), rest = seconds - day * 86400;
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const text = `${two(rest / 3600)}:${two((rest / 60) % 60)}:${two(rest % 60)}`;
  return day === 0 ? text : words.t("{days} d {time}", { days: `${day > 0 ? "+" : "−"}${Math.abs(day)}`, time: text });
};

Play.hours = function (seconds, sign) {
  const text = (Math.abs(seconds) / 3600).toFixed(1);
  return !sign || Number(text) === 0 ? text : `${seconds < 0 ? "−" : "+"}${text}`;
};

Play.minutes = function (seconds) {
  if (seconds < 60) return words.t("{n} s", { n: Math.round(seconds) });
  if (seconds < 5400) return words.t("{n} min", { n: (seconds / 60).toFixed(1) });
  return seconds < 172800 ? words.t("{n} h", { n: (seconds / 3600).toFixed(1) }) : words.t("{n} d", { n: (seconds / 86400).toFixed(1) });
};

Play.fillTable = function (table, heads, rows) {
  const head = Play.element("thead"), body = Play.element("tbody"), line = Play.element("tr");
  for (const text of heads) {
    const cell = Play.element("th", text);
    cell.scope = "col";
    line.append(cell);
  }
  head.append(line);
  for (const cells of rows) {
    const row = Play.element("tr");
    cells.forEach((text, n) => {
      const cell = Play.element(n === 0 ? "th" : "td", text);
      if (n === 0) cell.scope = "row";
      row.append(cell);
    });
    body.append(row);
  }
  table.querySelectorAll("thead, tbody").forEach((old) => old.remove());
  table.append(head, body);
};

// Hours that the ticked streams have waited for servers at the terminal since the begin of the day, and how many wait.
Play.total = function (view, w, t) {
  let waiting = 0, seconds = 0;
  view.data.facts.streams.forEach((_, stream) => {
    if (!view.visible[stream]) return;
    const found = Play.waited(view.data, w, stream, view.terminal, t);
    waiting += found.waiting;
    seconds += found.seconds;
  });
  return { waiting, seconds };
};

Play.placesTable = function (view, t) {
  const { data, terminal } = view, rows = [];
  data.facts.pools.forEach((pool, number) => {
    if (pool.terminal !== terminal) return;
    const cells = [0, 1].flatMap((w) => {
      const found = Play.atPool(data, w, number, t), most = Play.servers(data, w, number, t);
      return data.facts.pools[number].servers[w].length ? [words.t("{n} of {of}", { n: found.busy, of: most }), String(found.waiting)] : ["–", "–"];
    });
    rows.push([`${pool.label} (${pool.noun})`, ...cells]);
  });
  const [one, other] = data.facts.names;
  Play.fillTable(view.page.places, [words.t("Place"), words.t("{name}: busy", { name: one }), words.t("waiting"), words.t("{name}: busy", { name: other }), words.t("waiting")], rows);
};

Play.nameOf = function (data, shipment) { // as in event logs
  const streams = data.facts.streams;
  let stream = 0;
  while (stream + 1 < streams.length && streams[stream + 1].first <= shipment) stream++;
  return `${streams[stream].name}:${shipment}`;
};

Play.threadsOf = function (data, shipment) {
  const found = [];
  for (let k = 0; k < data.threads; k++) if (data.shipment[k] === shipment) found.push(k);
  return found;
};

// The steps of a shipment: [label, times in run 0 or null, times in run 1 or null], in order of time.
Play.stages = function (data, shipment) {
  const rows = [];
  for (const k of Play.threadsOf(data, shipment)) {
    const own = new Map();
    for (let w = 0; w < 2; w++) {
      const seen = new Map();
      for (let i = data.first[w][k]; i < data.first[w][k] + data.count[w][k]; i++) {
        const nth = seen.get(data.slot[i]) || 0, key = `${data.slot[i]} ${nth}`;
        seen.set(data.slot[i], nth + 1);
        if (!own.has(key)) own.set(key, { slot: data.slot[i], flow: data.flow[k], runs: [null, null] });
        own.get(key).runs[w] = { pool: data.pool[i], queued: data.queued[i], started: data.started[i], ended: data.ended[i] };
      }
    }
    rows.push(...own.values());
  }
  const when = (row) => Math.min(...row.runs.filter(Boolean).map((run) => run.queued));
  return rows.sort((a, b) => when(a) - when(b));
};

Play.follow = function (view, shipment) {
  const { data, page } = view, { slots, pools, flows, names } = data.facts;
  view.followed = shipment;
  const rows = shipment === null ? [] : Play.stages(data, shipment);
  page.who.textContent = rows.length ? words.t("{shipment}: its steps of this day in both runs", { shipment: Play.nameOf(data, shipment) }) : "";
  page.nobody.hidden = rows.length > 0;
  page.nobody.textContent = shipment === null ? words.t("Click a dot, choose a shipment, or type its number.") : words.t("No step of shipment {n} is under way on this day.", { n: shipment });
  const cells = (run) => {
    if (!run) return ["–", "–", "–", "–"];
    const { pool, queued, started, ended } = run;
    const waited = started === Play.NEVER ? words.t("still waiting") : pool < 0 ? "–" : Play.minutes(started - queued);
    return [pool < 0 ? "" : pools[pool].label, Play.clock(queued), waited, ended === Play.NEVER ? words.t("not ended") : Play.clock(ended)];
  };
  const heads = names.flatMap((name) => [words.t("{name}: where", { name }), words.t("since"), words.t("waited"), words.t("until")]);
  Play.fillTable(page.steps, [words.t("Step"), ...heads], rows.map(({ slot, flow, runs }) => [`${slots[slot].label} (${flows[flow]})`, ...cells(runs[0]), ...cells(runs[1])]));
  page.stepsBox.hidden = rows.length === 0;
};

// The first moment of the day at which a shipment is drawn in either run; null if it never is.
Play.firstSeen = function (data, shipment) {
  let found = null;
  for (const k of Play.threadsOf(data, shipment)) {
    for (let w = 0; w < 2; w++) {
      for (let i = data.first[w][k]; i < data.first[w][k] + data.count[w][k]; i++) {
        const begin = Math.max(0, data.queued[i]);
        if (data.mode[i] === Play.HIDDEN || begin >= Math.min(data.ended[i], Play.DAY)) continue;
        if (found === null || begin < found) found = begin;
      }
    }
  }
  return found;
};

// The shipments whose time in the queues of the day differs most, [shipment, seconds more in run 1], the most saved first.
Play.movers = function (data, most) {
  const change = new Map();
  for (let k = 0; k < data.threads; k++) {
    if (data.same[k] || data.facts.streams[data.stream[k]].papers) continue;
    for (let w = 0; w < 2; w++) {
      for (let i = data.first[w][k]; i < data.first[w][k] + data.count[w][k]; i++) {
        const today = data.queued[i] < Play.DAY && data.started[i] > 0;
        if (data.pool[i] < 0 || data.started[i] === Play.NEVER || !today) continue;
        const wait = data.started[i] - data.queued[i];
        change.set(data.shipment[k], (change.get(data.shipment[k]) || 0) + (w ? wait : -wait));
      }
    }
  }
  const sorted = [...change].filter(([, seconds]) => Math.abs(seconds) >= 60).sort((a, b) => a[1] - b[1]);
  return { saved: sorted.filter(([, s]) => s < 0).slice(0, most), lost: sorted.filter(([, s]) => s > 0).reverse().slice(0, most) };
};
