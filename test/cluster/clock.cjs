// Loaded before a process (NODE_OPTIONS=--require …): its clock is wrong by TEST_CLOCK ms.
const { now } = Date;
const off = Number(process.env.TEST_CLOCK);

Date.now = () => now() + off;
globalThis.Date = class extends Date {
  constructor(...args) {
    if (args.length === 0) super(Date.now());
    else super(...args);
  }
};
