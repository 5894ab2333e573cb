// Figures that come line by line, with the question that they answer; a new question ends the one before it.

// No answer came: the server, or the way to it, is gone.
export class Lost extends Error {}

export class Stream {
  // `wrong` is called with why a variant cannot run, `unanswered` with why there is no answer to any
  constructor(source, { figures, wrong, unanswered, note, done }) {
    Object.assign(this, { source, figures, wrong, unanswered, note, done });
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
      await this.source.figures(body, under.signal, (line) => {
        if (under.signal.aborted) return;
        if (line.kind === "figures") this.figures(line, body);
        else if (line.kind === "note") this.note(line.text);
        else if (line.kind === "wrong") this.wrong(line.text, line.control);
        else if (line.kind === "unanswered") this.unanswered(line.text);
        else if (line.kind === "end") this.done();
      });
    } catch (error) {
      if (under.signal.aborted) return;
      if (!(error instanceof Lost)) throw error;
      this.unanswered(this.source.lost);
    }
  }
}
