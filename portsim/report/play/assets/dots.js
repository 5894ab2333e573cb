// The dots: where every thread of a run is at a moment, written into the pixels of a canvas.
"use strict";

Play.dots = function (view, w) {
  const { data } = view, pools = data.facts.pools.length;
  return {
    at: new Int32Array(data.threads).fill(-1), clock: -Infinity, // the last step that each thread has reached
    queues: Array.from({ length: pools }, () => []), served: Array.from({ length: pools }, () => []),
    standing: Array.from({ length: pools }, () => []),
    drawn: Play.drawable(data, w),
    x: new Float32Array(data.threads), y: new Float32Array(data.threads), thread: new Int32Array(data.threads),
    shown: 0, moving: 0, waiting: 0, serving: 0,
  };
};

Play.drawable = function (data, w) { // the threads of which something is drawn on the day
  const found = [];
  for (let k = 0; k < data.threads; k++) {
    const begin = data.first[w][k], end = begin + data.count[w][k];
    for (let i = begin; i < end; i++) {
      if (data.mode[i] !== Play.HIDDEN && data.queued[i] < Play.DAY && data.ended[i] > 0) { found.push(k); break; }
    }
  }
  return Int32Array.from(found);
};

Play.reach = function (data, w, dots, t) { // set each thread to its last step that is queued by t
  const { first: firsts, count: counts, queued } = data, first = firsts[w], count = counts[w], at = dots.at;
  if (t < dots.clock) at.fill(-1);
  dots.clock = t;
  for (const k of dots.drawn) {
    let next = at[k] + 1;
    const begin = first[k], n = count[k];
    while (next < n && queued[begin + next] <= t) next++;
    at[k] = next - 1;
  }
};

Play.drawDots = function (view, w, t) {
  const { data, roads, scale, tall, ratio, terminal } = view, dots = view.dots[w], canvas = view.layers[w];
  const pen = canvas.getContext("2d"), image = view.images[w], pixels = view.pixels[w];
  const { mode, from, to, queued, started, ended } = data, facts = data.facts, place = [0, 0];
  const size = Math.max(2, Math.round((scale > 0.5 ? 4 : 3) * ratio)), pitch = size + Math.max(1, Math.round(ratio));
  pixels.fill(0);
  Play.reach(data, w, dots, t);
  dots.shown = dots.moving = dots.waiting = dots.serving = 0;
  for (const lists of [dots.queues, dots.served, dots.standing]) for (const list of lists) list.length = 0;
  const waits = view.byWaiting;
  for (const k of dots.drawn) {
    if (dots.at[k] < 0 || !view.visible[data.stream[k]]) continue;
    const i = data.first[w][k] + dots.at[k], what = mode[i];
    if (what === Play.HIDDEN || t >= ended[i]) continue;
    const pool = what === Play.MOVE ? to[i] : from[i];
    if (facts.pools[pool].terminal !== terminal) continue;
    if (what === Play.MOVE) {
      Play.along(roads.way(from[i], pool), (t - queued[i]) / Math.max(1, ended[i] - queued[i]), place);
      stamp(place[0] * scale * ratio, place[1] * tall * ratio, colour(k, waits ? view.tones.moving : 0), k);
      dots.moving++;
    } else if (what === Play.STAND) dots.standing[pool].push(k);
    else if (t < started[i]) dots.queues[pool].push(k);
    else if (what === Play.AT) dots.served[pool].push(k);
  }
  for (const spot of roads.spots) fill(spot);
  pen.putImageData(image, 0, 0);
  ring();

  function colour(k, tone) { return tone || view.colourOf[data.stream[k]]; }
  function stepOf(k) { return data.first[w][k] + dots.at[k]; }
  function fill(spot) { // served first, then the queue in the order in which it stands, then who stands by
    const left = (spot.x * scale + 3) * ratio, right = (spot.x + spot.width) * scale * ratio - size;
    const bottom = (spot.y + spot.height) * tall * ratio - 4 * ratio - size;
    let x = left, y = (spot.y * tall + 6 + 2 * Math.max(9, Math.min(12, 17 * tall))) * ratio;
    const row = () => { if (x > left) { x = left; y += pitch; } };
    const put = (k, tone) => {
      if (x > right) row();
      if (y > bottom) return false; // the others do not fit
      stamp(x, y, colour(k, tone), k);
      x += facts.streams[data.stream[k]].carrier ? 4 * pitch : pitch;
      return true;
    };
    for (const pool of spot.pools) {
      const served = dots.served[pool];
      dots.serving += served.length;
      served.sort((a, b) => started[stepOf(a)] - started[stepOf(b)]);
      served.every((k) => put(k, waits ? view.tones.served : 0));
    }
    row();
    for (const pool of spot.pools) {
      const queue = dots.queues[pool];
      dots.waiting += queue.length;
      queue.sort((a, b) => queued[stepOf(a)] - queued[stepOf(b)]);
      queue.every((k) => put(k, waits ? Play.tone(view, t - queued[stepOf(k)]) : 0));
    }
    row();
    for (const pool of spot.pools) dots.standing[pool].every((k) => put(k, waits ? view.tones.standing : view.paleOf[data.stream[k]]));
  }
  function stamp(x, y, tone, k) {
    const wide = canvas.width, high = canvas.height, ship = facts.streams[data.stream[k]].carrier ? 3 * size : 0;
    const left = Math.max(0, x | 0), top = Math.max(0, y | 0);
    const right = Math.min(wide, left + size + ship), under = Math.min(high, top + (ship ? 2 * size : size));
    for (let v = top; v < under; v++) pixels.fill(tone, v * wide + left, v * wide + Math.max(left, right));
    dots.x[dots.shown] = left + size / 2;
    dots.y[dots.shown] = top + size / 2;
    dots.thread[dots.shown++] = k;
  }
  function ring() { // round the shipment that is followed
    pen.lineWidth = 2 * ratio;
    pen.strokeStyle = view.colours.ring;
    for (let n = 0; n < dots.shown; n++) {
      if (data.shipment[dots.thread[n]] !== view.followed) continue;
      pen.beginPath();
      pen.arc(dots.x[n], dots.y[n], 7 * ratio, 0, 7);
      pen.stroke();
    }
  }
};

Play.tone = function (view, seconds) { // of who waits: the longer, the darker
  return view.tones[seconds < 600 ? "short" : seconds < 1800 ? "medium" : "long"];
};

Play.nearest = function (view, w, x, y) { // the thread drawn next to a point [px], -1 if none is near
  const dots = view.dots[w];
  let best = (14 * view.ratio) ** 2, found = -1;
  for (let n = 0; n < dots.shown; n++) {
    const far = (dots.x[n] - x * view.ratio) ** 2 + (dots.y[n] - y * view.ratio) ** 2;
    if (far < best) [best, found] = [far, dots.thread[n]];
  }
  return found;
};
