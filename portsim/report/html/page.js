"use strict";
// Tables sort by a click on a heading, filter by a text, and save as CSV; the theme has a switch.
const MANY = 8; // rows from which a table can be filtered

// A text in the language of the part of the page that an element stands in, with its values put in.
function t(text, element, values = {}) {
  const told = element.closest("[data-words]")?.dataset.words;
  const said = (told ? JSON.parse(told)[text] : undefined) ?? text;
  return said.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv;charset=utf-8" }));
  link.download = name + ".csv";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function quoted(text) {
  return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

function cells(row) {
  return [...row.cells].map((cell) => cell.textContent.trim());
}

function csv(table) {
  const rows = [[...table.tHead.rows[0].cells].map((cell) => cell.dataset.title)];
  for (const row of table.tBodies[0].rows) if (!row.hidden) rows.push(cells(row));
  return rows.map((row) => row.map(quoted).join(",")).join("\n") + "\n";
}

function value(row, at) {
  const cell = row.cells[at];
  if (cell === undefined) return "";
  return cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v);
}

function compare(one, two) {
  const first = typeof one === "number", second = typeof two === "number";
  if (first && second) return Number.isNaN(one) ? (Number.isNaN(two) ? 0 : 1) : Number.isNaN(two) ? -1 : one - two;
  if (first !== second) return first ? -1 : 1;
  return one.localeCompare(two, undefined, { numeric: true });
}

function sort(table, heading) {
  const at = heading.cellIndex, down = heading.getAttribute("aria-sort") === "ascending";
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].map((row) => [value(row, at), row]);
  rows.sort((one, two) => (down ? -1 : 1) * compare(one[0], two[0]));
  table.tBodies[0].append(...rows.map((each) => each[1]));
}

function filter(table, text, count) {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const all = row.textContent.toLocaleLowerCase();
    row.hidden = !words.every((word) => all.includes(word));
    if (!row.hidden) shown += 1;
  }
  const values = { shown, total: table.tBodies[0].rows.length };
  count.textContent = words.length ? t("{shown} of {total} rows", table, values) : "";
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function equip(table) {
  for (const heading of table.tHead.rows[0].cells) {
    heading.dataset.title = heading.textContent.trim();
    heading.replaceChildren(button(heading.dataset.title, () => sort(table, heading)));
  }
  const tools = document.createElement("div");
  tools.className = "tools";
  const caption = table.caption.textContent.trim();
  if (table.tBodies[0].rows.length >= MANY) {
    const field = document.createElement("input"), count = document.createElement("span");
    field.type = "search";
    field.placeholder = t("Filter rows", table);
    field.setAttribute("aria-label", t("Filter rows of: {caption}", table, { caption }));
    count.setAttribute("role", "status");
    field.addEventListener("input", () => filter(table, field.value, count));
    tools.append(field, count);
  }
  const saves = button("CSV", () => save(table.dataset.name, csv(table)));
  saves.setAttribute("aria-label", t("Save as CSV: {caption}", table, { caption }));
  tools.append(saves);
  table.closest("figure").prepend(tools);
}

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function themed() {
  const buttons = [...document.querySelectorAll("button[id$=theme]")];
  const say = () => {
    for (const each of buttons) each.textContent = dark() ? t("Light", each) : t("Dark", each);
  };
  for (const each of buttons) {
    each.hidden = false;
    each.addEventListener("click", () => {
      document.documentElement.dataset.theme = dark() ? "light" : "dark";
      say();
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", say);
  say();
}

function target() {
  return document.getElementById(decodeURIComponent(location.hash.slice(1)));
}

function opened() {
  for (let each = target(); each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
}

// Of several languages one is shown: that of the place in the address, else the one that was chosen last.
const KEPT = "portsim language";

function kept() {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}

function show(told) {
  for (const each of document.querySelectorAll("body > [data-lang]")) each.hidden = each !== told;
  for (const each of document.querySelectorAll("#languages button")) {
    each.setAttribute("aria-pressed", String(each.dataset.for === told.dataset.lang));
  }
  document.documentElement.lang = told.dataset.lang;
  document.title = told.dataset.title;
}

// The section that is read now, or the top of the page, by its id without what the language puts before it.
function reading(told) {
  const seen = [...told.querySelectorAll("main > section[id]")].filter((each) => each.getBoundingClientRect().top < innerHeight / 2);
  return (seen.at(-1) ?? told.querySelector("main")).id.slice(told.dataset.prefix.length);
}

function languages() {
  const all = [...document.querySelectorAll("body > [data-lang]")];
  if (all.length < 2) return;
  document.getElementById("languages").hidden = false;
  const named = () => target()?.closest("[data-lang]");
  for (const each of document.querySelectorAll("#languages button")) {
    each.addEventListener("click", () => {
      const now = all.find((told) => !told.hidden), next = all.find((told) => told.dataset.lang === each.dataset.for);
      const place = scrollY > 0 ? reading(now) : "main";
      try { localStorage.setItem(KEPT, next.dataset.lang); } catch { /* the address holds it */ }
      show(next);
      location.hash = next.dataset.prefix + place;
      if (place === "main") scrollTo(0, 0);
    });
  }
  addEventListener("hashchange", () => {
    const told = named();
    if (told?.hidden) {
      show(told);
      target().scrollIntoView();
    }
  });
  show(named() ?? all.find((told) => told.dataset.lang === kept()) ?? all[0]);
  if (named()) target().scrollIntoView();
}

languages();
document.querySelectorAll("table").forEach(equip);
document.querySelectorAll("button.csv").forEach((each) => {
  each.hidden = false;
  each.setAttribute("aria-label", t("Save the data of this chart as CSV", each));
  each.addEventListener("click", () => save(each.dataset.name, each.dataset.csv));
});
themed();
addEventListener("hashchange", opened);
opened();
