// The data of the page: base64, zlib, then a JSON text and columns of 32-bit integers in byte planes.
"use strict";

const Play = { NEVER: 2147483647 }; // what the scripts of the page share

Play.read = async function (text) {
  const raw = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const { columns: listed, languages, language, words } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const columns = {};
  let at = 4 + length;
  for (const { name, length: n } of listed) {
    const column = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      column[i] = bytes[at + i] | (bytes[at + n + i] << 8) | (bytes[at + 2 * n + i] << 16) | (bytes[at + 3 * n + i] << 24);
    }
    columns[name] = column;
    at += 4 * n;
  }
  return { facts: languages[language], languages, language, words, columns };
};

// Whole times again: for each step queued, started, ended [s after the begin of the day]; NEVER for what had
// not come at the horizon. first[w][k] and count[w][k] say where the steps of thread k lie in run w.
Play.restore = function ({ facts, languages, language, words, columns }) {
  const threads = columns.flow.length, steps = columns.slot.length;
  const data = {
    facts, languages, language, words, threads, steps, flow: columns.flow, slot: columns.slot,
    shipment: new Int32Array(threads), stream: new Int16Array(threads), same: columns.same,
    first: [new Int32Array(threads), new Int32Array(threads)],
    count: [new Int32Array(threads), new Int32Array(threads)],
    pool: new Int32Array(steps), queued: new Int32Array(steps), started: new Int32Array(steps), ended: new Int32Array(steps),
  };
  let number = 0, stream = 0;
  for (let k = 0; k < threads; k++) {
    number += columns.shipment[k];
    while (stream + 1 < facts.streams.length && facts.streams[stream + 1].first <= number) stream++;
    data.shipment[k] = number;
    data.stream[k] = stream;
  }
  let at = 0;
  for (let w = 0; w < 2; w++) {
    for (let k = 0; k < threads; k++) {
      const shared = w === 1 && columns.same[k] === 1;
      data.first[w][k] = shared ? data.first[0][k] : at;
      data.count[w][k] = shared ? data.count[0][k] : columns.count[w * threads + k];
      if (!shared) {
        times(at, data.count[w][k]);
        at += data.count[w][k];
      }
    }
  }
  function times(begin, n) {
    let before = 0;
    for (let i = begin; i < begin + n; i++) {
      const code = columns.after[i];
      data.pool[i] = columns.pool[i] - 1;
      data.queued[i] = before + (code & 1 ? -(code + 1) / 2 : code / 2);
      data.started[i] = columns.wait[i] === 0 ? Play.NEVER : data.queued[i] + columns.wait[i] - 1;
      data.ended[i] = columns.work[i] === 0 ? Play.NEVER : data.started[i] + columns.work[i] - 1;
      const until = facts.slots[data.slot[i]].kind === "stay" ? data.started[i] : data.ended[i];
      before = until === Play.NEVER ? 0 : until;
    }
  }
  return data;
};
