// Sends requests from several callers at once, each its next one when its last is answered.
// Arguments: URL, callers, seconds, most requests. Standard input: a JSON list of bodies, sent in turn.
// Prints JSON: how many were answered in how many seconds, and each one's milliseconds.
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const [address, callers, seconds, most] = process.argv.slice(2);
const url = new URL(address);
const requests = JSON.parse(readFileSync(0, "utf8")).map((body) =>
  Buffer.from(
    `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: application/json\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ),
);
const END = Buffer.from("\r\n\r\n");
let sent = 0;
let ends;
const took = [];

function call(resolve, reject) {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  let begun, chunks, held, expected;
  const next = () => {
    if (sent >= most || performance.now() >= ends) return socket.end(), resolve();
    [begun, chunks, held, expected] = [performance.now(), [], 0, 0];
    socket.write(requests[sent++ % requests.length]);
  };
  socket.on("connect", next);
  socket.on("error", reject);
  socket.on("data", (chunk) => {
    held += chunk.length;
    if (!expected) {
      chunks.push(chunk);
      const start = Buffer.concat(chunks);
      const end = start.indexOf(END);
      if (end < 0) return;
      const head = start.toString("latin1", 0, end);
      const length = /\r\ncontent-length: *(\d+)/i.exec(head);
      if (!head.startsWith("HTTP/1.1 200") || !length) return reject(new Error(head));
      expected = end + END.length + Number(length[1]);
    }
    if (held < expected) return;
    took.push(performance.now() - begun);
    next();
  });
}

const start = performance.now();
ends = start + 1000 * seconds;
await Promise.all(Array.from({ length: Number(callers) }, () => new Promise(call)));
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, took }));
