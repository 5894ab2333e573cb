// Figures of a server: they come line by line.

import { t } from "./language.js";
import { Lost } from "./stream.js";

const JSON_TYPE = { "content-type": "application/json" };
const lost = () => { throw new Lost(); };

export class Served {
  constructor() {
    this.language = "";
  }

  // What the page can change and show, in a language; an empty one is that of the server.
  async model(language) {
    const model = await (await fetch(`/scenario?lang=${encodeURIComponent(language)}`)).json();
    this.language = model.language;
    return model;
  }

  asked(kind, body, signal) {
    return fetch(`/${kind}?lang=${this.language}`, { method: "POST", headers: JSON_TYPE, body: JSON.stringify(body), signal }).catch(lost);
  }

  // Gives `take` each line of an answer.
  async figures(body, signal, take) {
    const answer = await this.asked("figures", body, signal);
    if (isJson(answer)) await eachLine(answer, take);
    else take(await refused(answer));
  }

  // What the server answers to a request for one thing, such as the name and text of a file.
  async file(kind, body) {
    try {
      const answer = await this.asked(kind, body);
      return await (isJson(answer) ? answer.json().catch(lost) : refused(answer));
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      return { kind: "unanswered", text: this.lost };
    }
  }

  get lost() {
    return t("No answer: portsim serve may have been stopped. Start it again and open its new address.");
  }
}

const isJson = (answer) => (answer.headers.get("content-type") || "").includes("json");

async function refused(answer) {
  return { kind: "unanswered", text: (await answer.text().catch(lost)).trim() };
}

async function eachLine(answer, take) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch(lost);
    rest += done ? "" : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop();
    if (done && rest) lines.push(rest);
    for (const line of lines) if (line) take(JSON.parse(line));
    if (done) return;
  }
}
