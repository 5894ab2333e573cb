"use strict";
// Tables sort by a click on a heading, filter by a text, and save as CSV; the theme has a switch.
const MANY = 8; // rows from which a table can be filtered

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
  count.textContent = words.length ? shown + " of " + table.tBodies[0].rows.length + " rows" : "";
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
    field.placeholder = "Filter rows";
    field.setAttribute("aria-label", "Filter rows of: " + caption);
    count.setAttribute("role", "status");
    field.addEventListener("input", () => filter(table, field.value, count));
    tools.append(field, count);
  }
  const saves = button("CSV", () => save(table.dataset.name, csv(table)));
  saves.setAttribute("aria-label", "Save as CSV: " + caption);
  tools.append(saves);
  table.closest("figure").prepend(tools);
}

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function themed() {
  const made = document.getElementById("theme");
  const say = () => { made.textContent = dark() ? "Light" : "Dark"; };
  made.hidden = false;
  made.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    say();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", say);
  say();
}

function opened() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
}

document.querySelectorAll("table").forEach(equip);
document.querySelectorAll("button.csv").forEach((each) => {
  each.hidden = false;
  each.setAttribute("aria-label", "Save the data of this chart as CSV");
  each.addEventListener("click", () => save(each.dataset.name, each.dataset.csv));
});
themed();
addEventListener("hashchange", opened);
opened();
