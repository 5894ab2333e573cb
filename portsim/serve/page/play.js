// A playback of the present variant beside what it is compared with: made by the server, shown in its own tab.

import { $, el, fill, offer } from "./dom.js";
import { t } from "./language.js";
import { same } from "./state.js";

export class Play {
  constructor(states, names, source) {
    Object.assign(this, { states, names, source });
    this.made = null; // the last playback: what it shows, its address, and the question that it was made for
    $("play").addEventListener("click", () => this.make());
  }

  // The alternatives that can be chosen: those shown; beside a pinned variant the baseline too.
  draw() {
    const { now, against } = this.states, before = $("played").value;
    const found = against >= 0 ? ["baseline", ...now.show] : now.show;
    offer($("played"), found.map((name) => ({ value: name, text: this.names[name] || name })));
    $("played").value = found.includes(before) ? before : now.show[0];
    this.tell();
  }

  // Where the last playback is, and whether it shows the present variant.
  tell() {
    if (!this.made) return;
    const { what, address, question } = this.made;
    const text = same(question, this.states.question()) ? t("{what} is ready.", { what }) : t("{what} was made of an earlier variant.", { what });
    this.say(`${text} `, el("a", { href: address, target: "_blank", rel: "noopener", text: t("Open the playback") }));
  }

  async make() {
    const { against, pins } = this.states, alternative = $("played").value, question = this.states.question();
    const beside = against >= 0 ? t("pinned {name}", { name: pins[against].name }) : t("its baseline");
    const what = t("{alternative} beside {beside}", { alternative: this.names[alternative] || alternative, beside });
    this.made = null;
    $("play").disabled = true;
    this.say(t("{what}: both are being run; this takes some seconds.", { what }));
    const found = await this.source.file("play", { ...question, alternative });
    $("play").disabled = false;
    if (found.kind === "unanswered") this.say(found.text);
    else if (found.kind !== "played") this.say(t("{what} cannot be played: {text}", { what, text: found.text }));
    else {
      this.made = { what, address: found.address, question };
      this.tell();
      window.open(found.address, "_blank", "noopener"); // a browser may forbid it: the link stays
    }
  }

  say(text, ...more) {
    fill($("play-said"), text, ...more);
  }
}
