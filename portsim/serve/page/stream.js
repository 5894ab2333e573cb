// Figures that come line by line; a new request ends the one before it.

export class Stream {
  constructor({ figures, wrong, note, done }) {
    Object.assign(this, { figures, wrong, note, done });
    this.under = null;
  }

  stop() {
    if (this.under) this.under.abort();
    this.under = null;
  }

  async ask(body) {
    this.stop();
    const under = (this.under = new AbortController());
    try {
      const answer = await fetch("/figures", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: under.signal,
      });
      await eachLine(answer, (line) => {
        if (under.signal.aborted) return;
        if (line.kind === "figures") this.figures(line);
        else if (line.kind === "note") this.note(line.text);
        else if (line.kind === "wrong") this.wrong(line.text, line.control);
        else if (line.kind === "end") this.done();
      });
    } catch (error) {
      if (under.signal.aborted) return;
      this.wrong("No answer: portsim serve may have been stopped. Start it again and open its new address.", "");
    }
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

// What the server answers to a request for one thing, such as the name and text of a file.
export async function file(address, asked) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  return answer.json();
}
