// Ways between spots of the plan, along the roads, and where somebody is on them.
"use strict";

Play.SPINE = 640; Play.ROAD = 18; Play.SIDE = 3; // units of the plan; who drives keeps to the right
Play.WIDE = 1000;

// A spot with a `hub` stands where the scenario has put it: straight roads lead from hub to hub.
Play.roads = function (data, terminal) {
  const { spots, begin, height } = data.facts.terminals[terminal];
  const spotOf = new Map(), known = new Map();
  spots.forEach((spot, number) => spot.pools.forEach((pool) => spotOf.set(pool, number)));
  const middle = (spot) => [spot.x + spot.width / 2, spot.y + spot.height / 2];
  return { spots, spotOf, way, straight: straight() };

  function way(from, to) {
    const key = (from + 2) * 65536 + to;
    if (!known.has(key)) known.set(key, laid(corners(from, to)));
    return known.get(key);
  }
  function corners(from, to) {
    const there = spots[spotOf.get(to)], [bx, by] = middle(there), here = spots[spotOf.get(from)]; // none: from outside
    if (!here) return there.hub ? [edge(...there.hub), there.hub, [bx, by]] : [[0, Play.ROAD], [bx, Play.ROAD], [bx, by]];
    const [ax, ay] = middle(here);
    if (here === there) return [[ax, ay], [bx, by]];
    if (here.hub && there.hub) return [[ax, ay], here.hub, there.hub, [bx, by]];
    if (here.road === there.road) return [[ax, ay], [ax, here.road], [bx, here.road], [bx, by]];
    const out = here.hub ? [[ax, ay], here.hub, [Play.SPINE, begin]] : [[ax, ay], [ax, here.road], [Play.SPINE, here.road]];
    const back = there.hub ? [[Play.SPINE, begin], there.hub, [bx, by]] : [[Play.SPINE, there.road], [bx, there.road], [bx, by]];
    return [...out, ...back];
  }
  function edge(x, y) { // who comes from outside comes from the next edge of the plan; above are other places
    const found = [[0, y], [Play.WIDE, y], [x, height]];
    if (begin === 0) found.push([x, 0]);
    const far = ([ex, ey]) => Math.hypot(ex - x, ey - y);
    return found.reduce((a, b) => (far(b) < far(a) ? b : a));
  }
  function straight() { // the roads to and from hubs that somebody takes, each once
    if (begin >= height) return [];
    const seen = new Set(), found = new Map();
    for (let i = 0; i < data.steps; i++) {
      const to = data.to[i], from = data.from[i], key = (from + 2) * 65536 + to;
      if (data.mode[i] !== Play.MOVE || !spotOf.has(to) || seen.has(key)) continue;
      seen.add(key);
      const here = spots[spotOf.get(from)], there = spots[spotOf.get(to)];
      if (!there.hub && !(here && here.hub)) continue;
      const { points } = way(from, to), first = here && here.hub ? 1 : 0, last = points.length - (there.hub ? 1 : 0);
      const road = points.slice(first, last);
      if (road.length > 1) found.set(JSON.stringify(road), road);
    }
    return [...found.values()];
  }
  function laid(points) {
    const length = [0];
    for (let i = 1; i < points.length; i++) {
      length.push(length[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]));
    }
    return { points, length, whole: length[length.length - 1] };
  }
};

// The place on a way after a share of it, into `out` as x and y.
Play.along = function (way, share, out) {
  const { points, length } = way, run = share * way.whole;
  let i = 1;
  while (i < length.length - 1 && length[i] < run) i++;
  const [ax, ay] = points[i - 1], [bx, by] = points[i];
  const part = length[i] > length[i - 1] ? (run - length[i - 1]) / (length[i] - length[i - 1]) : 0;
  const far = length[i] - length[i - 1] || 1;
  out[0] = ax + (bx - ax) * part - ((by - ay) / far) * Play.SIDE;
  out[1] = ay + (by - ay) * part + ((bx - ax) / far) * Play.SIDE;
};
