// Figures that come line by line; a new request ends the one before it.

export class Stream {
  constructor(source, { figures, wrong, note, done }) {
    Object.assign(this, { source, figures, wrong, note, done });
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
        if (line.kind === "figures") this.figures(line);
        else if (line.kind === "note") this.note(line.text);
        else if (line.kind === "wrong") this.wrong(line.text, line.control);
        else if (line.kind === "end") this.done();
      });
    } catch (error) {
      if (under.signal.aborted) return;
      if (!(error instanceof TypeError)) throw error;
      this.wrong(this.source.lost, "");
    }
  }
}
