// A playback of the present variant beside what it is compared with: made by the server, shown in its own tab.

import { $, el, fill } from "./dom.js";
import { t } from "./language.js";

export class Play {
  constructor(states, names, source) {
    Object.assign(this, { states, names, source });
    $("play").addEventListener("click", () => this.make());
  }

  // The alternatives that can be chosen: those shown; beside a pinned variant the baseline too.
  draw() {
    const { now, against } = this.states, before = $("played").value;
    const found = against >= 0 ? ["baseline", ...now.show] : now.show;
    fill($("played"), ...found.map((name) => el("option", { value: name, text: this.names[name] || name })));
    $("played").value = found.includes(before) ? before : now.show[0];
  }

  async make() {
    const { now, against, pins } = this.states, alternative = $("played").value;
    const beside = against >= 0 ? t("pinned {name}", { name: pins[against].name }) : t("its baseline");
    const what = t("{alternative} beside {beside}", { alternative: this.names[alternative] || alternative, beside });
    $("play").disabled = true;
    this.say(t("{what}: both are being run; this takes some seconds.", { what }));
    try {
      const found = await this.source.file("play", { state: now, against: against >= 0 ? pins[against].state : null, alternative });
      if (found.kind === "played") {
        const link = el("a", { href: found.address, target: "_blank", rel: "noopener", text: t("Open the playback") });
        this.say(`${t("{what} is ready.", { what })} `, link);
        window.open(found.address, "_blank", "noopener"); // a browser may forbid it: the link stays
      } else this.say(t("{what} cannot be played: {text}", { what, text: found.text }));
    } catch {
      this.say(this.source.lost);
    }
    $("play").disabled = false;
  }

  say(text, ...more) {
    fill($("play-said"), text, ...more);
  }
}
