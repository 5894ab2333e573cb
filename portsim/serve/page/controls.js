// Sliders and choices, in groups, with a search over all of them.

import { $, el, fill } from "./dom.js";
import { t } from "./language.js";

export class Controls {
  // `moved` is called while a slider is dragged, `set` when it is let go; with (name, value), null is as stated
  // without `exact` a slider has its positions alone
  constructor({ groups, units }, moved, set, exact = true) {
    this.units = units; // minutes in one of each
    this.moved = moved;
    this.exactly = exact;
    this.set = set;
    this.all = new Map();
    this.groups = [];
    this.open = null; // which groups were open before a search
    const parts = new Map();
    for (const group of groups) {
      if (!parts.has(group.part)) parts.set(group.part, el("div", {}, el("h2", { text: group.part })));
      const box = el("details", {}, el("summary", { text: group.title }));
      const controls = group.controls.map((each) => this.made(each, group));
      box.append(...controls.map((each) => each.box));
      parts.get(group.part).append(box);
      this.groups.push({ box, controls, part: parts.get(group.part) });
    }
    fill($("groups"), ...parts.values());
    for (const group of this.groups.slice(0, 2)) group.box.open = true;
    $("search").addEventListener("input", () => this.search($("search").value));
  }

  made(data, group) {
    const id = `c-${this.all.size}`;
    const about = [data.name, data.range && t("range {range}", { range: data.range }), data.assumed ? t("assumed") : "", data.note];
    const said = el("output", { for: id, class: "value" });
    const wrong = el("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
    const back = el("button", {
      type: "button", class: "back", text: t("as stated"), hidden: true, "aria-label": t("{title}: as stated", { title: data.title }),
      on: { click: () => this.stated(data.name) },
    });
    const control = { data, said, wrong, back, group: group.title, text: [group.title, data.title, ...about].join(" ").toLowerCase() };
    control.input = data.kind === "choice" ? this.choice(control, id) : this.slider(control, id);
    const exact = data.kind === "number" && this.exactly ? this.exact(control, id) : "";
    control.box = el(
      "div", { class: "control", "data-name": data.name },
      el("div", { class: "head" }, el("label", { for: id, text: data.title }), said, back),
      control.input,
      el("div", { class: "foot" }, el("span", { class: "quiet", text: about.slice(1).filter(Boolean).join(t("; ")) }), exact),
      wrong,
    );
    control.box.title = data.name;
    this.all.set(data.name, control);
    return control;
  }

  slider(control, id) {
    const { data } = control;
    const at = (input) => (Number(input.value) === data.stated ? null : data.values[Number(input.value)]);
    const input = el("input", {
      id, type: "range", min: 0, max: data.values.length - 1, step: 1, "aria-describedby": `${id}-wrong`,
      on: {
        input: () => {
          this.say(control, at(input));
          this.moved(data.name, at(input));
        },
        change: () => this.set(data.name, at(input)),
      },
    });
    return input;
  }

  choice(control, id) {
    const { data } = control;
    const input = el(
      "select",
      { id, "aria-describedby": `${id}-wrong`, on: { change: () => this.set(data.name, input.value || null) } },
      ...data.values.map((value, place) => el("option", { value, text: value === "" ? t("as stated") : data.texts[place] })),
    );
    return input;
  }

  // A field for a figure between the positions of the slider, or beyond its range.
  exact(control, id) {
    const { data } = control;
    const input = el("input", {
      type: "text", class: "exact", maxlength: 60, "aria-label": t("{title}: exact value", { title: data.title }), autocomplete: "off",
      on: { change: () => this.set(data.name, input.value.trim() === "" ? null : input.value.trim()) },
    });
    control.exact = input;
    return input;
  }

  say(control, value) {
    const { data } = control;
    const place = placeOf(data, value);
    const text = place >= 0 ? data.texts[place] : String(value);
    control.said.textContent = data.kind === "choice" ? "" : text;
    if (data.kind !== "choice") control.input.setAttribute("aria-valuetext", text);
    return text;
  }

  // Sets a control as stated; the keyboard goes on from it, as the button for that is gone.
  stated(name) {
    this.set(name, null);
    this.all.get(name).input.focus();
  }

  // Shows what a state has changed.
  draw(state) {
    for (const [name, control] of this.all) {
      const value = name in state.set ? state.set[name] : null;
      const text = this.say(control, value);
      const place = placeOf(control.data, value);
      if (control.data.kind === "choice") control.input.value = value === null ? "" : value;
      else if (place >= 0) control.input.value = place;
      else control.input.value = this.nearest(control.data, text);
      if (control.exact) control.exact.value = value === null ? "" : text;
      if (control.exact) control.exact.placeholder = control.data.texts[control.data.stated];
      control.back.hidden = value === null;
      control.box.classList.toggle("changed", value !== null);
    }
    for (const group of this.groups) {
      group.box.classList.toggle("changed", group.controls.some((each) => each.data.name in state.set));
    }
  }

  // The position whose figure is next to that of a text; the stated one if it has none.
  nearest(data, text) {
    const wanted = this.level(text);
    const far = data.texts.map((each) => Math.abs(this.level(each) - wanted));
    const least = Math.min(...far.filter((each) => !Number.isNaN(each)));
    return far.includes(least) ? far.indexOf(least) : data.stated;
  }

  // The figure of a text such as `12`, `85 %`, `150 s` or `30 per hour`, in minutes or per minute where it has a unit of time.
  level(text) {
    const [, figure, unit, per] = /^\s*([-+\d.eE]+)\s*(%|(?!per\b)[a-z]*)\s*(?:(?:per\b|\/)\s*([a-z]+))?/i.exec(text) ?? [];
    return (Number(figure ?? NaN) * (unit === "%" ? 0.01 : this.units[unit] ?? 1)) / (this.units[per] ?? 1);
  }

  // The scenario's own message at its slider; true if there is one of this name.
  complain(name, text) {
    for (const control of this.all.values()) {
      const mine = control.data.name === name;
      control.wrong.textContent = mine ? text : "";
      control.wrong.hidden = !mine;
      if (mine) control.box.closest("details").open = true;
    }
    return this.all.has(name);
  }

  title(name) {
    const control = this.all.get(name);
    if (!control) return name;
    const alike = [...this.all.values()].filter((each) => each.data.title === control.data.title);
    return alike.length > 1 ? `${control.group}, ${control.data.title.toLowerCase()}` : control.data.title;
  }

  search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    if (words.length && !this.open) this.open = this.groups.map(({ box }) => box.open);
    if (!words.length && this.open) {
      this.groups.forEach(({ box }, place) => { box.open = this.open[place]; });
      this.open = null;
    }
    for (const { box, controls } of this.groups) {
      let here = 0;
      for (const control of controls) {
        const fits = words.every((word) => control.text.includes(word));
        control.box.hidden = !fits;
        here += fits ? 1 : 0;
      }
      box.hidden = here === 0;
      if (words.length) box.open = here > 0;
      found += here;
    }
    for (const part of new Set(this.groups.map((group) => group.part))) {
      part.hidden = this.groups.every((group) => group.part !== part || group.box.hidden);
    }
    $("matches").textContent = words.length ? t("{found} of {all} inputs", { found, all: this.all.size }) : (this.all.size === 1 ? t("1 input") : t("{all} inputs", { all: this.all.size }));
  }
}

// The position of a value; -1 of one between the positions, or beyond them.
const placeOf = (data, value) => (value === null ? data.stated : data.values.indexOf(value));
