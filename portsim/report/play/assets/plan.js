// The plan below the dots: roads, spots with their names, how many are served and wait, how full a stay is.
"use strict";

Play.drawPlan = function (view, w, t) {
  const { data, roads, scale, tall, ratio, colours } = view, canvas = view.plans[w], pen = canvas.getContext("2d");
  const size = Math.max(9, Math.min(12, 17 * tall)); // [px] of texts
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = "top";
  pen.strokeStyle = colours.road;
  pen.lineWidth = 10 * scale;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const points of [...lines(), ...roads.straight]) {
    pen.beginPath();
    for (const [x, y] of points) pen.lineTo(x * scale, y * tall);
    pen.stroke();
  }
  for (const spot of roads.spots) drawSpot(spot);
  pen.font = `600 ${size}px ${colours.font}`;
  pen.fillStyle = colours.soft;
  for (const { x, y, text } of data.facts.terminals[view.terminal].captions) fitted(text, x * scale, y * tall, (Play.WIDE - 10 - x) * scale);

  function lines() {
    const laid = roads.spots.filter((spot) => !spot.hub), heights = new Map();
    const found = laid.length ? [[[0, Play.ROAD], [Play.WIDE, Play.ROAD]]] : [];
    for (const spot of laid) {
      const middle = spot.x + spot.width / 2, [low, high] = heights.get(spot.road) || [Play.SPINE, Play.SPINE];
      heights.set(spot.road, [Math.min(low, middle), Math.max(high, middle)]);
    }
    for (const [y, [low, high]] of heights) found.push([[low, y], [high, y]]);
    const all = [...heights.keys()];
    if (all.length) found.push([[Play.SPINE, Math.min(...all)], [Play.SPINE, Math.max(...all)]]);
    return found;
  }
  function drawSpot(spot) {
    const x = spot.x * scale, y = spot.y * tall, wide = spot.width * scale, high = spot.height * tall;
    pen.fillStyle = colours[spot.part];
    pen.fillRect(x, y, wide, high);
    pen.strokeStyle = colours.edge;
    pen.lineWidth = 1;
    pen.strokeRect(x + 0.5, y + 0.5, wide - 1, high - 1);
    const pools = spot.pools.map((pool) => ({ pool, ...data.facts.pools[pool], ...Play.atPool(data, w, pool, t) }));
    const main = pools.find((pool) => !pool.stays) || pools[0];
    const servers = Play.servers(data, w, main.pool, t);
    pen.font = `${size}px ${colours.font}`;
    pen.fillStyle = colours.text;
    fitted(main.label, x + 3, y + 2, wide - 6);
    const waiting = pools.reduce((sum, pool) => sum + pool.waiting, 0);
    pen.fillStyle = waiting > 0 ? colours.waiting : colours.soft;
    const served = servers > 0 ? `${main.busy}/${servers}` : `${main.busy}`;
    const counts = waiting > 0 ? [`${served} +${waiting}`, `+${waiting}`] : [served]; // who waits matters most
    fitted(counts.find((text) => pen.measureText(text).width <= wide - 6) || counts.at(-1), x + 3, y + 3 + size, wide - 6);
    for (const pool of pools) {
      const most = Play.servers(data, w, pool.pool, t);
      if (!pool.stays || most === 0) continue;
      pen.fillStyle = colours.bar;
      pen.fillRect(x + 1, y + high - 4, Math.min(1, pool.busy / most) * (wide - 2), 3);
    }
  }
  function fitted(text, x, y, wide) { // cut to the width; the table below has the whole name
    if (pen.measureText(text).width > wide) {
      const number = /\s(\d+)$/.exec(text); // of a block: its caption names the place
      let head = number ? [...number[1]] : [...text];
      while (!number && head.length && pen.measureText(`${head.join("")}…`).width > wide) head = head.slice(0, -1);
      text = number ? number[1] : head.length ? `${head.join("")}…` : "";
    }
    pen.fillText(text, x, y);
  }
};
