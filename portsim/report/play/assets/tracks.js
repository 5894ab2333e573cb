// What is drawn of each step: at a place, on the road from one place to another, standing, or not at all.
"use strict";

Play.HIDDEN = 0; Play.AT = 1; Play.STAY = 2; Play.MOVE = 3; Play.STAND = 4;
Play.OUTSIDE = -2; // comes from the public road
Play.LONGEST = 7200; // [s] a longer delay is not drawn as a way

// mode of each step, and the pools it leads from and to (-1: not known)
Play.locate = function (data) {
  const n = data.steps, slots = data.facts.slots, streams = data.facts.streams;
  data.mode = new Uint8Array(n);
  data.from = new Int32Array(n).fill(-1);
  data.to = new Int32Array(n).fill(-1);
  for (let w = 0; w < 2; w++) {
    for (let k = 0; k < data.threads; k++) {
      if (w === 1 && data.same[k]) continue;
      thread(w, k);
    }
  }
  function thread(w, k) {
    const begin = data.first[w][k], end = begin + data.count[w][k], stream = streams[data.stream[k]];
    let next = -1, blocked = false;
    for (let i = end - 1; i >= begin; i--) {
      const kind = slots[data.slot[i]].kind, time = data.ended[i] - data.queued[i];
      if (data.pool[i] >= 0) { next = data.pool[i]; blocked = false; continue; }
      if (kind === "delay") {
        if (next >= 0 && !blocked && time <= Play.LONGEST && !stream.papers) data.to[i] = next;
        blocked = true;
      } else if (kind === "next" && time > 0) blocked = true;
    }
    let here = begin < end && data.pool[begin] < 0 && !stream.papers ? parent(w, k, data.queued[begin]) : -1;
    const stays = [];
    for (let i = begin; i < end; i++) {
      while (stays.length && data.ended[stays[stays.length - 1]] <= data.queued[i]) stays.pop();
      const kind = slots[data.slot[i]].kind, held = stays.length > 0;
      if (held && stream.carrier) { // a carrier stays where it lies: who serves it comes to it
        data.mode[i] = Play.STAND;
        data.from[i] = data.pool[stays[0]];
      } else if (data.pool[i] >= 0) {
        data.mode[i] = kind === "stay" ? Play.STAY : Play.AT;
        data.from[i] = data.to[i] = here = data.pool[i];
      } else if (data.to[i] >= 0) {
        data.from[i] = here >= 0 ? here : Play.OUTSIDE;
        const road = here >= 0 || data.facts.pools[data.to[i]].part === "land";
        data.mode[i] = !road ? Play.HIDDEN : data.from[i] === data.to[i] ? Play.STAND : Play.MOVE;
        here = data.to[i];
      } else {
        data.from[i] = here;
        data.mode[i] = held || stream.papers || kind === "next" || here < 0 ? Play.HIDDEN : Play.STAND;
      }
      if (kind === "stay") stays.push(i);
    }
  }
  // where another thread of the same shipment was last when this one begins
  function parent(w, k, moment) {
    let found = -1, latest = -Infinity;
    for (const way of [-1, 1]) {
      for (let j = k + way; j >= 0 && j < data.threads && data.shipment[j] === data.shipment[k]; j += way) {
        for (let i = data.first[w][j]; i < data.first[w][j] + data.count[w][j]; i++) {
          if (data.pool[i] >= 0 && data.queued[i] <= moment && data.queued[i] > latest && data.ended[i] <= moment + 1) {
            latest = data.queued[i];
            found = data.pool[i];
          }
        }
      }
    }
    return found;
  }
};

// Sorted moments of each pool and of each (stream, terminal): how many wait at t, and how long all have waited.
// What is carried is loaded and unloaded in turn: its waits at the carriers' side count only with `turns`.
Play.count = function (data, turns) {
  const pools = data.facts.pools, terminals = data.facts.terminals.length, streams = data.facts.streams.length;
  data.ofPool = [];
  data.ofGroup = [];
  for (let w = 0; w < 2; w++) {
    const lists = pools.map(() => [[], [], []]);
    const groups = Array.from({ length: streams * terminals }, () => [[], []]);
    for (let k = 0; k < data.threads; k++) {
      for (let i = data.first[w][k]; i < data.first[w][k] + data.count[w][k]; i++) {
        const pool = data.pool[i];
        if (pool < 0) continue;
        const inTurn = pools[pool].part === "water" && !data.facts.streams[data.stream[k]].carrier;
        const group = groups[data.stream[k] * terminals + pools[pool].terminal];
        [data.queued[i], data.started[i], data.ended[i]].forEach((moment, edge) => {
          lists[pool][edge].push(moment);
          if (edge < 2 && (turns || !inTurn)) group[edge].push(moment);
        });
      }
    }
    const sorted = (list) => Int32Array.from(list).sort();
    data.ofPool.push(lists.map((edges) => edges.map(sorted)));
    data.ofGroup.push(groups.map((edges) => edges.map((list) => summed(sorted(list)))));
  }
  function summed(moments) { // sums of the moments after the begin of the day
    const sums = new Float64Array(moments.length + 1);
    for (let i = 0; i < moments.length; i++) sums[i + 1] = sums[i] + Math.max(0, moments[i]);
    return { moments, sums };
  }
};

Play.before = function (moments, t) { // how many moments are at t or earlier
  let low = 0, high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle] <= t) low = middle + 1; else high = middle;
  }
  return low;
};

Play.atPool = function (data, w, pool, t) {
  const [queued, started, ended] = data.ofPool[w][pool].map((moments) => Play.before(moments, t));
  return { waiting: queued - started, busy: started - ended };
};

Play.servers = function (data, w, pool, t) {
  let found = 0;
  for (const [from, number] of data.facts.pools[pool].servers[w]) if (from <= t) found = number;
  return found;
};

// of a stream at a terminal: how many wait at t [1], and for how long all have waited since the begin of the day [s]
Play.waited = function (data, w, stream, terminal, t) {
  const [queued, started] = data.ofGroup[w][stream * data.facts.terminals.length + terminal];
  const since = ({ moments, sums }) => { const n = Play.before(moments, t); return [n, n * t - sums[n]]; };
  const [came, long] = since(queued), [began, served] = since(started);
  return { waiting: came - began, seconds: long - served };
};
