// Figures of a server: they come line by line.

import { t } from "./language.js";

const JSON_TYPE = { "content-type": "application/json" };

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

  // Gives `take` each line of an answer.
  async figures(body, signal, take) {
    const answer = await fetch(`/figures?lang=${this.language}`, {
      method: "POST", headers: JSON_TYPE, body: JSON.stringify(body), signal,
    });
    await eachLine(answer, take);
  }

  // What the server answers to a request for one thing, such as the name and text of a file.
  async file(kind, asked) {
    const answer = await fetch(`/${kind}?lang=${this.language}`, { method: "POST", headers: JSON_TYPE, body: JSON.stringify(asked) });
    return answer.json();
  }

  get lost() {
    return t("No answer: portsim serve may have been stopped. Start it again and open its new address.");
  }
}

async function eachLine(answer, take) {
  if (!(answer.headers.get("content-type") || "").includes("json")) {
    take({ kind: "wrong", text: (await answer.text()).trim(), control: "" });
    return;
  }
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? "" : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop();
    if (done && rest) lines.push(rest);
    for (const line of lines) if (line) take(JSON.parse(line));
    if (done) return;
  }
}
