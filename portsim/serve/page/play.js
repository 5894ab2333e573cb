// A playback of the present variant beside what it is compared with: made by the server, shown in its own tab.

import { $, el, fill } from "./dom.js";
import { file } from "./stream.js";

export class Play {
  constructor(states, names) {
    Object.assign(this, { states, names });
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
    const beside = against >= 0 ? `pinned ${pins[against].name}` : "its baseline";
    const what = `${this.names[alternative] || alternative} beside ${beside}`;
    $("play").disabled = true;
    this.say(`${what}: both are being run; this takes some seconds.`);
    try {
      const found = await file("/play", { state: now, against: against >= 0 ? pins[against].state : null, alternative });
      if (found.kind === "played") {
        const link = el("a", { href: found.address, target: "_blank", rel: "noopener", text: "Open the playback" });
        this.say(`${what} is ready. `, link);
        window.open(found.address, "_blank", "noopener"); // a browser may forbid it: the link stays
      } else this.say(`${what} cannot be played: ${found.text}`);
    } catch {
      this.say("No answer: portsim serve may have been stopped. Start it again and open its new address.");
    }
    $("play").disabled = false;
  }

  say(text, ...more) {
    fill($("play-said"), text, ...more);
  }
}
