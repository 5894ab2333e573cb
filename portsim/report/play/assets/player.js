// The player: two views of one day, a clock for both, and what the reader does.
"use strict";

Play.start = async function () {
  const byId = (name) => document.getElementById(name);
  const page = Object.fromEntries(["line", "streams", "places", "who", "nobody", "steps", "stepsBox", "movers", "number", "clock",
    "play", "speed", "scrub", "worst", "differing", "terminal", "colouring", "title", "said", "map", "waits", "tones", "turns", "language"].map((name) => [name, byId(name)]));
  const data = Play.restore(await Play.read(byId("data").textContent));
  words.catalogues = data.words;
  spoken(data.language);
  Play.locate(data);
  Play.count(data, false);
  const view = {
    data, page, terminal: 0, byWaiting: false, followed: null, worst: null, cells: [],
    visible: data.facts.streams.map((stream) => !stream.papers), plans: [byId("plan0"), byId("plan1")], layers: [byId("dots0"), byId("dots1")],
    palette: Play.colours(data.facts.streams), images: [], pixels: [], dots: [], colourOf: [],
  };
  view.dots = [Play.dots(view, 0), Play.dots(view, 1)];
  view.changed = () => { stale = true; Play.line(view); };
  Object.assign(Play, { view, data, frames: 0, t: 0, playing: false, speed: Number(page.speed.value) });
  let stale = true, last = null, told = -Infinity;

  texts();
  busiest();
  resize();
  listen();
  Play.t = Play.firstHour(view) * 3600;
  playing(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  requestAnimationFrame(frame);
  Play.ready = true;

  function texts() { // again whenever another language is chosen
    const facts = data.facts;
    say();
    document.title = `${facts.title}: ${facts.names.join(" / ")}`;
    page.title.textContent = facts.title;
    const day = words.t("Day {day} of the counted days.", { day: facts.day });
    const run = "seed" in facts.under ? words.t("Replication {replication}, seed {seed}, identity {identity}.", facts.under) : "";
    page.said.textContent = [day, run, words.t("Both sides have the same shipments and the same draws.")].filter(Boolean).join(words.t(" "));
    const put = facts.terminals.some((each) => each.begin < each.height);
    page.map.textContent = put ? words.t("Places stand where the scenario puts them, all others above them by the flows; it is a sketch and no map.") : words.t("The plan is laid out from the flows and is no map.");
    facts.names.forEach((name, w) => { byId(`name${w}`).textContent = name; });
    listed(page.terminal, facts.terminals.map((each, number) => [String(number), each.title]), String(view.terminal));
    page.terminal.parentElement.hidden = facts.terminals.length < 2;
    listed(page.language, Object.keys(data.languages).map((each) => [each, NAMES[each] || each]), words.language);
    Play.streamsOf(view);
    Play.choices(view);
    Play.follow(view, view.followed);
    playing(Play.playing);
  }
  function listed(select, entries, chosen) {
    select.replaceChildren(...entries.map(([value, text]) => {
      const option = Play.element("option", text);
      option.value = value;
      return option;
    }));
    select.value = chosen;
  }
  function busiest() { // the terminal with most waiting is shown first
    let most = -1;
    data.facts.terminals.forEach((_, number) => {
      view.terminal = number;
      const seconds = Play.total(view, 0, Play.DAY).seconds;
      if (seconds > most) { most = seconds; page.terminal.value = String(number); }
    });
    view.terminal = Number(page.terminal.value);
  }
  function resize() {
    const style = getComputedStyle(document.documentElement), read = (name) => style.getPropertyValue(`--${name}`).trim();
    view.colours = Object.fromEntries(["road", "edge", "text", "soft", "waiting", "bar", "ring", "one", "other", "land", "yard", "site", "water", "papers"]
      .map((name) => [name, read(name)]));
    view.colours.font = style.fontFamily;
    view.tones = Object.fromEntries(["moving", "served", "standing", "short", "medium", "long"].map((name) => [name, packed(read(name))]));
    view.colourOf = view.palette.map((colour) => packed(colour));
    view.paleOf = view.palette.map((colour) => (packed(colour) & 0xffffff) | (90 << 24)).map((pixel) => pixel >>> 0);
    view.ratio = Math.min(2, window.devicePixelRatio || 1);
    view.roads = Play.roads(data, view.terminal);
    const height = data.facts.terminals[view.terminal].height;
    [0, 1].forEach((w) => {
      const wide = view.plans[w].parentElement.clientWidth;
      view.scale = wide / 1000;
      view.tall = Math.max(view.scale, 0.6); // a narrow page has a higher plan, so that texts fit
      view.plans[w].parentElement.style.height = `${height * view.tall}px`;
      for (const canvas of [view.plans[w], view.layers[w]]) {
        canvas.width = Math.max(1, Math.round(wide * view.ratio));
        canvas.height = Math.max(1, Math.round(height * view.tall * view.ratio));
      }
      const canvas = view.layers[w];
      view.images[w] = canvas.getContext("2d").createImageData(canvas.width, canvas.height);
      view.pixels[w] = new Uint32Array(view.images[w].data.buffer);
    });
    view.changed();
  }
  function spoken(language) {
    words.language = language;
    data.facts = data.languages[language];
  }
  function packed(colour) { // #rrggbb as a pixel
    const number = parseInt(colour.slice(1), 16);
    return ((255 << 24) | ((number & 255) << 16) | (number & 0xff00) | (number >> 16)) >>> 0;
  }
  function playing(yes) {
    Play.playing = yes;
    page.play.textContent = yes ? words.t("Pause") : words.t("Play");
  }
  function jump(t) { Play.t = Math.max(0, Math.min(Play.DAY, t)); stale = true; }
  function listen() {
    page.play.addEventListener("click", () => { if (Play.t >= Play.DAY) jump(0); playing(!Play.playing); });
    page.speed.addEventListener("change", () => { Play.speed = Number(page.speed.value); });
    page.scrub.addEventListener("input", () => jump(Number(page.scrub.value)));
    page.worst.addEventListener("click", () => jump(Play.worstHour(view) * 3600));
    page.differing.addEventListener("click", () => jump(Play.differingHour(view) * 3600));
    byId("placesBox").addEventListener("toggle", () => { stale = true; });
    page.terminal.addEventListener("change", () => { view.terminal = Number(page.terminal.value); resize(); });
    page.language.addEventListener("change", () => {
      spoken(page.language.value);
      texts();
      resize();
    });
    page.colouring.addEventListener("change", () => {
      view.byWaiting = page.colouring.value === "waiting";
      page.tones.hidden = !view.byWaiting;
      stale = true;
    });
    page.turns.addEventListener("change", () => { Play.count(data, page.turns.checked); view.changed(); });
    page.movers.addEventListener("change", () => { if (page.movers.value) shown(Number(page.movers.value)); });
    page.number.addEventListener("change", () => { if (page.number.value !== "") shown(Number(page.number.value)); });
    view.layers.forEach((canvas, w) => canvas.addEventListener("click", (event) => {
      const box = canvas.getBoundingClientRect();
      const found = Play.nearest(view, w, event.clientX - box.left, event.clientY - box.top);
      if (found >= 0) followed(data.shipment[found]);
    }));
    document.addEventListener("keydown", (event) => {
      const pressed = event.key === " " && /^(BUTTON|SUMMARY)$/.test(event.target.tagName); // does what it is for
      if (pressed || /^(INPUT|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.altKey || event.metaKey) return;
      const does = { " ": () => playing(!Play.playing), ArrowLeft: () => jump(Play.t - 60), ArrowRight: () => jump(Play.t + 60), w: () => page.worst.click(), d: () => page.differing.click() }[event.key];
      if (does) { event.preventDefault(); does(); }
    });
    addEventListener("resize", resize);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", resize);
  }
  function shown(shipment) { // also where and when it is
    const moment = Play.firstSeen(data, shipment);
    if (moment !== null) jump(moment);
    followed(shipment);
  }
  function followed(shipment) {
    Play.follow(view, shipment);
    page.number.value = String(shipment);
    stale = true;
  }
  function frame(now) {
    if (Play.playing && last !== null) {
      Play.t = Math.min(Play.DAY, Play.t + ((now - last) / 1000) * Play.speed);
      if (Play.t >= Play.DAY) playing(false);
      stale = true;
    }
    last = now;
    if (stale) {
      stale = false;
      for (let w = 0; w < 2; w++) Play.drawDots(view, w, Play.t);
      Play.frames++;
      if (!Play.playing || now - told > 200) { tell(); told = now; }
    }
    requestAnimationFrame(frame);
  }
  function tell() { // plan, clock and tables, some times a second
    const t = Play.t;
    page.clock.textContent = Play.clock(t);
    page.scrub.value = String(Math.round(t));
    page.scrub.setAttribute("aria-valuetext", Play.clock(t));
    const sums = [0, 1].map((w) => Play.total(view, w, t));
    for (let w = 0; w < 2; w++) {
      Play.drawPlan(view, w, t);
      byId(`now${w}`).textContent = words.t("{moving} on the road, {waiting} waiting, {hours} h waited since 00:00", { moving: view.dots[w].moving, waiting: sums[w].waiting, hours: Play.hours(sums[w].seconds) });
    }
    const less = sums[1].seconds - sums[0].seconds;
    const [one, other] = data.facts.names, sum = { one, other, time: Play.minutes(Math.abs(less)) };
    if (Math.round(less) === 0) page.waits.textContent = words.t("{other}: as long waited as {one} so far", sum);
    else page.waits.textContent = less < 0 ? words.t("{other}: {time} less waited than {one} so far", sum) : words.t("{other}: {time} more waited than {one} so far", sum);
    Play.streamsNow(view, t);
    if (byId("placesBox").open) Play.placesTable(view, t);
  }
};
Play.start();
