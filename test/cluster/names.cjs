// Loaded before a process (NODE_OPTIONS=--require …): the machines of the tests are this one.
const dns = require("node:dns");

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(/\.example\.org$/.test(name) ? "127.0.0.1" : name, ...rest);
