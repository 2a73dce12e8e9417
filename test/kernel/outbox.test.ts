import { Outbox } from "kernel/node/outbox";
import { received } from "kernel/node/received";
import { until } from "../until";

test("messages are sent one after the other, in order, also behind one that takes its time or fails", async () => {
  const sent: string[] = [];
  const complaints: string[] = [];
  let busy = false;
  const outbox = new Outbox(
    {
      closed: false,
      async send([frame]) {
        if (busy) throw new Error("Socket is busy writing");
        busy = true;
        await new Promise((wake) => setTimeout(wake, 2));
        busy = false;
        if (frame!.toString() === "bad") throw new Error("not sent");
        sent.push(frame!.toString());
      },
    },
    (error) => complaints.push(error.message),
  );
  for (const text of ["a", "b", "bad", "c"]) outbox.send([Buffer.from(text)]);
  await until("all but the bad one have been sent", () => expect(sent).toEqual(["a", "b", "c"]));
  outbox.send([Buffer.from("d")]);
  await until("one that comes later has been sent", () => expect(sent).toEqual(["a", "b", "c", "d"]));
  expect(complaints).toEqual(["not sent"]);
});

test("a reception that fails is told and not the last; a socket that closes ends it", async () => {
  const receptions = [
    () => Buffer.from("a"),
    () => {
      throw new Error("Interrupted system call");
    },
    () => Buffer.from("b"),
  ];
  const complaints: string[] = [];
  const socket = {
    closed: false,
    async receive() {
      const next = receptions.shift();
      if (next !== undefined) return [next()];
      this.closed = true;
      throw new Error("Socket is closed");
    },
  };
  const texts: string[] = [];
  for await (const [frame] of received(socket, (error) => complaints.push(error.message)))
    texts.push(frame!.toString());
  expect({ texts, complaints }).toEqual({ texts: ["a", "b"], complaints: ["Interrupted system call"] });
});
