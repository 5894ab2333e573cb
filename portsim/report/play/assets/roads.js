// Ways between spots of the plan, along the roads, and where somebody is on them.
"use strict";

Play.SPINE = 640; Play.ROAD = 18; Play.SIDE = 3; // units of the plan; who drives keeps to the right

Play.roads = function (data, terminal) {
  const { spots } = data.facts.terminals[terminal];
  const spotOf = new Map(), known = new Map();
  spots.forEach((spot, number) => spot.pools.forEach((pool) => spotOf.set(pool, number)));
  const middle = (spot) => [spot.x + spot.width / 2, spot.y + spot.height / 2];
  return { spots, spotOf, way };

  function way(from, to) {
    const key = (from + 2) * 65536 + to;
    if (!known.has(key)) known.set(key, laid(corners(from, to)));
    return known.get(key);
  }
  function corners(from, to) {
    const there = spots[spotOf.get(to)], [bx, by] = middle(there);
    if (from === Play.OUTSIDE) return [[0, Play.ROAD], [bx, Play.ROAD], [bx, by]];
    const here = spots[spotOf.get(from)], [ax, ay] = middle(here);
    if (here === there) return [[ax, ay], [bx, by]];
    if (here.road === there.road) return [[ax, ay], [ax, here.road], [bx, here.road], [bx, by]];
    return [[ax, ay], [ax, here.road], [Play.SPINE, here.road], [Play.SPINE, there.road], [bx, there.road], [bx, by]];
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
