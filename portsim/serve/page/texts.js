// The texts that stand on the page before there are figures.

import { $ } from "./dom.js";
import { t } from "./language.js";

export function texts() {
  const said = {
    skip: t("To the figures"), undo: t("Undo"), redo: t("Redo"), reset: t("As stated"), pin: t("Pin this variant"),
    save: t("Save as scenario file"), notebook: t("Open in notebook"), "l-length": t("Length of runs"), "l-n": t("Replications"),
    "l-against": t("Compare with"), "l-language": t("Language"), "l-search": t("Search all inputs"), "l-place": t("Place"),
    status: t("The first runs are under way."), "h-changed": t("Changed"), "h-rows": t("What the measures aim at"),
    "h-money": t("Money by payer"), "h-hours": t("Queues by hour"), "h-pins": t("Pinned variants side by side"),
    "h-left": t("Not in this page"), "h-play": t("Play these trucks"), play: t("Play these trucks"), "l-played": t("Alternative"),
    "play-lead": t("A day of both sides with the same trucks, in a tab of its own: of the first replication, the day with the hour in which most wait."),
  };
  for (const [id, text] of Object.entries(said)) $(id).textContent = text;
  $("search").placeholder = t("e.g. lanes, uptake, hours");
  $("bar").setAttribute("aria-label", t("This variant"));
  $("side").setAttribute("aria-label", t("What can be changed"));
  $("progress").setAttribute("aria-label", t("Replications done"));
}
